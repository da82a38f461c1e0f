/** What a run does, in order: the steps are known before the first begins. */
import type { Id } from '@weft/base/id';
import { z } from 'zod';
import type { RunPlan } from './model.ts';

export const stepStates = ['queued', 'running', 'succeeded', 'failed', 'cancelled', 'skipped'] as const;
export type StepState = (typeof stepStates)[number];

export const stepKindSchema = z.enum(['clone', 'profile', 'deps', 'freshness', 'lint', 'command', 'docs', 'ingest']);
export type StepKind = z.infer<typeof stepKindSchema>;

export interface PlannedStep {
  /** From 1. */
  readonly index: number;
  readonly kind: StepKind;
  /** Clients find dbt's steps by the command between the backticks. */
  readonly name: string;
  /** The dbt command line; null: Weft's own work. */
  readonly command: string | null;
}

export interface Step extends PlannedStep {
  readonly runId: Id<'run'>;
  readonly state: StepState;
  readonly startedAt: Date | null;
  readonly finishedAt: Date | null;
  readonly exitCode: number | null;
  readonly message: string | null;
  /** The artifacts that it left, once they were accepted. */
  readonly invocationId: Id<'invocation'> | null;
}

/** Clone, profile and deps always; the job's own commands come after them, freshness and lint before and docs behind where ticked. */
export function planSteps(
  plan: Pick<RunPlan, 'commands' | 'generateDocs' | 'runGenerateSources' | 'lint'>,
  connectionName: string,
): readonly PlannedStep[] {
  const steps: Omit<PlannedStep, 'index'>[] = [
    { kind: 'clone', name: 'Clone git repository', command: null },
    { kind: 'profile', name: `Create profile from connection ${connectionName}`, command: null },
    dbtStep('deps', 'dbt deps'),
  ];
  if (plan.runGenerateSources) steps.push(dbtStep('freshness', 'dbt source freshness'));
  if (plan.lint !== null) steps.push({ kind: 'lint', name: 'Invoke dbt with `dbt sqlfluff lint`', command: null });
  for (const command of plan.commands) steps.push(dbtStep('command', command.trim()));
  if (plan.generateDocs) steps.push(dbtStep('docs', 'dbt docs generate'));
  return steps.map((step, position) => ({ index: position + 1, ...step }));
}

export function dbtStep(kind: StepKind, command: string): Omit<PlannedStep, 'index'> {
  return { kind, name: `Invoke dbt with \`${command}\``, command };
}

/** A ticked box must not turn a good run into a bad one, unless the job says of linting that it does; the same command among the job's own does. */
export function isFailureTolerated(kind: StepKind, plan: Pick<RunPlan, 'lint'>): boolean {
  return kind === 'freshness' || kind === 'docs' || (kind === 'lint' && plan.lint?.failsRun !== true);
}

/** Whose state a run compares with and defers to: the choices, what is found of them, and the words for it. No I/O. */
import type { Id } from '@weft/base/id';
import { idSchema } from '@weft/base/id';
import { unreachable } from '@weft/base/unreachable';
import { z } from 'zod';

export const deferralTargetSchema = z.discriminatedUnion('kind', [
  /** The last successful run in it, CI left out. */
  z.object({ kind: z.literal('environment'), environmentId: idSchema<'environment'>() }),
  /** The project's production environment, whichever that is when the run begins. */
  z.object({ kind: z.literal('production') }),
  /** Its last successful run. */
  z.object({ kind: z.literal('job'), jobId: idSchema<'job'>() }),
]);
export type DeferralTarget = Readonly<z.infer<typeof deferralTargetSchema>>;

/** Two, because a job may compare with its own last run and read what production has built (dbt's `--state` and `--defer-state`). */
export const deferralTargetsSchema = z.object({ compared: deferralTargetSchema, deferred: deferralTargetSchema });
export type DeferralTargets = Readonly<z.infer<typeof deferralTargetsSchema>>;

/** A manifest that was found. */
export const foundStateSchema = z.object({
  kind: z.literal('found'),
  runId: idSchema<'run'>(),
  invocationId: idSchema<'invocation'>(),
  environmentId: idSchema<'environment'>(),
  environmentName: z.string(),
  jobName: z.string(),
  gitSha: z.string().nullable(),
  dbtVersion: z.string().nullable(),
  generatedAt: z.coerce.date(),
  /** For people: the rule that led to it. */
  why: z.string(),
});
export type FoundState = Readonly<z.infer<typeof foundStateSchema>>;

export const missingReasons = ['no_production_environment', 'environment_gone', 'never_ran', 'never_succeeded', 'no_manifest'] as const;
export type MissingReason = (typeof missingReasons)[number];

export const missingStateSchema = z.object({ kind: z.literal('missing'), reason: z.enum(missingReasons), why: z.string() });
export type MissingState = Readonly<z.infer<typeof missingStateSchema>>;

export type StateAnswer = FoundState | MissingState;
const stateAnswerSchema = z.discriminatedUnion('kind', [foundStateSchema, missingStateSchema]);

export const deferralSchema = z.object({ compared: stateAnswerSchema, deferred: stateAnswerSchema });
export type Deferral = Readonly<z.infer<typeof deferralSchema>>;

export interface DeferringJob {
  readonly jobType: string;
  readonly environmentId: Id<'environment'>;
  readonly deferringEnvironmentId: Id<'environment'> | null;
  readonly deferringJobId: Id<'job'> | null;
}

/**
 * What is chosen counts for both; where an environment and a job are chosen, relations are the environment's and the comparison is with the job's
 * last run. Without a choice, CI defers to production, a merge job to its own environment, any other to nothing (dbt Cloud, deploy/*.md).
 */
export function chooseDeferral({ jobType, environmentId, deferringEnvironmentId, deferringJobId }: DeferringJob): DeferralTargets | null {
  const environment = deferringEnvironmentId === null ? null : ({ kind: 'environment', environmentId: deferringEnvironmentId } as const);
  const job = deferringJobId === null ? null : ({ kind: 'job', jobId: deferringJobId } as const);
  const compared = job ?? environment;
  const deferred = environment ?? job;
  if (compared && deferred) return { compared, deferred };
  if (jobType === 'ci') return both({ kind: 'production' });
  if (jobType === 'merge') return both({ kind: 'environment', environmentId });
  return null;
}

function both(target: DeferralTarget): DeferralTargets {
  return { compared: target, deferred: target };
}

/** A run as it stands for the state that it left. */
export interface Candidate {
  readonly jobType: string;
  /** dbt's words for the commands that left artifacts, such as `build` or `generate`; null: no artifact tells. */
  readonly commands: readonly (string | null)[];
}

/** Uploads of projects that run elsewhere count by what was built: one that only listed or parsed says nothing of the warehouse. */
const building = new Set(['run', 'build']);

/** Whether a successful run stands for what its environment holds. */
export function standsForEnvironment({ jobType, commands }: Candidate): boolean {
  if (jobType === 'ci') return false;
  return jobType !== 'hybrid' || commands.some((command) => command !== null && building.has(command));
}

export function missing(reason: MissingReason, name: string): MissingState {
  return { kind: 'missing', reason, why: wordsOf(reason, name) };
}

function wordsOf(reason: MissingReason, name: string): string {
  switch (reason) {
    case 'no_production_environment':
      return 'No environment of this project is marked as production. Mark one, or choose what the job defers to.';
    case 'environment_gone':
      return `The environment ${name} is not there any more. Choose another one to defer to.`;
    case 'never_ran':
      return `${name} has no successful run yet: nothing has ever run there.`;
    case 'never_succeeded':
      return `${name} has no successful run yet: it has run, but no run that counts has succeeded.`;
    case 'no_manifest':
      return `The successful runs of ${name} left no manifest to compare with.`;
    default:
      return unreachable(reason);
  }
}

/** For logs and pages: one sentence a state. */
export function sayState(state: StateAnswer): string {
  if (state.kind === 'missing') return state.why;
  const commit = state.gitSha === null ? '' : ` at ${state.gitSha.slice(0, 12)}`;
  return `Run ${state.runId} of ${state.jobName} in ${state.environmentName}${commit}, ${state.generatedAt.toISOString()}: ${state.why}`;
}

/** Whether both name one and the same manifest. */
export function isOneState({ compared, deferred }: Deferral): boolean {
  return compared.kind === 'found' && deferred.kind === 'found' && compared.invocationId === deferred.invocationId;
}

/** The nouns of runs and every decision about a run's life. */
import { Fault } from '@weft/base/fault';
import type { Id } from '@weft/base/id';
import { idSchema } from '@weft/base/id';
import { unreachable } from '@weft/base/unreachable';
import { z } from 'zod';
import { type Deferral, deferralTargetsSchema } from './deferral.ts';

export const jobTypes = ['ci', 'merge', 'scheduled', 'other', 'adaptive', 'exposure_sync', 'hybrid'] as const;
export type JobType = (typeof jobTypes)[number];

export const causeCategories = ['api', 'ci', 'scheduled', 'ui', 'rerun', 'job completion', 'merge', 'adaptive', 'ingest'] as const;
export type CauseCategory = (typeof causeCategories)[number];

/** A job as it was when the run was asked for, overrides put in: changing or deleting the job changes nothing here. */
export const runPlanSchema = z.object({
  jobName: z.string(),
  jobType: z.enum(jobTypes),
  commands: z.array(z.string()),
  threads: z.number().int().min(1),
  targetName: z.string(),
  /** 0: never. */
  timeoutSeconds: z.number().int().min(0),
  generateDocs: z.boolean(),
  runGenerateSources: z.boolean(),
  /** A release track or a version; null: the environment's. */
  dbtVersion: z.string().nullable(),
  /** Instead of the schema of the environment's credentials. */
  schemaOverride: z.string().nullable(),
  /** Takes up the step of an earlier run where it failed: the first command is `dbt retry`, with that step's results restored before it. */
  retry: z.object({ runId: idSchema<'run'>(), stepIndex: z.number().int() }).nullable().default(null),
  /** Whose state it compares with and defers to; null: nobody's. */
  deferral: deferralTargetsSchema.nullable().default(null),
  /** Changed files are linted before the commands; null: none are. */
  lint: z.object({ failsRun: z.boolean() }).nullable().default(null),
});
export type RunPlan = Readonly<z.infer<typeof runPlanSchema>>;

/** What the request asked to be different from the job, kept as it was asked; null: as the job has it. */
export const runOverridesSchema = z.object({
  steps: z.array(z.string()).nullable().default(null),
  schema: z.string().nullable().default(null),
  dbtVersion: z.string().nullable().default(null),
  threads: z.number().int().min(1).max(64).nullable().default(null),
  targetName: z.string().nullable().default(null),
  generateDocs: z.boolean().nullable().default(null),
  timeoutSeconds: z.number().int().min(0).nullable().default(null),
});
export type RunOverrides = Readonly<z.infer<typeof runOverridesSchema>>;

/** Who asked, for people and for clients that show it. */
export const actorSchema = z.object({ id: z.string(), type: z.string(), name: z.string() });
export type Actor = Readonly<z.infer<typeof actorSchema>>;

/** Numbers of a pull request at whoever keeps the repository, as the request named it. */
export const pullRequestSchema = z.object({
  github: z.number().int().nullable().default(null),
  gitlab: z.number().int().nullable().default(null),
  azure: z.number().int().nullable().default(null),
  nonNative: z.number().int().nullable().default(null),
});
export type PullRequest = Readonly<z.infer<typeof pullRequestSchema>>;

export const runTriggerSchema = z.object({
  /** For people: "Kicked off from UI by …", or what the API call said. */
  cause: z.string(),
  causeCategory: z.enum(causeCategories),
  gitBranch: z.string().nullable().default(null),
  gitSha: z.string().nullable().default(null),
  pullRequest: pullRequestSchema.nullable().default(null),
  actor: actorSchema.nullable().default(null),
  overrides: runOverridesSchema,
});
export type RunTrigger = Readonly<z.infer<typeof runTriggerSchema>>;

/** Why a queued run does not start; null while nobody has looked yet. */
export interface Wait {
  readonly reason: string;
  readonly blockedBy: readonly Id<'run'>[];
}

/** Something outside the queue that a run waits, or waited, for: whoever put it there decides when it is over. */
export const holdSchema = z.object({
  reason: z.string(),
  /** It is given up then: the run starts all the same, or fails. */
  until: z.coerce.date(),
  otherwise: z.enum(['run', 'fail']),
  /** null: it waits still. */
  releasedAt: z.coerce.date().nullable(),
  /** What ended it, in words; null while it waits. */
  outcome: z.string().nullable(),
  /** For who decides about it. */
  about: z.unknown(),
});
export type Hold = Readonly<z.infer<typeof holdSchema>>;

export interface Worker {
  /** One life of one worker process. */
  readonly id: string;
  /** Machine and home: at most one living worker has them, so whoever starts there knows that the one before is dead. */
  readonly place: string;
}

interface Held {
  readonly dequeuedAt: Date;
  readonly heartbeatAt: Date;
  readonly worker: Worker;
  /** Set: its worker has been told to stop it. */
  readonly cancel: { readonly at: Date; readonly reason: string } | null;
}

interface Ended {
  readonly dequeuedAt: Date | null;
  readonly startedAt: Date | null;
  readonly finishedAt: Date;
}

export type RunState =
  | { readonly state: 'queued'; readonly wait: Wait | null }
  | ({ readonly state: 'starting' } & Held)
  | ({ readonly state: 'running'; readonly startedAt: Date } & Held)
  | ({ readonly state: 'succeeded' } & Ended)
  | ({ readonly state: 'failed'; readonly reason: string } & Ended)
  | ({ readonly state: 'cancelled'; readonly reason: string } & Ended);

export const runStates = ['queued', 'starting', 'running', 'succeeded', 'failed', 'cancelled'] as const;

export interface RunFacts {
  readonly id: Id<'run'>;
  readonly accountId: Id<'account'>;
  readonly projectId: Id<'project'>;
  readonly environmentId: Id<'environment'>;
  readonly jobId: Id<'job'>;
  readonly plan: RunPlan;
  readonly trigger: RunTrigger;
  /** What was checked out; null until it was, and for runs that Weft did not run. */
  readonly gitBranch: string | null;
  readonly gitSha: string | null;
  /** Concrete, once the engine is there. */
  readonly dbtVersion: string | null;
  readonly createdAt: Date;
  readonly shouldStartAt: Date;
  /** Names the warehouse that only one run may be in; null: no such limit. */
  readonly warehouseKey: string | null;
  /** null: it never waited for anything outside the queue. */
  readonly hold: Hold | null;
  /** The run that this one takes up where it failed. */
  readonly retryOf: Id<'run'> | null;
  /** Who asked for its end, where somebody did. */
  readonly cancelledBy: Actor | null;
  readonly hasDocsGenerated: boolean;
  readonly hasSourcesGenerated: boolean;
  readonly artifactsSaved: boolean;
  /** What was found of what its plan wants to compare with and defer to; null: it has not begun, or wants nothing. */
  readonly deferral: Deferral | null;
  /** Of one that succeeded: nodes that warned, or that failed without failing it. */
  readonly warningCount: number;
}

export type Run = RunFacts & RunState;
export type QueuedRun = RunFacts & Extract<RunState, { state: 'queued' }>;
export type HeldRun = RunFacts & Extract<RunState, { state: 'starting' | 'running' }>;

/** Cancelling twice is not an error, because clients retry; cancelling a finished run is, since its results are published. */
export function cancel(run: Run, at: Date, reason: string): Run {
  switch (run.state) {
    case 'queued':
      return { ...factsOf(run), state: 'cancelled', dequeuedAt: null, startedAt: null, finishedAt: at, reason };
    case 'starting':
    case 'running':
      // Its warehouse is taken until its processes are gone, so only its worker can end it.
      return run.cancel ? run : { ...run, cancel: { at, reason } };
    case 'cancelled':
      return run;
    case 'succeeded':
    case 'failed':
      throw new Fault('conflict', 'run.already_finished', `Run ${run.id} has already ${run.state}; there is nothing left to cancel.`);
    default:
      return unreachable(run);
  }
}

/** What it waited for did not come, and it was not to start without. */
export function giveUp(run: QueuedRun, at: Date, reason: string): Run {
  return { ...factsOf(run), state: 'failed', dequeuedAt: null, startedAt: null, finishedAt: at, reason };
}

export function dequeue(run: QueuedRun, worker: Worker, at: Date): HeldRun {
  return { ...factsOf(run), state: 'starting', dequeuedAt: at, heartbeatAt: at, worker, cancel: null };
}

/** A run that nothing was done for yet can be done by somebody else, or later. */
export function handBack(run: HeldRun): QueuedRun | null {
  return run.state === 'starting' && run.cancel === null ? { ...factsOf(run), state: 'queued', wait: null } : null;
}

export function begin(run: HeldRun, at: Date): HeldRun {
  return run.state === 'running' ? run : { ...run, state: 'running', startedAt: at };
}

export type Outcome =
  | { readonly state: 'succeeded' }
  | { readonly state: 'failed'; readonly reason: string }
  | { readonly state: 'cancelled'; readonly reason: string };

export function end(run: HeldRun, outcome: Outcome, at: Date): Run {
  const startedAt = run.state === 'running' ? run.startedAt : null;
  return { ...factsOf(run), ...outcome, dequeuedAt: run.dequeuedAt, startedAt, finishedAt: at };
}

/** Nobody will ever come back to it: a run that was to be cancelled is, any other has failed. */
export function outcomeOfDeath(run: HeldRun, whatHappened: string): Outcome {
  return run.cancel ? { state: 'cancelled', reason: run.cancel.reason } : { state: 'failed', reason: whatHappened };
}

export function isFinished(run: { readonly state: RunState['state'] }): boolean {
  return run.state === 'succeeded' || run.state === 'failed' || run.state === 'cancelled';
}

/** The times that the state knows, for who shows them side by side. */
export function timesOf(run: Run): { [K in 'dequeuedAt' | 'startedAt' | 'finishedAt' | 'heartbeatAt']: Date | null } {
  return {
    dequeuedAt: 'dequeuedAt' in run ? run.dequeuedAt : null,
    startedAt: 'startedAt' in run ? run.startedAt : null,
    finishedAt: 'finishedAt' in run ? run.finishedAt : null,
    heartbeatAt: 'heartbeatAt' in run ? run.heartbeatAt : null,
  };
}

/** Why it waits, failed or was cancelled; null: there is nothing to say. */
export function statusMessageOf(run: Run): string | null {
  if (run.state === 'queued') return run.wait?.reason ?? null;
  return 'reason' in run ? run.reason : null;
}

function factsOf(run: Run): RunFacts {
  const { id, accountId, projectId, environmentId, jobId, plan, trigger, gitBranch, gitSha, dbtVersion } = run;
  const {
    createdAt,
    shouldStartAt,
    warehouseKey,
    retryOf,
    cancelledBy,
    hasDocsGenerated,
    hasSourcesGenerated,
    artifactsSaved,
    hold,
    deferral,
    warningCount,
  } = run;
  return {
    ...{ id, accountId, projectId, environmentId, jobId, plan, trigger, gitBranch, gitSha, dbtVersion },
    ...{
      createdAt,
      shouldStartAt,
      warehouseKey,
      retryOf,
      cancelledBy,
      hasDocsGenerated,
      hasSourcesGenerated,
      artifactsSaved,
      hold,
      deferral,
      warningCount,
    },
  };
}

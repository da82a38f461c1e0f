/** The nouns of jobs: what is to be run, where, and the decisions about it. */
import { Fault } from '@weft/base/fault';
import type { Id } from '@weft/base/id';
import { idSchema } from '@weft/base/id';
import { z } from 'zod';
import { chooseDeferral } from '../runs/deferral.ts';
import type { JobType, RunOverrides, RunPlan } from '../runs/model.ts';
import { nextRuns, type Schedule } from './schedule.ts';
import type { UpstreamRule } from './upstream.ts';

export const jobTriggersSchema = z.object({
  githubWebhook: z.boolean().default(false),
  gitProviderWebhook: z.boolean().default(false),
  schedule: z.boolean().default(false),
  onMerge: z.boolean().default(false),
  customBranchOnly: z.boolean().default(false),
});
export type JobTriggers = Readonly<z.infer<typeof jobTriggersSchema>>;

/** Kept for clients that compare what they wrote with what they read. Compare acts on nothing. */
export const jobSettingsSchema = z.object({
  triggersOnDraftPr: z.boolean().default(false),
  runLint: z.boolean().default(false),
  errorsOnLintFailure: z.boolean().default(true),
  runCompareChanges: z.boolean().default(false),
  compareChangesFlags: z.string().default('--select state:modified'),
  forceNodeSelection: z.boolean().nullable().default(null),
  costOptimizationFeatures: z.array(z.string()).default([]),
  lifecycleWebhooks: z.boolean().default(false),
  /** Of a CI job: days after its last run until what it made is dropped. Null: 30 where no pull request's end is heard of, else when that ends. */
  cleanUpAfterDays: z.number().int().min(1).max(3650).nullable().default(null),
});
export type JobSettings = Readonly<z.infer<typeof jobSettingsSchema>>;

/** It may be a job of another project of the account. */
export const completionTriggerSchema = z.object({
  jobId: idSchema<'job'>(),
  projectId: idSchema<'project'>(),
  /** How it must have ended. */
  states: z.array(z.enum(['succeeded', 'failed', 'cancelled'])).min(1),
});
export type CompletionTrigger = Readonly<z.infer<typeof completionTriggerSchema>>;

export interface Job {
  readonly id: Id<'job'>;
  readonly accountId: Id<'account'>;
  readonly projectId: Id<'project'>;
  readonly environmentId: Id<'environment'>;
  /** As it was written: people keep marks of their tools in it. */
  readonly name: string;
  readonly description: string;
  /** A release track or a version; null: the environment's. */
  readonly dbtVersion: string | null;
  readonly executeSteps: readonly string[];
  readonly threads: number;
  readonly targetName: string;
  /** 0: never. */
  readonly timeoutSeconds: number;
  readonly generateDocs: boolean;
  readonly runGenerateSources: boolean;
  readonly triggers: JobTriggers;
  /** null: nobody gave it one. It acts where `triggers.schedule` is on. */
  readonly schedule: Schedule | null;
  /** When the schedule starts it next; null: it has none that is on. */
  readonly nextRunAt: Date | null;
  /** The job whose end starts this one. */
  readonly completionTrigger: CompletionTrigger | null;
  /** Public models of other projects that it waits for, or that start it. */
  readonly upstream: UpstreamRule | null;
  readonly jobType: JobType;
  readonly deferringEnvironmentId: Id<'environment'> | null;
  /** May be its own. */
  readonly deferringJobId: Id<'job'> | null;
  readonly settings: JobSettings;
  readonly createdAt: Date;
  readonly updatedAt: Date;
  /** Its runs stay readable. */
  readonly deletedAt: Date | null;
}

export type JobContent = Omit<Job, 'id' | 'accountId' | 'projectId' | 'jobType' | 'nextRunAt' | 'createdAt' | 'updatedAt' | 'deletedAt'>;

/** What starts a job says what it is; only a CI job that is started by API calls alone must be called one. */
export function inferJobType(triggers: JobTriggers, asked: JobType | null): JobType {
  if (triggers.githubWebhook || triggers.gitProviderWebhook) return 'ci';
  if (triggers.onMerge) return 'merge';
  if (triggers.schedule) return 'scheduled';
  return asked === 'ci' ? 'ci' : 'other';
}

/** Faults: invalid `job.invalid`, `job.schedule_missing`, `job.trigger_conflict`. */
export function checkJob(job: JobContent): void {
  const refuse = (code: string, message: string) => new Fault('invalid', code, message);
  if (job.name.trim() === '' || job.name.length > 255) throw refuse('job.invalid', 'A job needs a name of at most 255 characters.');
  if (!Number.isInteger(job.threads) || job.threads < 1 || job.threads > 64)
    throw refuse('job.invalid', `Threads must be a whole number from 1 to 64, not ${job.threads}.`);
  if (!Number.isInteger(job.timeoutSeconds) || job.timeoutSeconds < 0 || job.timeoutSeconds > 31_536_000)
    throw refuse('job.invalid', 'The timeout is a whole number of seconds, at most a year; 0 is none.');
  if (!/^[A-Za-z0-9_.-]{1,100}$/.test(job.targetName))
    throw refuse('job.invalid', `"${job.targetName}" cannot be the name of a target: letters, digits, "_", "-" and "." only.`);
  const { triggers } = job;
  if (triggers.schedule && job.schedule === null)
    throw refuse(
      'job.schedule_missing',
      'The schedule of this job is on, but it has none. Send a schedule, or turn triggers.schedule off.',
    );
  if (triggers.onMerge && (triggers.githubWebhook || triggers.gitProviderWebhook || triggers.schedule))
    throw refuse('job.trigger_conflict', 'A job that runs on merges has no other trigger. Turn the others off, or make a second job.');
}

/** What may run again and again without anybody asking: only when it is on. */
export function nextRunOf(job: Pick<Job, 'schedule' | 'triggers'>, after: Date): Date | null {
  if (job.schedule === null || !job.triggers.schedule) return null;
  return nextRuns(job.schedule, after, 1)[0] ?? null;
}

/** The job, with what the request wants to be different this once. */
export function planRun(job: Job, overrides: RunOverrides): RunPlan {
  return {
    jobName: job.name,
    jobType: job.jobType,
    commands: [...(overrides.steps ?? job.executeSteps)],
    threads: overrides.threads ?? job.threads,
    targetName: overrides.targetName ?? job.targetName,
    timeoutSeconds: overrides.timeoutSeconds ?? job.timeoutSeconds,
    generateDocs: overrides.generateDocs ?? job.generateDocs,
    runGenerateSources: job.runGenerateSources,
    dbtVersion: overrides.dbtVersion ?? job.dbtVersion,
    schemaOverride: overrides.schema,
    retry: null,
    deferral: chooseDeferral(job),
    lint: job.jobType === 'ci' && job.settings.runLint ? { failsRun: job.settings.errorsOnLintFailure } : null,
  };
}

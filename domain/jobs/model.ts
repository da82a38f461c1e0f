/** The nouns of jobs: what is to be run, where, and the decisions about it. */
import { Fault } from '@weft/base/fault';
import type { Id } from '@weft/base/id';
import { z } from 'zod';
import type { JobType, RunOverrides, RunPlan } from '../runs/model.ts';

export const jobTriggersSchema = z.object({
  githubWebhook: z.boolean().default(false),
  gitProviderWebhook: z.boolean().default(false),
  schedule: z.boolean().default(false),
  onMerge: z.boolean().default(false),
  customBranchOnly: z.boolean().default(false),
});
export type JobTriggers = Readonly<z.infer<typeof jobTriggersSchema>>;

/** Kept for clients that compare what they wrote with what they read; those that would make a run do more are refused while no run does it. */
export const jobSettingsSchema = z.object({
  triggersOnDraftPr: z.boolean().default(false),
  runLint: z.boolean().default(false),
  errorsOnLintFailure: z.boolean().default(true),
  runCompareChanges: z.boolean().default(false),
  compareChangesFlags: z.string().default('--select state:modified'),
  forceNodeSelection: z.boolean().nullable().default(null),
  costOptimizationFeatures: z.array(z.string()).default([]),
});
export type JobSettings = Readonly<z.infer<typeof jobSettingsSchema>>;

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
  /** As it was sent; nothing reads it while schedules are not run. */
  readonly schedule: unknown;
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

export type JobContent = Omit<Job, 'id' | 'accountId' | 'projectId' | 'jobType' | 'createdAt' | 'updatedAt' | 'deletedAt'>;

/** What starts a job says what it is; only a CI job that is started by API calls alone must be called one. */
export function inferJobType(triggers: JobTriggers, asked: JobType | null): JobType {
  if (triggers.githubWebhook || triggers.gitProviderWebhook) return 'ci';
  if (triggers.onMerge) return 'merge';
  if (triggers.schedule) return 'scheduled';
  return asked === 'ci' ? 'ci' : 'other';
}

/** Faults: invalid `job.invalid`, `job.schedule_unsupported`, `job.trigger_unsupported`, `job.setting_unsupported`. */
export function checkJob(job: JobContent): void {
  const refuse = (code: string, message: string) => new Fault('invalid', code, message);
  if (job.name.trim() === '' || job.name.length > 255) throw refuse('job.invalid', 'A job needs a name of at most 255 characters.');
  if (!Number.isInteger(job.threads) || job.threads < 1 || job.threads > 64)
    throw refuse('job.invalid', `Threads must be a whole number from 1 to 64, not ${job.threads}.`);
  if (!Number.isInteger(job.timeoutSeconds) || job.timeoutSeconds < 0 || job.timeoutSeconds > 31_536_000)
    throw refuse('job.invalid', 'The timeout is a whole number of seconds, at most a year; 0 is none.');
  if (!/^[A-Za-z0-9_.-]{1,100}$/.test(job.targetName))
    throw refuse('job.invalid', `"${job.targetName}" cannot be the name of a target: letters, digits, "_", "-" and "." only.`);
  const { triggers, settings } = job;
  if (triggers.schedule)
    throw refuse(
      'job.schedule_unsupported',
      'This Weft does not run jobs on a schedule yet. Turn the schedule off, and start the job by API.',
    );
  if (triggers.githubWebhook || triggers.gitProviderWebhook || triggers.onMerge)
    throw refuse('job.trigger_unsupported', 'This Weft does not start jobs on pull requests or merges yet. Start the job by API.');
  if (settings.runLint || settings.runCompareChanges)
    throw refuse('job.setting_unsupported', 'This Weft does not lint or compare changes in a run yet. Turn it off.');
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
  };
}

/** Makes, changes and deletes jobs. */
import { Fault } from '@weft/base/fault';
import type { Id } from '@weft/base/id';
import type { Host } from '@weft/host/host';
import { getEnvironment, listEnvironments } from '../projects/environments.ts';
import { getProject } from '../projects/get-project.ts';
import { cancelRun } from '../runs/cancel-run.ts';
import { listRuns } from '../runs/list-runs.ts';
import type { JobType } from '../runs/model.ts';
import { checkCommands } from '../runs/start-run.ts';
import { getJob, listJobs } from './list-jobs.ts';
import type { Job, JobContent } from './model.ts';
import { checkJob, inferJobType, jobSettingsSchema, jobTriggersSchema } from './model.ts';
import { insertJob, updateJob } from './store.ts';

/** What is left out is as the official API has it by default; a job without commands runs only what a request gives it. */
export type NewJob = Partial<Omit<JobContent, 'name' | 'environmentId'>> &
  Pick<JobContent, 'name' | 'environmentId'> & {
    readonly accountId: Id<'account'>;
    readonly projectId: Id<'project'>;
    /** Only `ci` is listened to: all others follow from the triggers. */
    readonly askedJobType?: JobType | null;
  };

/** What is left out stays as it is. A job keeps its project. */
export type JobChange = Partial<JobContent> & { readonly askedJobType?: JobType | null };

/**
 * Faults: not_found `project.not_found`, `environment.not_found`; invalid `job.invalid`, `job.environment_of_other_project`, `job.schedule_unsupported`,
 * `job.trigger_unsupported`, `job.setting_unsupported`, `run.command_invalid`; not_found `job.not_found` of one to defer to.
 */
export async function createJob(host: Host, input: NewJob): Promise<Job> {
  const { accountId, projectId, askedJobType, ...given } = input;
  await getProject(host, accountId, projectId);
  const content: JobContent = {
    ...{ description: '', dbtVersion: null, executeSteps: [], threads: 1, targetName: 'default', timeoutSeconds: 0 },
    ...{ generateDocs: false, runGenerateSources: false, schedule: null, deferringEnvironmentId: null, deferringJobId: null },
    triggers: jobTriggersSchema.parse({}),
    settings: jobSettingsSchema.parse({}),
    ...given,
  };
  await check(host, accountId, projectId, content);
  await checkDeferral(host, accountId, projectId, given);
  const at = host.clock.now();
  const jobType = inferJobType(content.triggers, askedJobType ?? null);
  return host.database.transaction((tx) =>
    insertJob(tx, { accountId, projectId, ...content, jobType, createdAt: at, updatedAt: at, deletedAt: null }),
  );
}

/** Faults as `createJob`, and not_found `job.not_found`. */
export async function changeJob(host: Host, accountId: Id<'account'>, jobId: Id<'job'>, change: JobChange): Promise<Job> {
  const { askedJobType, ...given } = change;
  const before = await getJob(host, accountId, jobId);
  const after: Job = { ...before, ...given };
  await check(host, accountId, before.projectId, after);
  await checkDeferral(host, accountId, before.projectId, given);
  const jobType = before.jobType === 'hybrid' ? 'hybrid' : inferJobType(after.triggers, askedJobType ?? before.jobType);
  await host.database.transaction((tx) => updateJob(tx, jobId, { ...given, jobType, updatedAt: host.clock.now() }));
  return getJob(host, accountId, jobId);
}

/** Its runs stay readable; those that have not ended are cancelled. Faults: not_found `job.not_found`. */
export async function deleteJob(host: Host, accountId: Id<'account'>, jobId: Id<'job'>): Promise<Job> {
  const job = await getJob(host, accountId, jobId);
  const at = host.clock.now();
  await host.database.transaction((tx) => updateJob(tx, jobId, { updatedAt: at, deletedAt: at }));
  const filter = { accountId, jobId, states: ['queued', 'starting', 'running'] as const };
  const { runs } = await listRuns(host, filter, { order: { by: 'id', isDescending: false }, limit: 1000, offset: 0 });
  for (const run of runs) {
    await cancelRun(host, accountId, run.id, `Its job ${job.name} was deleted.`).catch((error: unknown) => {
      // It ended by itself in between.
      if (!(error instanceof Fault) || error.code !== 'run.already_finished') throw error;
    });
  }
  return { ...job, updatedAt: at, deletedAt: at };
}

async function check(host: Host, accountId: Id<'account'>, projectId: Id<'project'>, content: JobContent): Promise<void> {
  checkJob(content);
  if (content.executeSteps.length > 0) checkCommands(content.executeSteps);
  const environment = await getEnvironment(host, accountId, content.environmentId);
  if (environment.projectId !== projectId)
    throw new Fault(
      'invalid',
      'job.environment_of_other_project',
      `The environment ${environment.name} (${environment.id}) belongs to another project than the job.`,
    );
}

/** Only what is asked for now: a job whose environment to defer to was deleted meanwhile can still be changed. */
async function checkDeferral(
  host: Host,
  accountId: Id<'account'>,
  projectId: Id<'project'>,
  { deferringEnvironmentId, deferringJobId }: Partial<Pick<JobContent, 'deferringEnvironmentId' | 'deferringJobId'>>,
): Promise<void> {
  if (deferringEnvironmentId != null) {
    const environments = await listEnvironments(host, accountId);
    if (!environments.some((it) => it.id === deferringEnvironmentId && it.projectId === projectId))
      throw new Fault('not_found', 'environment.not_found', `The project has no environment ${deferringEnvironmentId} to defer to.`);
  }
  if (deferringJobId != null) {
    const jobs = await listJobs(host, accountId, { projectIds: [projectId] });
    if (!jobs.some((it) => it.id === deferringJobId))
      throw new Fault('not_found', 'job.not_found', `The project has no job ${deferringJobId} to defer to.`);
  }
}

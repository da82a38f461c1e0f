/** Makes, changes and deletes jobs. */
import { Fault } from '@weft/base/fault';
import type { Id } from '@weft/base/id';
import type { Host } from '@weft/host/host';
import { checkDbtVersion } from '../projects/check-dbt-version.ts';
import { getEnvironment, listEnvironments } from '../projects/environments.ts';
import { getProject } from '../projects/get-project.ts';
import { cancelRun } from '../runs/cancel-run.ts';
import { listRuns } from '../runs/list-runs.ts';
import type { JobType } from '../runs/model.ts';
import { checkCommands } from '../runs/start-run.ts';
import { checkUpstream } from './check-upstream.ts';
import { getJob, listJobs, listJobsOfRuns } from './list-jobs.ts';
import type { CompletionTrigger, Job, JobContent, JobSettings } from './model.ts';
import { checkJob, inferJobType, jobSettingsSchema, jobTriggersSchema, nextRunOf } from './model.ts';
import { refuseCycle } from './refuse-cycle.ts';
import { keepZone } from './schedule.ts';
import { insertJob, updateJob } from './store.ts';

/** What is left out is as the official API has it by default; a job without commands runs only what a request gives it. */
export type NewJob = Partial<Omit<JobContent, 'name' | 'environmentId' | 'settings'>> &
  Pick<JobContent, 'name' | 'environmentId'> & {
    readonly accountId: Id<'account'>;
    readonly projectId: Id<'project'>;
    readonly settings?: Partial<JobSettings>;
    /** Only `ci` is listened to: all others follow from the triggers. */
    readonly askedJobType?: JobType | null;
  };

/** What is left out stays as it is. A job keeps its project. */
export type JobChange = Partial<Omit<JobContent, 'settings'>> & {
  readonly settings?: Partial<JobSettings>;
  readonly askedJobType?: JobType | null;
  /** A schedule without a zone leaves the one that the job has; with this it is taken away. */
  readonly clearsZone?: boolean;
};

/** May whoever asks see jobs of this project? One that they may not is as if it were not there. */
type IsSeen = (projectId: Id<'project'>) => boolean;
const seesAll: IsSeen = () => true;

/**
 * Faults: not_found `project.not_found`, `environment.not_found`; invalid `job.invalid`, `job.environment_of_other_project`, `job.schedule_missing`,
 * `job.trigger_conflict`, `job.trigger_cycle`, `job.upstream_invalid`, `run.command_invalid`, `engine.version_unknown`; not_found `job.not_found` of one to defer to or to wait for.
 */
export async function createJob(host: Host, input: NewJob, isSeen: IsSeen = seesAll): Promise<Job> {
  const { accountId, projectId, askedJobType, ...given } = input;
  await getProject(host, accountId, projectId);
  const content: JobContent = {
    ...{ description: '', dbtVersion: null, executeSteps: [], threads: 1, targetName: 'default', timeoutSeconds: 0 },
    ...{ generateDocs: false, runGenerateSources: false, schedule: null, completionTrigger: null, upstream: null },
    ...{ deferringEnvironmentId: null, deferringJobId: null },
    triggers: jobTriggersSchema.parse({}),
    ...given,
    settings: jobSettingsSchema.parse(given.settings ?? {}),
  };
  await check(host, accountId, projectId, content);
  await checkReferences(host, accountId, projectId, given, { isSeen, before: null });
  const jobType = inferJobType(content.triggers, askedJobType ?? null);
  if (content.upstream !== null) await checkUpstream(host, { accountId, projectId, ...content }, content.upstream, null);
  if (startsByOthers(content)) await refuseCycle(host, accountId, { ...content, id: null, projectId, jobType }, isSeen);
  const at = host.clock.now();
  return host.database.transaction((tx) =>
    insertJob(tx, {
      ...{ accountId, projectId, ...content, jobType, nextRunAt: nextRunOf(content, at) },
      ...{ createdAt: at, updatedAt: at, deletedAt: null },
    }),
  );
}

/** Faults as `createJob`, and not_found `job.not_found`. */
export async function changeJob(
  host: Host,
  accountId: Id<'account'>,
  jobId: Id<'job'>,
  change: JobChange,
  isSeen: IsSeen = seesAll,
): Promise<Job> {
  const before = await getJob(host, accountId, jobId);
  const { askedJobType, settings, clearsZone = false, ...rest } = change;
  const given = {
    ...rest,
    ...(settings ? { settings: { ...before.settings, ...settings } } : {}),
    ...(rest.schedule ? { schedule: clearsZone ? rest.schedule : keepZone(rest.schedule, before.schedule) } : {}),
  };
  const after: Job = { ...before, ...given };
  await check(host, accountId, before.projectId, after);
  await checkReferences(host, accountId, before.projectId, given, { isSeen, before: before.completionTrigger });
  if (given.upstream) await checkUpstream(host, after, given.upstream, before.upstream);
  const jobType = before.jobType === 'hybrid' ? 'hybrid' : inferJobType(after.triggers, askedJobType ?? before.jobType);
  if (startsByOthers(after)) await refuseCycle(host, accountId, { ...after, jobType }, isSeen);
  const at = host.clock.now();
  // A change that leaves the schedule as it is must not push a start that is due into the future.
  const isRescheduled = given.schedule !== undefined || given.triggers !== undefined;
  const nextRunAt = isRescheduled ? { nextRunAt: nextRunOf(after, at) } : {};
  await host.database.transaction((tx) => updateJob(tx, jobId, { ...given, ...nextRunAt, jobType, updatedAt: at }));
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
  if (content.dbtVersion !== null) checkDbtVersion(content.dbtVersion);
  const environment = await getEnvironment(host, accountId, content.environmentId);
  if (content.executeSteps.length > 0) checkCommands(content.executeSteps, content.dbtVersion ?? environment.dbtVersion);
  if (environment.projectId !== projectId)
    throw new Fault(
      'invalid',
      'job.environment_of_other_project',
      `The environment ${environment.name} (${environment.id}) belongs to another project than the job.`,
    );
}

/** Only what is asked for now: a job whose environment to defer to was deleted meanwhile can still be changed. */
async function checkReferences(
  host: Host,
  accountId: Id<'account'>,
  projectId: Id<'project'>,
  given: Partial<Pick<JobContent, 'deferringEnvironmentId' | 'deferringJobId' | 'completionTrigger'>>,
  known: { readonly isSeen: IsSeen; readonly before: CompletionTrigger | null },
): Promise<void> {
  const { deferringEnvironmentId, deferringJobId, completionTrigger } = given;
  // Tools send back what they fetched: only another job to start after is looked for.
  if (completionTrigger != null && completionTrigger.jobId !== known.before?.jobId) {
    const { jobId, projectId: parentId } = completionTrigger;
    const [parent] = await listJobsOfRuns(host, accountId, [jobId]);
    if (!parent || parent.deletedAt !== null || parent.projectId !== parentId || !known.isSeen(parentId))
      throw new Fault(
        'not_found',
        'job.not_found',
        `job_completion_trigger_condition: the project ${parentId} has no job ${jobId} that this one could start after.`,
      );
  }
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

/** Only such a job can be part of a circle: somebody else must start it. */
function startsByOthers({ completionTrigger, upstream }: Pick<JobContent, 'completionTrigger' | 'upstream'>): boolean {
  return completionTrigger !== null || upstream?.isTrigger === true;
}

/** Finds what CI runs left behind and nobody will come back for: runs that are long over, and jobs or environments that are gone. */
import { messageOf } from '@weft/base/fault';
import type { Id } from '@weft/base/id';
import type { Host } from '@weft/host/host';
import { listJobsOfRuns } from '../jobs/list-jobs.ts';
import { listEnvironments } from '../projects/environments.ts';
import { listLeavers } from '../runs/created-relations.ts';
import type { Leaver } from '../runs/relation-store.ts';
import { cleanUp } from './clean-up.ts';
import type { CleanUpReason, CleanUpSubject } from './model.ts';

/** Of runs that no pull request's end tells about: an API call cannot be heard to be over. */
export const daysByDefault = 30;
const dayMilliseconds = 24 * 60 * 60_000;

export interface Leftover {
  readonly reason: Extract<CleanUpReason, 'expired' | 'job_deleted' | 'environment_deleted'>;
  readonly accountId: Id<'account'>;
  readonly projectId: Id<'project'>;
  readonly runIds: readonly Id<'run'>[];
  /** Names this leftover: one that could not be cleaned up is not asked for every hour. */
  readonly madeBy: string;
}

/** What is known of the job of a run; null: it is not there any more. */
export type JobFacts = { readonly cleanUpAfterDays: number | null } | null;

/** By scope: what one run of a pull request needs, an older one of it made. Nothing of a scope that has a run under way. */
export function findLeftovers(
  leavers: readonly Leaver[],
  known: { readonly jobs: ReadonlyMap<Id<'job'>, JobFacts>; readonly environmentIds: ReadonlySet<Id<'environment'>> },
  now: Date,
): Leftover[] {
  const scopes = new Map<string, Leaver[]>();
  for (const leaver of leavers) {
    const name = `${leaver.projectId}:${leaver.scope}`;
    scopes.set(name, [...(scopes.get(name) ?? []), leaver]);
  }
  const found: Leftover[] = [];
  for (const [name, runs] of scopes) {
    const ends = runs.map(({ finishedAt }) => finishedAt?.getTime() ?? Number.POSITIVE_INFINITY);
    const last = Math.max(...ends);
    const [first] = runs;
    if (!first || last === Number.POSITIVE_INFINITY) continue;
    const reason = reasonOf(runs, known, now.getTime() - last);
    if (reason === null) continue;
    const { accountId, projectId } = first;
    found.push({ reason, accountId, projectId, runIds: runs.map(({ runId }) => runId), madeBy: `${reason}:${name}:${last}` });
  }
  return found;
}

function reasonOf(
  runs: readonly Leaver[],
  known: { readonly jobs: ReadonlyMap<Id<'job'>, JobFacts>; readonly environmentIds: ReadonlySet<Id<'environment'>> },
  age: number,
): Leftover['reason'] | null {
  if (runs.every(({ environmentId }) => !known.environmentIds.has(environmentId))) return 'environment_deleted';
  if (runs.every(({ jobId }) => (known.jobs.get(jobId) ?? null) === null)) return 'job_deleted';
  const limits = runs.map((run) => limitOf(run, known.jobs.get(run.jobId) ?? null));
  // The longest of them: somebody may still look at what it made.
  const days = Math.max(...limits.map((limit) => limit ?? Number.POSITIVE_INFINITY));
  return age >= days * dayMilliseconds ? 'expired' : null;
}

/** Null: for ever, since its pull request's end is heard of. */
function limitOf(run: Leaver, job: JobFacts): number | null {
  if (job?.cleanUpAfterDays != null) return job.cleanUpAfterDays;
  const isHeardOf = run.causeCategory === 'ci' && run.scope.startsWith('pr:');
  return isHeardOf ? null : daysByDefault;
}

/** Every hour. */
export async function cleanUpLeftovers(host: Host): Promise<void> {
  const leavers = await listLeavers(host);
  for (const accountId of new Set(leavers.map((leaver) => leaver.accountId))) {
    const own = leavers.filter((leaver) => leaver.accountId === accountId);
    const jobs = await listJobsOfRuns(host, accountId, [...new Set(own.map(({ jobId }) => jobId))]);
    const environments = await listEnvironments(host, accountId);
    const known = {
      jobs: new Map(jobs.map((job) => [job.id, job.deletedAt === null ? { cleanUpAfterDays: job.settings.cleanUpAfterDays } : null])),
      environmentIds: new Set(environments.map(({ id }) => id)),
    };
    for (const { reason, projectId, runIds, madeBy } of findLeftovers(own, known, host.clock.now())) {
      const subject: CleanUpSubject = { kind: 'runs', runIds: [...runIds] };
      await cleanUp(host, { accountId, projectId, subject, reason, madeBy }).catch((error: unknown) =>
        host.log.warn('clean_up.not_queued', { projectId, reason: messageOf(error) }),
      );
    }
  }
}

/** What the clock starts: jobs whose schedule is due get their runs in the transaction that sets their next time, many at once. */
import { Fault } from '@weft/base/fault';
import type { Id } from '@weft/base/id';
import type { Tx } from '@weft/host/database';
import type { Host } from '@weft/host/host';
import { giveWay, tellGivenWay } from '../runs/give-way.ts';
import { changeHold } from '../runs/hold-run.ts';
import type { Run } from '../runs/model.ts';
import { type PreparedRun, prepareRun, queueRuns, type SeenEnvironments, tellQueued } from '../runs/start-run.ts';
import { reviewHeldRuns } from './hold-for-upstream.ts';
import { type Job, nextRunOf } from './model.ts';
import { requestOf } from './run-job.ts';
import { findNextDue, lockDueJobs, selectDueJobs, updateNextRuns } from './store.ts';

/** More are taken at the next look, which follows at once. */
const jobsAtOnce = 500;

interface DueJob {
  readonly job: Job;
  /** null: it cannot run now, and that has been told. */
  readonly prepared: PreparedRun | null;
}

/** Answers how many were due. A job whose time was missed while Weft was away starts once, however many times it was missed. */
export async function queueDueJobs(host: Host): Promise<number> {
  const at = host.clock.now();
  const seen: SeenEnvironments = new Map();
  let count = 0;
  for (;;) {
    const due = await selectDueJobs(host.database.db, at, jobsAtOnce);
    if (due.length === 0) return count;
    const prepared = await Promise.all(due.map((job) => prepareDue(host, job, seen)));
    const ready = prepared.filter((it) => it !== null);
    const { runs, over } = await host.database.transaction((tx) => startAll(host, tx, ready, at));
    tellQueued(host, runs);
    tellGivenWay(host, over);
    for (const older of over)
      await takeOverWait(
        host,
        older,
        runs.find(({ jobId }) => jobId === older.jobId),
      );
    count += runs.length;
    // What could not even be looked at stays due, and is tried again at the next turn of the clock.
    if (ready.length < due.length || due.length < jobsAtOnce) return count;
  }
}

/** How long until a schedule is due; null: none is on. */
export async function millisecondsToNextDue(host: Host): Promise<number | null> {
  const next = await findNextDue(host.database.db);
  return next === null ? null : Math.max(0, next.getTime() - host.clock.now().getTime());
}

/** What cannot run now, such as a job without a connection, cannot in a minute either: it is told, and its next time is another try. */
async function prepareDue(host: Host, job: Job, seen: SeenEnvironments): Promise<DueJob | null> {
  const dueAt = (job.nextRunAt ?? host.clock.now()).toISOString();
  try {
    const request = await requestOf(host, job, { cause: 'Scheduled', causeCategory: 'scheduled', madeBy: `schedule:${job.id}:${dueAt}` });
    return { job, prepared: await prepareRun(host, request, seen) };
  } catch (error) {
    if (!(error instanceof Fault)) throw error;
    host.log.warn('job.not_started', { jobId: job.id, reason: error.message });
    return error.kind === 'unavailable' ? null : { job, prepared: null };
  }
}

/** Of the jobs that are still due as they were seen: another server that looks at the same moment, or a person who changed one, was quicker. */
async function startAll(
  host: Host,
  tx: Tx,
  due: readonly DueJob[],
  at: Date,
): Promise<{ readonly runs: readonly Run[]; readonly over: readonly Run[] }> {
  const locked = await lockDueJobs(
    tx,
    due.map(({ job }) => job),
  );
  const ours = due.filter(({ job }) => locked.has(job.id));
  await updateNextRuns(
    tx,
    ours.map(({ job }) => ({ jobId: job.id, nextRunAt: nextRunOf(job, at) })),
  );
  const runs = await queueRuns(
    host,
    tx,
    ours.flatMap(({ prepared }) => prepared ?? []),
  );
  // At most one run of a job waits because of its schedule: a newer one takes the place of an older one that has not begun.
  const newest = new Map<Id<'job'>, Id<'run'>>(runs.map((run) => [run.jobId, run.id]));
  return { runs, over: await giveWay(host, tx, newest, 'scheduled') };
}

/** What waits for upstream models waits as long as the first of the runs would have: else an hourly job would wait for ever. */
async function takeOverWait(host: Host, older: Run, newer: Run | undefined): Promise<void> {
  if (!newer || older.hold === null || newer.hold === null || newer.hold.releasedAt !== null || older.hold.until >= newer.hold.until)
    return;
  await changeHold(host, newer.id, { ...newer.hold, until: older.hold.until });
  await reviewHeldRuns(host, newer.accountId);
}

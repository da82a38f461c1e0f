/** What the clock starts: jobs whose schedule is due are put into the queue in the transaction that sets their next time, and started from there. */
import { Fault } from '@weft/base/fault';
import { idSchema } from '@weft/base/id';
import type { Host } from '@weft/host/host';
import { z } from 'zod';
import { cancelRun } from '../runs/cancel-run.ts';
import { changeHold } from '../runs/hold-run.ts';
import { listRuns } from '../runs/list-runs.ts';
import type { Run } from '../runs/model.ts';
import { reviewHeldRuns } from './hold-for-upstream.ts';
import { nextRunOf } from './model.ts';
import { runJob } from './run-job.ts';
import { lockDueJobs, updateNextRun } from './store.ts';

const queue = 'jobs.due';
const dueSchema = z.object({ accountId: idSchema<'account'>(), jobId: idSchema<'job'>(), dueAt: z.string() });

/** More are taken at the next look. */
const jobsAtOnce = 200;

/** Answers how many were due. A job whose time was missed while Weft was away starts once, however many times it was missed. */
export function queueDueJobs(host: Host): Promise<number> {
  const at = host.clock.now();
  return host.database.transaction(async (tx) => {
    const due = await lockDueJobs(tx, at, jobsAtOnce);
    for (const job of due) {
      await host.queue.send(tx, queue, { accountId: job.accountId, jobId: job.id, dueAt: (job.nextRunAt ?? at).toISOString() });
      await updateNextRun(tx, job.id, nextRunOf(job, at));
    }
    return due.length;
  });
}

/** Registers the worker that starts them. */
export function workDueJobs(host: Host): Promise<void> {
  return host.queue.work(queue, { concurrency: 4, retries: 5 }, async (data) => {
    const due = dueSchema.parse(data);
    await startDueJob(host, due).catch((error: unknown) => {
      // What cannot run now, such as a job without a connection, cannot in a minute either: it is told, and its next time is another try.
      if (!(error instanceof Fault) || error.kind === 'unavailable') throw error;
      host.log.warn('job.not_started', { jobId: due.jobId, reason: error.message });
    });
  });
}

/** At most one run of a job waits because of its schedule: a newer one takes the place of an older one that has not begun. */
async function startDueJob(host: Host, { accountId, jobId, dueAt }: z.infer<typeof dueSchema>): Promise<void> {
  const run = await runJob(host, accountId, jobId, {
    cause: 'Scheduled',
    causeCategory: 'scheduled',
    madeBy: `schedule:${jobId}:${dueAt}`,
  });
  const filter = { accountId, jobId, states: ['queued'] as const, causeCategory: 'scheduled' };
  const { runs } = await listRuns(host, filter, { order: { by: 'id', isDescending: false }, limit: 100, offset: 0 });
  for (const older of runs.filter((it) => it.id < run.id)) await giveWay(host, older, run);
}

async function giveWay(host: Host, older: Run, newer: Run): Promise<void> {
  await takeOverWait(host, older, newer);
  const reason = `Run ${newer.id} of the same schedule became due while this one was still waiting, and takes its place.`;
  await cancelRun(host, older.accountId, older.id, reason).catch((error: unknown) => {
    // It ended by itself in between.
    if (!(error instanceof Fault) || error.code !== 'run.already_finished') throw error;
  });
}

/** What waits for upstream models waits as long as the first of the runs would have: else an hourly job would wait for ever. */
async function takeOverWait(host: Host, older: Run, newer: Run): Promise<void> {
  if (older.hold === null || newer.hold === null || newer.hold.releasedAt !== null || older.hold.until >= newer.hold.until) return;
  await changeHold(host, newer.id, { ...newer.hold, until: older.hold.until });
  await reviewHeldRuns(host, newer.accountId);
}

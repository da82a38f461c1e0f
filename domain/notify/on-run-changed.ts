/** Makes the webhook events of what happened to a run, and queues their delivery, in one transaction. */
import type { Id } from '@weft/base/id';
import type { Host } from '@weft/host/host';
import { getEnvironment } from '../projects/environments.ts';
import { getProject } from '../projects/get-project.ts';
import { getRun } from '../runs/list-runs.ts';
import type { Run } from '../runs/model.ts';
import { deliveryQueue } from './deliver-event.ts';
import type { EventType } from './model.ts';
import { makePublicId } from './public-id.ts';
import { type RunOfEvent, runPayload } from './run-payload.ts';
import { insertEvent, selectInterested } from './store.ts';

interface RunNews {
  readonly accountId: Id<'account'>;
  readonly jobId: Id<'job'>;
  readonly runId: Id<'run'>;
  readonly state: Run['state'];
}

/** A run is over only after its artifacts were accepted, so a failure is errored and completed at once. A cancelled run is neither. */
export function eventTypesOf(state: Run['state']): readonly EventType[] {
  if (state === 'running') return ['job.run.started'];
  if (state === 'failed') return ['job.run.errored', 'job.run.completed'];
  return state === 'succeeded' ? ['job.run.completed'] : [];
}

/** Safe to run twice: an event of a run is made once. */
export async function announceRun(host: Host, { accountId, jobId, runId, state }: RunNews): Promise<void> {
  for (const type of eventTypesOf(state)) {
    const interested = await selectInterested(host.database.db, accountId, type, jobId);
    if (interested.length === 0) continue;
    const about = await readRun(host, accountId, runId);
    await host.database.transaction(async (tx) => {
      for (const subscription of interested) {
        const at = host.clock.now();
        const publicId = makePublicId('wev');
        const body = host.scrubber.scrub(runPayload(type, about, { subscription, eventId: publicId, at }));
        const values = { publicId, accountId, subscriptionId: subscription.id, eventType: type, runId, jobId, body, createdAt: at };
        const event = await insertEvent(tx, values);
        if (event) await host.queue.send(tx, deliveryQueue, { eventId: event.id, attempt: 1 });
      }
    });
  }
}

async function readRun(host: Host, accountId: Id<'account'>, runId: Id<'run'>): Promise<RunOfEvent> {
  const run = await getRun(host, accountId, runId);
  const [environment, project] = await Promise.all([
    nameOr(getEnvironment(host, accountId, run.environmentId)),
    nameOr(getProject(host, accountId, run.projectId)),
  ]);
  return { run, environmentName: environment, projectName: project };
}

/** Either may have been deleted while the run went on: what happened is told all the same. */
async function nameOr(asked: Promise<{ readonly name: string }>): Promise<string> {
  return asked.then(
    ({ name }) => name,
    () => '(deleted)',
  );
}

/** The body of a webhook: dbt Cloud's fields and their odd types (docs, "webhooks"): account and status code are numbers, other ids are text. */
import type { Id } from '@weft/base/id';
import type { Run } from '../runs/model.ts';
import { statusMessageOf, timesOf } from '../runs/model.ts';
import type { EventType, Subscription } from './model.ts';
import { testEventType } from './model.ts';

export interface RunOfEvent {
  readonly run: Run;
  readonly environmentName: string;
  readonly projectName: string;
}

interface Envelope {
  readonly subscription: Pick<Subscription, 'publicId' | 'accountId' | 'name'>;
  readonly eventId: string;
  readonly at: Date;
}

/** What the event says, whatever the run has become since: a late "started" still tells of a run that runs. */
export function runPayload(type: EventType, about: RunOfEvent, envelope: Envelope): string {
  const { run } = about;
  const { startedAt, finishedAt } = timesOf(run);
  const began = { runStartedAt: second(startedAt ?? run.createdAt) };
  const over = second(finishedAt ?? envelope.at);
  const status = type === 'job.run.started' ? running : ended(run);
  return body(type, envelope, {
    jobId: String(run.jobId),
    jobName: run.plan.jobName,
    runId: String(run.id),
    environmentId: String(run.environmentId),
    environmentName: about.environmentName,
    dbtVersion: run.dbtVersion ?? run.plan.dbtVersion ?? '',
    projectName: about.projectName,
    projectId: String(run.projectId),
    ...status,
    runStatusMessage: (type === 'job.run.started' ? null : statusMessageOf(run)) ?? 'None',
    runReason: run.trigger.cause,
    ...began,
    ...(type === 'job.run.completed' ? { runFinishedAt: over } : {}),
    ...(type === 'job.run.errored' ? { runErroredAt: over } : {}),
  });
}

/** The same fields, so that a receiver is tried as a whole; its ids are of nothing. */
export function testPayload(envelope: Envelope): string {
  return body(testEventType, envelope, {
    ...{ jobId: '0', jobName: 'Test of the webhook', runId: '0', environmentId: '0', environmentName: 'Test', dbtVersion: '0.0.0' },
    ...{ projectName: 'Test', projectId: '0', runStatus: 'Success', runStatusCode: 10, runStatusMessage: 'None' },
    ...{ runReason: 'A person asked Weft to test the webhook', runStartedAt: second(envelope.at), runFinishedAt: second(envelope.at) },
  });
}

const running = { runStatus: 'Running', runStatusCode: 3 };

/** `Errored` here, `Error` everywhere else in the API. */
function ended(run: Run): { readonly runStatus: string; readonly runStatusCode: number } {
  return run.state === 'succeeded' ? { runStatus: 'Success', runStatusCode: 10 } : { runStatus: 'Errored', runStatusCode: 20 };
}

function body(eventType: string, { subscription, eventId, at }: Envelope, data: object): string {
  const { accountId, publicId, name }: { accountId: Id<'account'>; publicId: string; name: string } = subscription;
  return JSON.stringify({ accountId, webhooksID: publicId, eventId, timestamp: at.toISOString(), eventType, webhookName: name, data });
}

function second(at: Date): string {
  return at.toISOString().replace(/\.\d+Z$/, 'Z');
}

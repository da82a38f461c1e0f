/** Tells providers what they are to show: one sender a status at a time and always what is wanted by then, so that an older state never comes after a newer one. */
import { createHash } from 'node:crypto';
import { messageOf } from '@weft/base/fault';
import { idSchema } from '@weft/base/id';
import type { Host } from '@weft/host/host';
import { z } from 'zod';
import { getRepository } from '../git/find-repository.ts';
import type { Repository } from '../git/model.ts';
import { openProvider } from '../git/providers/ask-provider.ts';
import { providerOf } from '../git/providers/find-provider.ts';
import { type AskProvider, type ProviderApi, ProviderProblem } from '../git/providers/provider.ts';
import { apiAddressOf } from './hooks.ts';
import type { PullRequest, Report } from './pull-request-model.ts';
import { findReportingHook, queueReport, reportQueue } from './queue-reports.ts';
import { selectPullRequestById } from './store.ts';
import { finishReport, holdReport, selectReport } from './store-reports.ts';
import { markerOf, writeComment } from './write-comment.ts';

const workSchema = z.object({ reportId: idSchema<'report'>() });

/** Longer than a request can take, so that who comes after knows that the one before is gone. */
const holdSeconds = 90;
/** Before each next try; after the last one it waits for a person, or for something newer to tell. */
const pausesSeconds = [5, 15, 60, 300, 900, 3600, 3600, 3600];

export function workReports(host: Host): Promise<void> {
  return host.queue.work(reportQueue, { concurrency: 4, retries: 8 }, (data, signal) => {
    return sendReport(host, workSchema.parse(data).reportId, signal);
  });
}

async function sendReport(host: Host, reportId: Report['id'], signal: AbortSignal): Promise<void> {
  const at = host.clock.now();
  const report = await holdReport(host.database.db, reportId, at, new Date(at.getTime() + holdSeconds * 1000));
  if (report === null) return comeBack(host, reportId);
  const outcome = await send(host, report, signal).catch((error: unknown) => error);
  if (outcome instanceof Error && signal.aborted) throw outcome;
  await host.database.transaction(async (tx) => {
    if (typeof outcome === 'string') {
      const sent = { sentVersion: report.version, tries: 0, problem: null, isGivenUp: false, sentAt: host.clock.now() };
      const now = await finishReport(tx, reportId, { ...sent, ...(report.kind === 'comment' ? { remoteId: outcome } : {}) });
      if (now && now.version > report.version) await queueReport(host, tx, reportId);
      return;
    }
    const problem = host.scrubber.scrub(messageOf(outcome)).slice(0, 1000);
    const tries = report.tries + 1;
    const pause = outcome instanceof ProviderProblem && outcome.isPermanent ? null : (pausesSeconds[report.tries] ?? null);
    const now = await finishReport(tx, reportId, { tries, problem, isGivenUp: pause === null });
    if (pause === null) host.log.warn('report.not_delivered', { reportId, problem });
    const wait = Math.max(pause ?? 0, outcome instanceof ProviderProblem ? (outcome.retryAfterSeconds ?? 0) : 0);
    // Something newer is worth a try of its own.
    const isNewer = now !== null && now.version > report.version;
    if (pause !== null || isNewer) await queueReport(host, tx, reportId, wait);
  });
}

/** Somebody else is at it: what has become of it by then is looked at once more. */
async function comeBack(host: Host, reportId: Report['id']): Promise<void> {
  await host.database.transaction(async (tx) => {
    const report = await selectReport(tx, reportId);
    if (report && report.sentVersion < report.version) await queueReport(host, tx, reportId, 5);
  });
}

/** Answers the id of the comment; of a status nothing. */
async function send(host: Host, report: Report, signal: AbortSignal): Promise<string> {
  const pullRequest = await selectPullRequestById(host.database.db, report.pullRequestId);
  const hook = pullRequest && (await findReportingHook(host, pullRequest));
  if (!pullRequest || !hook) throw new ProviderProblem('The webhook of this repository was removed.', { isPermanent: true });
  const repository = await getRepository(host, pullRequest.repositoryId);
  const apiBaseUrl = apiAddressOf(hook, repository);
  const { api } = providerOf(hook.provider);
  if (api === null || apiBaseUrl === null || repository.fullName === null)
    throw new ProviderProblem('Weft knows no API of the host of this repository.', { isPermanent: true });
  const ask = await openProvider(host, { api, apiBaseUrl, repository, signal });
  return report.wanted === null
    ? sendComment(host, { api, ask, repository }, report, pullRequest)
    : sendStatus({ api, ask, repository }, report, report.wanted);
}

interface Way {
  readonly api: ProviderApi;
  readonly ask: AskProvider;
  readonly repository: Repository;
}

async function sendStatus({ api, ask, repository }: Way, { sha, jobId }: Report, wanted: NonNullable<Report['wanted']>): Promise<string> {
  const { state, context, description, targetUrl } = wanted;
  // Bitbucket takes forty characters.
  const key = `weft-${jobId}-${createHash('sha256')
    .update(targetUrl.split('/deploy/')[0] ?? '')
    .digest('hex')
    .slice(0, 12)}`;
  await api.postStatus(ask, repository.fullName ?? '', { sha, state, context, key, description, targetUrl });
  return '';
}

async function sendComment(host: Host, { api, ask, repository }: Way, report: Report, pullRequest: PullRequest): Promise<string> {
  const marker = markerOf(host, pullRequest);
  const body = await writeComment(host, pullRequest);
  const put = (id: string | null) => api.putComment(ask, repository.fullName ?? '', pullRequest.number, { id, marker, body });
  try {
    return await put(report.remoteId);
  } catch (error) {
    // Somebody deleted the comment: it is written once more.
    if (report.remoteId === null || !(error instanceof ProviderProblem) || error.statusCode !== 404) throw error;
    return put(null);
  }
}

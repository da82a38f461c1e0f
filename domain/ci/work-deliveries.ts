/** Acts on what came by webhooks, one delivery at a time, and writes down what was done about it or why nothing was. */
import { messageOf } from '@weft/base/fault';
import { idSchema } from '@weft/base/id';
import type { Host } from '@weft/host/host';
import { z } from 'zod';
import { getRepository } from '../git/find-repository.ts';
import type { Repository } from '../git/model.ts';
import { openProvider } from '../git/providers/ask-provider.ts';
import { providerOf } from '../git/providers/find-provider.ts';
import { type HookEvent, ProviderProblem, type PullRequestFacts } from '../git/providers/provider.ts';
import { refreshRepository } from '../git/refresh-repository.ts';
import { closePullRequest } from './close-pull-request.ts';
import { apiAddressOf } from './hooks.ts';
import type { DeliveryOutcome, Hook, PullRequest } from './pull-request-model.ts';
import { deliveryQueue } from './receive-delivery.ts';
import { recordPullRequest } from './record-pull-request.ts';
import { type KnownPullRequest, startChecks } from './start-checks.ts';
import { startMergeJobs } from './start-merge-jobs.ts';
import { selectDelivery, selectHook, updateDelivery } from './store-hooks.ts';

const workSchema = z.object({ deliveryId: idSchema<'hookDelivery'>() });
const explanationLengthMax = 4000;

export function workHookDeliveries(host: Host): Promise<void> {
  return host.queue.work(deliveryQueue, { concurrency: 4, retries: 8 }, async (data, signal) => {
    const { deliveryId } = workSchema.parse(data);
    const delivery = await selectDelivery(host.database.db, deliveryId);
    const hook = delivery && (await selectHook(host.database.db, delivery.repositoryId));
    if (!delivery || !hook || delivery.outcome === 'acted' || delivery.outcome === 'nothing') return;
    const repository = await getRepository(host, delivery.repositoryId);
    const write = (outcome: DeliveryOutcome, explanation: string) =>
      updateDelivery(host.database.db, deliveryId, {
        outcome,
        explanation: host.scrubber.scrub(explanation).slice(0, explanationLengthMax),
      });
    if (repository.deletedAt !== null) return write('nothing', 'The project has another repository by now, or none.');
    try {
      const { outcome, said } = await act(host, { hook, repository, signal }, delivery.event);
      await write(outcome, said.join('\n'));
    } catch (error) {
      // The queue comes back to it; what it says in the end stands here.
      await write('failed', `It could not be acted on, and is tried again: ${messageOf(error)}`);
      throw error;
    }
  });
}

interface Scene {
  readonly hook: Hook;
  readonly repository: Repository;
  readonly signal: AbortSignal;
}

interface Outcome {
  readonly outcome: 'acted' | 'nothing';
  readonly said: readonly string[];
}

const nothing = (why: string): Outcome => ({ outcome: 'nothing', said: [why] });

async function act(host: Host, scene: Scene, event: HookEvent): Promise<Outcome> {
  switch (event.kind) {
    case 'ping':
      return nothing('The provider tried the webhook, and it works.');
    case 'other':
      return nothing('Weft does nothing about this kind of news; it need not be ticked at the provider.');
    case 'push': {
      const repository = await refreshDefaultBranch(host, scene.repository, event.pushes[0]?.branch ?? '');
      const said = await Promise.all(event.pushes.map((push) => startMergeJobs(host, repository, push)));
      const done = said.flat();
      const [first] = event.pushes;
      return done.length > 0
        ? { outcome: 'acted', said: done }
        : nothing(`No environment with a merge job has the branch ${first?.branch ?? ''}.`);
    }
    case 'pull_request':
      return actOnPullRequest(host, scene, event.action, event.pullRequest);
  }
}

async function actOnPullRequest(host: Host, scene: Scene, action: string, told: PullRequestFacts): Promise<Outcome> {
  const { hook, repository } = scene;
  const facts = told.headSha.length < 40 && told.state === 'open' ? await completeFacts(host, scene, told) : told;
  const place = { accountId: hook.accountId, projectId: hook.projectId, repositoryId: hook.repositoryId, provider: hook.provider };
  const { pullRequest, isLate } = await recordPullRequest(host, place, facts);
  if (isLate) return nothing(`Something newer was known of #${facts.number} already.`);
  if (pullRequest.state !== 'open') return { outcome: 'acted', said: await closePullRequest(host, pullRequest) };
  if (action === 'converted_to_draft') return nothing(`#${facts.number} is a draft now; what runs for it goes on.`);
  const fresh = await refreshDefaultBranch(host, repository, facts.baseBranch);
  const done = isKnown(pullRequest) ? await startChecks(host, pullRequest, fresh) : [];
  if (done.length === 0) return nothing('The project has no CI job that runs on pull requests.');
  return { outcome: done.some(({ isActed }) => isActed) ? 'acted' : 'nothing', said: done.map(({ said }) => said) };
}

/** Of a repository that was never fetched nobody knows whether its default branch is main or master. */
async function refreshDefaultBranch(host: Host, repository: Repository, branch: string): Promise<Repository> {
  if (branch === repository.defaultBranch) return repository;
  return refreshRepository(host, repository).catch(() => repository);
}

/** Bitbucket's webhooks name a commit by its first digits only. */
async function completeFacts(host: Host, { hook, repository, signal }: Scene, told: PullRequestFacts): Promise<PullRequestFacts> {
  const { api } = providerOf(hook.provider);
  const apiBaseUrl = apiAddressOf(hook, repository);
  if (api === null || apiBaseUrl === null || repository.fullName === null) return told;
  try {
    const ask = await openProvider(host, { api, apiBaseUrl, repository, signal });
    return await api.getPullRequest(ask, repository.fullName, told.number);
  } catch (error) {
    // Without a token the branch is fetched, and the commit found in it by what is known.
    if (error instanceof ProviderProblem && error.isPermanent) return told;
    throw error;
  }
}

function isKnown(pullRequest: PullRequest): pullRequest is KnownPullRequest {
  return pullRequest.headSha !== null && pullRequest.headBranch !== null && pullRequest.baseBranch !== null;
}

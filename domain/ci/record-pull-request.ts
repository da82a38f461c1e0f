/** Writes down what a provider tells of a pull request; late news of an earlier state changes nothing. */
import type { Id } from '@weft/base/id';
import type { Host } from '@weft/host/host';
import type { PullRequestFacts } from '../git/providers/provider.ts';
import type { PullRequest, PullRequestProvider } from './pull-request-model.ts';
import { insertPullRequest, lockPullRequest, updatePullRequest } from './store.ts';

export interface Recorded {
  readonly pullRequest: PullRequest;
  /** Something newer was known already. */
  readonly isLate: boolean;
}

export interface PullRequestPlace {
  readonly accountId: Id<'account'>;
  readonly projectId: Id<'project'>;
  readonly repositoryId: Id<'repository'>;
  readonly provider: PullRequestProvider;
}

export function recordPullRequest(host: Host, place: PullRequestPlace, facts: PullRequestFacts): Promise<Recorded> {
  const { number, updatedAt, ...said } = facts;
  const at = host.clock.now();
  const toldAt = new Date(updatedAt);
  const { accountId, projectId, repositoryId, provider } = place;
  const values = { ...said, accountId, projectId, repositoryId, provider, number, toldAt, updatedAt: at };
  return host.database.transaction(async (tx) => {
    const made = await insertPullRequest(tx, values);
    if (made) return { pullRequest: made, isLate: false };
    const before = await lockPullRequest(tx, repositoryId, number);
    if (!before) throw new Error(`pull request ${number} is neither new nor there`);
    // Two pieces of news of one second may come in either order; a commit that differs is then taken as it comes.
    if (toldAt < before.toldAt) return { pullRequest: before, isLate: true };
    const openings = before.openings + (before.state !== 'open' && said.state === 'open' ? 1 : 0);
    // Not every piece of news tells who wrote it.
    const change = { ...values, openings, author: said.author ?? before.author, url: said.url ?? before.url };
    await updatePullRequest(tx, before.id, change);
    return { pullRequest: { ...before, ...change }, isLate: false };
  });
}

/** For one that an API call names: what is known of it stays, and what was never told is left open. */
export function recordNamedPullRequest(
  host: Host,
  place: PullRequestPlace,
  named: { readonly number: number; readonly sha: string | null; readonly branch: string | null },
): Promise<PullRequest> {
  const at = host.clock.now();
  const { accountId, projectId, repositoryId, provider } = place;
  return host.database.transaction(async (tx) => {
    const made = await insertPullRequest(tx, {
      ...{ accountId, projectId, repositoryId, provider, number: named.number, headSha: named.sha, headBranch: named.branch },
      ...{ title: `Pull request #${named.number}`, isDraft: false, isFork: false, state: 'open', updatedAt: at },
      // Whatever a provider tells of it is newer.
      toldAt: new Date(0),
    });
    if (made) return made;
    const before = await lockPullRequest(tx, repositoryId, named.number);
    if (!before) throw new Error(`pull request ${named.number} is neither new nor there`);
    const change = {
      updatedAt: at,
      ...(named.sha === null ? {} : { headSha: named.sha }),
      ...(named.branch === null || before.headBranch !== null ? {} : { headBranch: named.branch }),
    };
    await updatePullRequest(tx, before.id, change);
    return { ...before, ...change };
  });
}

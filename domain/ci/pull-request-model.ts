/** The nouns of CI, and its decisions: which job a pull request concerns, under which name its runs write, what its state is at the provider. */
import type { Id } from '@weft/base/id';
import { z } from 'zod';
import type { HookEvent, ProviderKind, PullRequestFacts, StatusState } from '../git/providers/provider.ts';
import type { Job } from '../jobs/model.ts';
import type { PullRequest as PullRequestIds, Run } from '../runs/model.ts';

export interface Hook {
  readonly repositoryId: Id<'repository'>;
  readonly accountId: Id<'account'>;
  readonly projectId: Id<'project'>;
  /** In its address. */
  readonly publicId: string;
  readonly provider: ProviderKind;
  /** null: what the repository's address says. */
  readonly apiBaseUrl: string | null;
  readonly isCommenting: boolean;
  readonly createdBy: string;
  readonly createdAt: Date;
  readonly updatedAt: Date;
  /** Deliveries that were not signed as they must be, ever, and the last of them. */
  readonly refusedCount: number;
  readonly refusedAt: Date | null;
  readonly refusedReason: string | null;
}

export const deliveryOutcomes = ['waiting', 'acted', 'nothing', 'failed'] as const;
export type DeliveryOutcome = (typeof deliveryOutcomes)[number];

export interface Delivery {
  readonly id: Id<'hookDelivery'>;
  readonly repositoryId: Id<'repository'>;
  readonly deliveryKey: string;
  /** In the provider's words. */
  readonly name: string;
  readonly event: HookEvent;
  readonly outcome: DeliveryOutcome;
  /** For people: what was done, or why nothing was. */
  readonly explanation: string;
  /** How often it came in all; only the first time counts. */
  readonly count: number;
  readonly receivedAt: Date;
  readonly lastReceivedAt: Date;
}

/** `azure`: only API calls tell of those. */
export type PullRequestProvider = ProviderKind | 'azure';

export interface PullRequest {
  readonly id: Id<'pullRequest'>;
  readonly accountId: Id<'account'>;
  readonly projectId: Id<'project'>;
  readonly repositoryId: Id<'repository'>;
  readonly provider: PullRequestProvider;
  readonly number: number;
  readonly title: string;
  readonly author: string | null;
  readonly url: string | null;
  /** null, as the branches: an API call that did not name it is all that told of it. */
  readonly headSha: string | null;
  readonly headBranch: string | null;
  readonly baseBranch: string | null;
  readonly isDraft: boolean;
  readonly isFork: boolean;
  readonly state: 'open' | 'closed' | 'merged';
  /** Grows each time that it is opened again. */
  readonly openings: number;
  /** Of the newest news, by the provider's clock. */
  readonly toldAt: Date;
  readonly createdAt: Date;
  readonly updatedAt: Date;
}

export interface PullRequestCheck {
  readonly id: Id<'prCheck'>;
  readonly pullRequestId: Id<'pullRequest'>;
  readonly jobId: Id<'job'>;
  readonly headSha: string | null;
  /** `refused`: no run, for the reason that is given. */
  readonly outcome: 'run' | 'not_affected' | 'refused';
  readonly explanation: string;
  readonly runId: Id<'run'> | null;
  /** The run that checks a newer commit. */
  readonly supersededBy: Id<'run'> | null;
  readonly madeAt: Date;
}

export const wantedStatusSchema = z.object({
  /** 0: there is no run. */
  runId: z.number().int(),
  state: z.enum(['queued', 'running', 'success', 'failure', 'cancelled', 'error']),
  context: z.string(),
  description: z.string(),
  targetUrl: z.string(),
});
export type WantedStatus = Readonly<z.infer<typeof wantedStatusSchema>>;

export interface Report {
  readonly id: Id<'report'>;
  readonly pullRequestId: Id<'pullRequest'>;
  readonly kind: 'status' | 'comment';
  readonly sha: string;
  readonly jobId: number;
  /** null: the comment, which is written anew from what is known when it is sent. */
  readonly wanted: WantedStatus | null;
  readonly version: number;
  readonly sentVersion: number;
  readonly remoteId: string | null;
  readonly tries: number;
  readonly problem: string | null;
  /** Nobody tries any more, until a person asks or something newer is wanted. */
  readonly isGivenUp: boolean;
  readonly sentAt: Date | null;
  readonly updatedAt: Date;
}

/** dbt Cloud's own name, by which clients and clean-up know it (docs, "Continuous integration"). */
export function schemaOfPullRequest(jobId: Id<'job'>, number: number): string {
  return `dbt_cloud_pr_${jobId}_${number}`;
}

/** As the API names it. Bitbucket's have no field of their own there. */
export function idsOf({ provider, number }: Pick<PullRequest, 'provider' | 'number'>): PullRequestIds {
  const none = { github: null, gitlab: null, azure: null, nonNative: null };
  if (provider === 'bitbucket' || provider === 'generic') return { ...none, nonNative: number };
  return { ...none, [provider]: number };
}

export function startsOnPullRequests({ triggers, jobType }: Pick<Job, 'triggers' | 'jobType'>): boolean {
  return jobType === 'ci' && (triggers.githubWebhook || triggers.gitProviderWebhook);
}

/** Why this job does not run for the pull request as it is; null: it does. `branch`: of the job's environment. */
export function refusalOf(
  pullRequest: Pick<PullRequestFacts, 'number' | 'baseBranch' | 'headBranch' | 'isDraft' | 'isFork'>,
  job: Pick<Job, 'name' | 'settings'>,
  environment: { readonly name: string; readonly branch: string },
): string | null {
  const { number, baseBranch } = pullRequest;
  if (baseBranch !== environment.branch)
    return `It goes into ${baseBranch}, and the environment ${environment.name} of the job ${job.name} has the branch ${environment.branch}.`;
  if (pullRequest.isFork)
    return `Its commits lie in a fork, and Weft runs nothing of a repository that it was not tied to. Push the branch ${pullRequest.headBranch} to this repository and open it from there.`;
  if (pullRequest.isDraft && !job.settings.triggersOnDraftPr)
    return `#${number} is a draft, and the job ${job.name} does not run on drafts. Mark it as ready, or let the job run on drafts.`;
  return null;
}

export function statusOf(run: Run): { readonly state: StatusState; readonly description: string } {
  switch (run.state) {
    case 'queued':
      return { state: 'queued', description: 'Waits to be run' };
    case 'starting':
    case 'running':
      return { state: 'running', description: 'Is being run' };
    case 'succeeded':
      return { state: 'success', description: 'Succeeded' };
    case 'failed':
      return { state: 'failure', description: `Failed: ${run.reason}` };
    case 'cancelled':
      return { state: 'cancelled', description: `Cancelled: ${run.reason}` };
  }
}

/** A project in a folder of its repository is affected by a change in that folder; one at the top by any. */
export function affects(paths: readonly string[], subdirectory: string): boolean {
  const folder = subdirectory
    .split('/')
    .filter((part) => part !== '' && part !== '.')
    .join('/');
  return folder === '' || paths.some((path) => path === folder || path.startsWith(`${folder}/`));
}

/** What CI announces. */
import type { Id } from '@weft/base/id';
import { eventKind } from '@weft/host/events';

/** A clean-up has ended. Whoever reacts reads it: news may come twice and late. */
export const cleanUpEnded = eventKind<{ accountId: Id<'account'>; projectId: Id<'project'>; cleanUpId: Id<'cleanUp'> }>(
  'ci.clean_up_ended',
);

/** It was closed or merged, and what ran for it is being ended. It may come twice, and late: the pull request may be open again. */
export const pullRequestClosed = eventKind<{
  accountId: Id<'account'>;
  projectId: Id<'project'>;
  repositoryId: Id<'repository'>;
  pullRequestId: Id<'pullRequest'>;
  number: number;
  state: 'closed' | 'merged';
}>('pull_request.closed');

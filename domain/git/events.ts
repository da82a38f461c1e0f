/** What repositories announce. */
import type { Id } from '@weft/base/id';
import { eventKind } from '@weft/host/events';

/** Somebody pushed to a managed repository: one news for each branch. It may come twice and late: whoever reacts reads the branch. */
export const repositoryPushed = eventKind<{
  accountId: Id<'account'>;
  projectId: Id<'project'>;
  repositoryId: Id<'repository'>;
  branch: string;
  /** 40 hex digits; null: the branch is new. */
  before: string | null;
  /** 40 hex digits; null: the branch was deleted. */
  after: string | null;
}>('repository.pushed');

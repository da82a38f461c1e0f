/** What the mesh announces. */
import type { Id } from '@weft/base/id';
import { eventKind } from '@weft/host/events';

/** What an environment offers to other projects has changed. */
export const publicationChanged = eventKind<{
  accountId: Id<'account'>;
  projectId: Id<'project'>;
  environmentId: Id<'environment'>;
  publicationId: Id<'publication'>;
  invocationId: Id<'invocation'>;
}>('publication.changed');

/** What CI announces. */
import type { Id } from '@weft/base/id';
import { eventKind } from '@weft/host/events';

/** A clean-up has ended. Whoever reacts reads it: news may come twice and late. */
export const cleanUpEnded = eventKind<{ accountId: Id<'account'>; projectId: Id<'project'>; cleanUpId: Id<'cleanUp'> }>(
  'ci.clean_up_ended',
);

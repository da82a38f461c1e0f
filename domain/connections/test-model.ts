/** What a test of a connection is: steps as they go, and at its end what to change. */
import type { Id } from '@weft/base/id';
import { z } from 'zod';

export const stepSchema = z.object({
  name: z.string(),
  state: z.enum(['running', 'succeeded', 'failed']),
  /** What is going on in it, or what came of it. */
  text: z.string(),
});
export type TestStep = Readonly<z.infer<typeof stepSchema>>;

/** `field`: the one of the adapter's fields that is most likely wrong. */
export const adviceSchema = z.object({ title: z.string(), change: z.string(), field: z.string().nullable() });
export type Advice = Readonly<z.infer<typeof adviceSchema>>;

export interface ConnectionTest {
  readonly id: Id<'connectionTest'>;
  readonly accountId: Id<'account'>;
  readonly connectionId: Id<'connection'> | null;
  readonly credentialId: Id<'credential'> | null;
  /** Where credentials of a project were tried; null: by who keeps the account's connections. */
  readonly projectId: Id<'project'> | null;
  /** For people. */
  readonly askedBy: string;
  /** Who asked; both null: the bootstrap token. */
  readonly userId: Id<'user'> | null;
  readonly serviceTokenId: Id<'serviceToken'> | null;
  /** The key of the credentials that was tried; null: what they have. */
  readonly credentialKeyId: Id<'credentialKey'> | null;
  readonly state: 'running' | 'succeeded' | 'failed';
  readonly steps: readonly TestStep[];
  readonly advice: Advice | null;
  /** What the adapter itself said, without secrets. */
  readonly detail: string | null;
  readonly createdAt: Date;
  readonly finishedAt: Date | null;
}

/** Announces an upload: makes its row and the secret that its address carries. */
import { randomBytes } from 'node:crypto';
import { messageOf } from '@weft/base/fault';
import type { Id } from '@weft/base/id';
import type { Host } from '@weft/host/host';
import { hashToken } from '../identity/make-token.ts';
import type { Environment } from '../projects/model.ts';
import { findKnownState } from './known-state.ts';
import { uploadLifetimeMilliseconds } from './model.ts';
import { insertUpload } from './store.ts';

/** The secret is in the answer and nowhere else: whoever has it may send the upload's bytes, for an hour. */
export async function openUpload(
  host: Host,
  { environment, createdBy, jobIdHint }: { environment: Environment; createdBy: string; jobIdHint: number | null },
): Promise<{ uploadId: Id<'upload'>; secret: string }> {
  const secret = randomBytes(32).toString('base64url');
  const createdAt = host.clock.now();
  const expiresAt = new Date(createdAt.getTime() + uploadLifetimeMilliseconds);
  const { id: environmentId, accountId, projectId } = environment;
  const values = { accountId, projectId, environmentId, createdBy, jobIdHint, createdAt, expiresAt, secretHash: hashToken(secret) };
  const uploadId = await host.database.transaction((tx) => insertUpload(tx, values));
  // Wanted as soon as bytes arrive; whoever needs it then asks again and hears of the failure.
  findKnownState(host, environmentId).catch((error: unknown) =>
    host.log.debug('ingest.known_state_not_loaded', { reason: messageOf(error) }),
  );
  return { uploadId, secret };
}

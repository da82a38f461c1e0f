/** Lends a repository's token to whoever asks its provider for something. */
import type { Host } from '@weft/host/host';
import type { Repository } from './model.ts';
import { tokenPurpose } from './remote-repositories.ts';
import { selectSealed } from './store.ts';

/** Null: it has none. From now on the token is hidden wherever it is written. */
export async function openToken(host: Host, repository: Pick<Repository, 'id'>): Promise<string | null> {
  const { sealedToken } = await selectSealed(host.database.db, repository.id);
  if (sealedToken === null) return null;
  const token = host.secretBox.open(sealedToken, tokenPurpose(repository.id));
  host.scrubber.add(token);
  return token;
}

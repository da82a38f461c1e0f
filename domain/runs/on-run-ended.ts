/** Puts away the keys that were exchanged while the run was under way. */
import { Fault } from '@weft/base/fault';
import type { Host } from '@weft/host/host';
import type { InProject } from '../connections/model.ts';
import { listRotated } from '../connections/rotate-key.ts';
import { putAwayKeys } from './key-holders.ts';
import type { Run } from './model.ts';

/** Whichever run ended: an environment may have other credentials by now than the run began with. */
export async function putAwayKeysAfter(host: Host, { accountId, projectId, state }: InProject & Pick<Run, 'state'>): Promise<void> {
  if (state === 'queued' || state === 'starting' || state === 'running') return;
  const place = { accountId, projectId };
  for (const credentialId of await listRotated(host, place)) {
    await putAwayKeys(host, place, credentialId).catch((error: unknown) => {
      // Deleted in between: so are its keys.
      if (!(error instanceof Fault && error.kind === 'not_found')) throw error;
    });
  }
}

/** The exchange of a key pair: a new key is entered, tried, and made current; the old one is told until no run can hold it. */
import { idSchema } from '@weft/base/id';
import { openDraftTarget } from '@weft/domain/connections/draft-target';
import { adoptKey, listKeys, offerKey, openNextKey } from '@weft/domain/connections/rotate-key';
import { beginTest } from '@weft/domain/connections/test-connection';
import { requireNotOfOther } from '@weft/domain/connections/user-credentials';
import { getProject } from '@weft/domain/projects/get-project';
import { findKeyHolders, putAwayKeys } from '@weft/domain/runs/key-holders';
import type { Host } from '@weft/host/host';
import { wireTimestamp } from '@weft/wire/envelope';
import type { WireKeyRotation } from '@weft/wire/weft/credential';
import { z } from 'zod';
import type { AnyRoute } from '../kit/route.ts';
import { route } from '../kit/route.ts';
import { presentTest } from './present-connection.ts';

const one = z.object({ accountId: idSchema<'account'>(), projectId: idSchema<'project'>(), credentialId: idSchema<'credential'>() });
type One = z.infer<typeof one>;
const path = '/api/weft/accounts/:accountId/projects/:projectId/credentials/:credentialId/keys/';
const secret = z.string().max(64 * 1024);

async function scope(host: Host, input: One) {
  return (await getProject(host, input.accountId, input.projectId)).id;
}

export const keyRotationRoutes: AnyRoute[] = [
  route({
    method: 'GET',
    path,
    needs: 'credentials:read',
    input: one,
    scope,
    answer: async (host, input, { caller }) => {
      await requireNotOfOther(host, caller.userId, input.credentialId);
      return readRotation(host, input);
    },
  }),
  route({
    method: 'POST',
    path,
    needs: 'credentials:write',
    status: 201,
    input: one.extend({ body: z.object({ private_key: secret, private_key_passphrase: secret.nullish() }) }),
    scope,
    changes: { event: 'credential.key_offered', read: readRotation },
    answer: async (host, { body, credentialId, ...place }, { caller }) => {
      await requireNotOfOther(host, caller.userId, credentialId);
      await offerKey(host, place, credentialId, { privateKey: body.private_key, passphrase: body.private_key_passphrase || null });
      return readRotation(host, { ...place, credentialId });
    },
  }),
  route({
    method: 'POST',
    path: `${path}test/`,
    needs: 'credentials:write',
    status: 201,
    input: one.extend({ body: z.object({ connection_id: idSchema<'connection'>() }) }),
    scope,
    changes: null,
    answer: async (host, { body, credentialId, ...place }, { caller }) => {
      await requireNotOfOther(host, caller.userId, credentialId);
      const { keyId: credentialKeyId, values } = await openNextKey(host, place, credentialId);
      const saved = { ...place, credentialId };
      const target = await openDraftTarget(host, { accountId: place.accountId, connectionId: body.connection_id, saved, values });
      const asked = { ...place, asker: caller, target, connectionId: body.connection_id, credentialId, credentialKeyId };
      const { test, ended } = await beginTest(host, { ...asked, engineVersion: 'latest' });
      void ended;
      return presentTest(test);
    },
  }),
  route({
    method: 'POST',
    path: `${path}adopt/`,
    needs: 'credentials:write',
    input: one.extend({ body: z.object({ force: z.boolean().default(false) }).nullish() }),
    scope,
    changes: { event: 'credential.rotated', read: readRotation },
    answer: async (host, { body, credentialId, ...place }, { caller }) => {
      await requireNotOfOther(host, caller.userId, credentialId);
      await adoptKey(host, place, credentialId, { isForced: body?.force === true });
      await putAwayKeys(host, place, credentialId);
      return readRotation(host, { ...place, credentialId });
    },
  }),
];

async function readRotation(host: Host, { credentialId, ...place }: One): Promise<WireKeyRotation> {
  const heldBy = await findKeyHolders(host, place, credentialId);
  const keys = await listKeys(host, place, credentialId);
  return {
    keys: keys.map((key) => ({
      id: key.id,
      state: key.state === 'next' ? 'next' : key.state === 'current' ? 'current' : 'retired',
      fingerprint: key.fingerprint,
      public_key: key.publicKey,
      created_at: wireTimestamp(key.createdAt),
      current_at: key.currentAt === null ? null : wireTimestamp(key.currentAt),
      retired_at: key.retiredAt === null ? null : wireTimestamp(key.retiredAt),
      held_by_runs: heldBy(key),
    })),
  };
}

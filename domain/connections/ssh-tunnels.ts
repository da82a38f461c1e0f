/** The key with which a connection's SSH tunnel would be entered: its public half is told, the private one is kept sealed. */
import { generateKeyPairSync } from 'node:crypto';
import { Fault } from '@weft/base/fault';
import type { Id } from '@weft/base/id';
import type { Host } from '@weft/host/host';
import { getConnection } from './create-connection.ts';
import { insertSshTunnel, type SshTunnel, selectSshTunnels, updateSshTunnel } from './store-legacy.ts';

export interface SshTunnelInput {
  readonly connectionId: Id<'connection'>;
  readonly username: string;
  readonly port: number;
  readonly hostname: string;
}

/** One a connection. Faults: not_found `connection.not_found`; conflict `ssh_tunnel.taken`. */
export async function createSshTunnel(host: Host, accountId: Id<'account'>, input: SshTunnelInput): Promise<SshTunnel> {
  await getConnection(host, accountId, input.connectionId);
  const others = (await listSshTunnels(host, accountId)).filter((it) => it.connectionId === input.connectionId);
  if (others.length > 0)
    throw new Fault('conflict', 'ssh_tunnel.taken', `The connection ${input.connectionId} has an SSH tunnel already. Change that one.`);
  const pair = makeKeyPair();
  const at = host.clock.now();
  return host.database.transaction(async (tx) => {
    const values = { accountId, ...input, publicKey: pair.publicKey, sealedPrivateKey: '' };
    const made = await insertSshTunnel(tx, values, at);
    const sealedPrivateKey = host.secretBox.seal(pair.privateKey, `ssh_tunnel:${made.id}`);
    await updateSshTunnel(tx, made.id, { sealedPrivateKey, updatedAt: at });
    return made;
  });
}

/** The key stays. Faults: not_found `ssh_tunnel.not_found`, `connection.not_found`. */
export async function changeSshTunnel(
  host: Host,
  accountId: Id<'account'>,
  id: Id<'sshTunnel'>,
  change: Partial<SshTunnelInput>,
): Promise<SshTunnel> {
  await getSshTunnel(host, accountId, id);
  if (change.connectionId !== undefined) await getConnection(host, accountId, change.connectionId);
  await host.database.transaction((tx) => updateSshTunnel(tx, id, { ...change, updatedAt: host.clock.now() }));
  return getSshTunnel(host, accountId, id);
}

/** Faults: not_found `ssh_tunnel.not_found`. */
export async function deleteSshTunnel(host: Host, accountId: Id<'account'>, id: Id<'sshTunnel'>): Promise<SshTunnel> {
  const found = await getSshTunnel(host, accountId, id);
  const at = host.clock.now();
  await host.database.transaction((tx) => updateSshTunnel(tx, id, { sealedPrivateKey: '', updatedAt: at, deletedAt: at }));
  return found;
}

export function listSshTunnels(host: Host, accountId: Id<'account'>): Promise<SshTunnel[]> {
  return selectSshTunnels(host.database.db, accountId);
}

/** Faults: not_found `ssh_tunnel.not_found`. */
export async function getSshTunnel(host: Host, accountId: Id<'account'>, id: Id<'sshTunnel'>): Promise<SshTunnel> {
  const found = (await listSshTunnels(host, accountId)).find((it) => it.id === id);
  if (!found) throw new Fault('not_found', 'ssh_tunnel.not_found', `There is no SSH tunnel ${id} in this account.`);
  return found;
}

/** The public half in the one line that `authorized_keys` has: length and text of the type, length and bytes of the key. */
function makeKeyPair(): { readonly publicKey: string; readonly privateKey: string } {
  const { publicKey, privateKey } = generateKeyPairSync('ed25519');
  const bytes = Buffer.from(publicKey.export({ format: 'jwk' }).x ?? '', 'base64url');
  const body = Buffer.concat([Buffer.from('ssh-ed25519'), bytes].flatMap((part) => [lengthOf(part), part]));
  return {
    publicKey: `ssh-ed25519 ${body.toString('base64')} weft`,
    privateKey: privateKey.export({ format: 'pem', type: 'pkcs8' }).toString(),
  };
}

function lengthOf(part: Buffer): Buffer {
  const length = Buffer.alloc(4);
  length.writeUInt32BE(part.length);
  return length;
}

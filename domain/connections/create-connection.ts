/** Makes and finds the warehouses of an account. */
import { Fault } from '@weft/base/fault';
import type { Id } from '@weft/base/id';
import type { Host } from '@weft/host/host';
import { uniqueViolation } from '@weft/host/unique-violation';
import type { Connection } from './model.ts';
import { readConnectionConfig } from './model.ts';
import { insertConnection, selectConnection, selectConnections } from './store.ts';

/** Faults: invalid `connection.name_invalid`, `connection.adapter_unknown`, `connection.config_invalid`, `connection.path_refused`; conflict `connection.name_taken`. */
export async function createConnection(
  host: Host,
  input: { accountId: Id<'account'>; name: string; adapter: string; config: unknown },
): Promise<Connection> {
  const name = input.name.trim();
  if (name === '' || name.length > 255)
    throw new Fault('invalid', 'connection.name_invalid', 'A connection needs a name of at most 255 characters.');
  const config = readConnectionConfig(input.adapter, input.config, host.paths);
  return host.database
    .transaction((tx) => insertConnection(tx, { accountId: input.accountId, name, ...config }, host.clock.now()))
    .catch((error: unknown) => {
      if (uniqueViolation(error) === 'connection_name')
        throw new Fault('conflict', 'connection.name_taken', `This account has a connection "${name}" already.`);
      throw error;
    });
}

export async function getConnection(host: Host, accountId: Id<'account'>, connectionId: Id<'connection'>): Promise<Connection> {
  const connection = await selectConnection(host.database.db, accountId, connectionId);
  if (!connection) throw new Fault('not_found', 'connection.not_found', `There is no connection ${connectionId} in this account.`);
  return connection;
}

export function listConnections(host: Host, accountId: Id<'account'>): Promise<Connection[]> {
  return selectConnections(host.database.db, accountId);
}

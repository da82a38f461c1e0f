/** Makes and finds the warehouses of an account. */
import { Fault } from '@weft/base/fault';
import type { Id } from '@weft/base/id';
import type { Tx } from '@weft/host/database';
import type { Host } from '@weft/host/host';
import { uniqueViolation } from '@weft/host/unique-violation';
import { requireAdapter } from './adapters/all.ts';
import { readConnectionConfig } from './connection-config.ts';
import type { Connection, Secrets } from './model.ts';
import { openSecrets, sealSecrets } from './seal-secrets.ts';
import { insertConnection, type Sealed, selectConnection, selectConnections, updateConnection } from './store.ts';

export interface NewConnectionInput {
  readonly accountId: Id<'account'>;
  readonly name: string;
  /** `postgres`, or a version of it as the official API names them: `postgres_v0`. */
  readonly adapter: string;
  readonly config: unknown;
  readonly isSshTunnelEnabled?: boolean;
  readonly oauthConfigurationId?: Id<'oauthConfiguration'> | null;
  readonly maxRuns?: number | null;
  /** Who made it, for people. */
  readonly createdBy?: string;
}

/** Faults: invalid `connection.name_invalid`, `connection.max_runs_invalid`, `connection.adapter_unknown`, `connection.config_invalid`, `connection.path_refused`; conflict `connection.name_taken`. */
export async function createConnection(host: Host, input: NewConnectionInput): Promise<Connection> {
  const adapter = requireAdapter(input.adapter);
  const entered = readConnectionConfig(adapter.name, input.config, host.paths);
  const values = {
    accountId: input.accountId,
    name: checkConnectionName(input.name),
    adapterVersion: adapter.versions.find((version) => version === input.adapter) ?? adapter.versions[0],
    isSshTunnelEnabled: input.isSshTunnelEnabled ?? false,
    oauthConfigurationId: input.oauthConfigurationId ?? null,
    maxRuns: checkMaxRuns(input.maxRuns ?? null),
    createdBy: input.createdBy ?? '',
    ...entered.place,
  };
  const at = host.clock.now();
  return host.database
    .transaction(async (tx) => {
      const made = await insertConnection(tx, values, at);
      return Object.keys(entered.secrets).length === 0 ? made : keepSecrets(host, tx, { thing: made, sealed: {} }, entered, at);
    })
    .catch((error: unknown) => throwTaken(error, values.name));
}

/** Faults: not_found `connection.not_found`. */
export async function getConnection(host: Host, accountId: Id<'account'>, connectionId: Id<'connection'>): Promise<Connection> {
  const found = await selectConnection(host.database.db, accountId, connectionId);
  if (!found) throw connectionNotFound(connectionId);
  return found.thing;
}

/** With its secrets, for the process that enters the warehouse. Faults: as `getConnection`; unavailable `secret.unreadable`. */
export async function openConnection(
  host: Host,
  accountId: Id<'account'>,
  connectionId: Id<'connection'>,
): Promise<{ readonly connection: Connection; readonly secrets: Secrets }> {
  const found = await selectConnection(host.database.db, accountId, connectionId);
  if (!found) throw connectionNotFound(connectionId);
  return { connection: found.thing, secrets: openSecrets(host, found.sealed, `connection:${connectionId}`) };
}

export function listConnections(host: Host, accountId: Id<'account'>): Promise<Connection[]> {
  return selectConnections(host.database.db, accountId);
}

/** The new ones in place of the old, under the connection's own id. */
export async function keepSecrets(
  host: Host,
  tx: Tx,
  { thing, sealed }: Sealed<Connection>,
  { secrets, dropped }: { readonly secrets: Secrets; readonly dropped: readonly string[] },
  at: Date,
): Promise<Connection> {
  const kept = sealSecrets(host, sealed, { secrets, dropped }, `connection:${thing.id}`);
  await updateConnection(tx, thing.id, { sealed: kept, updatedAt: at });
  const found = await selectConnection(tx, thing.accountId, thing.id);
  if (!found) throw connectionNotFound(thing.id);
  return found.thing;
}

export function checkConnectionName(given: string): string {
  const name = given.trim();
  if (name !== '' && name.length <= 255) return name;
  throw new Fault('invalid', 'connection.name_invalid', 'A connection needs a name of at most 255 characters.');
}

export function checkMaxRuns(given: number | null): number | null {
  if (given === null || (Number.isInteger(given) && given >= 1 && given <= 1_000)) return given;
  throw new Fault(
    'invalid',
    'connection.max_runs_invalid',
    `The runs at a time of a connection are a whole number from 1 to 1000, or null for any number; not ${given}.`,
  );
}

export function connectionNotFound(connectionId: Id<'connection'>): Fault {
  return new Fault('not_found', 'connection.not_found', `There is no connection ${connectionId} in this account.`);
}

export function throwTaken(error: unknown, name: string): never {
  if (uniqueViolation(error) === 'connection_name')
    throw new Fault('conflict', 'connection.name_taken', `This account has a connection "${name}" already.`);
  throw error;
}

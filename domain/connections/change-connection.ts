/** Changes and deletes the warehouses of an account. */
import { Fault } from '@weft/base/fault';
import type { Id } from '@weft/base/id';
import type { Host } from '@weft/host/host';
import { listEnvironments } from '../projects/environments.ts';
import type { Environment } from '../projects/model.ts';
import { adapterOf, requireAdapter } from './adapters/all.ts';
import { invalidConfig, knownOf, readConnectionConfig } from './connection-config.ts';
import { checkConnectionName, checkMaxRuns, connectionNotFound, getConnection, keepSecrets, throwTaken } from './create-connection.ts';
import type { Connection } from './model.ts';
import { selectConnection, updateConnection } from './store.ts';
import { selectProfilesOf } from './store-profiles.ts';

export interface ConnectionChange {
  readonly name?: string;
  readonly adapter?: string;
  /** Only what changes; `null` takes a field away. */
  readonly config?: unknown;
  readonly isSshTunnelEnabled?: boolean;
  readonly oauthConfigurationId?: Id<'oauthConfiguration'> | null;
  readonly maxRuns?: number | null;
}

/** Runs under way keep what they began with. Faults as `createConnection`, and not_found `connection.not_found`. */
export async function changeConnection(
  host: Host,
  accountId: Id<'account'>,
  connectionId: Id<'connection'>,
  change: ConnectionChange,
): Promise<Connection> {
  const at = host.clock.now();
  const name = change.name === undefined ? undefined : checkConnectionName(change.name);
  return host.database
    .transaction(async (tx) => {
      const before = await selectConnection(tx, accountId, connectionId);
      if (!before) throw connectionNotFound(connectionId);
      const { adapter, adapterVersion } = before.thing;
      const wanted = change.adapter === undefined ? adapterOf(adapter) : requireAdapter(change.adapter);
      if (wanted.name !== adapter) throw invalidConfig(`it is of ${adapter} and cannot become ${wanted.name}; make another connection`);
      const entered = readConnectionConfig(adapter, change.config, host.paths, knownOf(before.thing));
      await updateConnection(tx, connectionId, {
        ...(name === undefined ? {} : { name }),
        adapterVersion: wanted.versions.find((version) => version === change.adapter) ?? adapterVersion,
        config: entered.place.config,
        ...(change.isSshTunnelEnabled === undefined ? {} : { isSshTunnelEnabled: change.isSshTunnelEnabled }),
        ...(change.oauthConfigurationId === undefined ? {} : { oauthConfigurationId: change.oauthConfigurationId }),
        ...(change.maxRuns === undefined ? {} : { maxRuns: checkMaxRuns(change.maxRuns) }),
        updatedAt: at,
      });
      return keepSecrets(host, tx, before, entered, at);
    })
    .catch((error: unknown) => throwTaken(error, name ?? ''));
}

/** Faults: not_found `connection.not_found`; conflict `connection.in_use`, naming the environments and profiles. */
export async function deleteConnection(host: Host, accountId: Id<'account'>, connectionId: Id<'connection'>): Promise<Connection> {
  const connection = await getConnection(host, accountId, connectionId);
  const users = await environmentsOfConnection(host, accountId, connectionId);
  const profiles = await selectProfilesOf(host.database.db, { connectionId });
  if (users.length + profiles.length > 0) {
    const named = [
      ...users.map(({ name, id }) => `the environment ${name} (${id})`),
      ...profiles.map(({ key, id }) => `the profile ${key} (${id})`),
    ];
    throw new Fault(
      'conflict',
      'connection.in_use',
      `The connection ${connection.name} is used by ${named.join(', ')}. Give them another connection first.`,
    );
  }
  const at = host.clock.now();
  await host.database.transaction((tx) => updateConnection(tx, connectionId, { updatedAt: at, deletedAt: at, sealed: {} }));
  return connection;
}

export async function environmentsOfConnection(
  host: Host,
  accountId: Id<'account'>,
  connectionId: Id<'connection'>,
): Promise<readonly Environment[]> {
  return (await listEnvironments(host, accountId)).filter((environment) => environment.connectionId === connectionId);
}

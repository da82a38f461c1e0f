/** Which warehouse a run writes to, as far as only so many runs may be in it at once. */
import { realpath } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import type { Id } from '@weft/base/id';
import type { Host } from '@weft/host/host';
import { getConnection } from '../connections/create-connection.ts';
import { duckdbPathOf } from '../connections/open-target.ts';
import { connectionKey, duckdbKey } from './decide-claims.ts';

export interface Warehouse {
  /** null: any number of runs may be in it. */
  readonly key: string | null;
  readonly limit: number;
}

interface Tied {
  readonly accountId: Id<'account'>;
  readonly projectId: Id<'project'>;
  readonly connectionId: Id<'connection'>;
  readonly extendedAttributesId: Id<'extendedAttributes'> | null;
}

/** Faults: not_found `connection.not_found`, and what `duckdbPathOf` refuses. */
export async function findWarehouse(host: Host, { connectionId, extendedAttributesId, ...place }: Tied): Promise<Warehouse> {
  const connection = await getConnection(host, place.accountId, connectionId);
  if (connection.adapter === 'duckdb') {
    const path = await duckdbPathOf(host, place, { connectionId, extendedAttributesId });
    return { key: await warehouseKeyOf(path), limit: 1 };
  }
  return connection.maxRuns === null ? { key: null, limit: 1 } : { key: connectionKey(connection), limit: connection.maxRuns };
}

/** `path`: of a DuckDB file; null: another kind of warehouse. One file has one key, whichever way its path is written. */
export async function warehouseKeyOf(path: string | null): Promise<string | null> {
  if (path === null) return null;
  const whole = await realpath(path).catch(async () => join(await realpath(dirname(path)).catch(() => dirname(path)), basename(path)));
  return duckdbKey(whole);
}

/** Every adapter that a connection can be of. */
import { Fault } from '@weft/base/fault';
import type { AdapterName } from '@weft/engine/venv/track-table';
import { bigquery } from './bigquery.ts';
import { databricks } from './databricks.ts';
import type { Adapter } from './declaration.ts';
import { duckdb } from './duckdb.ts';
import { postgres } from './postgres.ts';
import { redshift } from './redshift.ts';
import { snowflake } from './snowflake.ts';
import { spark } from './spark.ts';
import { trino } from './trino.ts';

const table: Readonly<Record<AdapterName, Adapter>> = { duckdb, postgres, redshift, snowflake, bigquery, databricks, trino, spark };

export const adapters: readonly Adapter[] = Object.values(table);

export function adapterOf(name: AdapterName): Adapter {
  return table[name];
}

/** By the name of the adapter (`snowflake`, `apache_spark`) or of a version of it (`snowflake_v0`). */
export function findAdapter(name: string): Adapter | null {
  const bare = name.replace(/_v\d+$/, '');
  return (
    adapters.find((it) => it.name === name || it.versions.some((version) => version === name || version.replace(/_v\d+$/, '') === bare)) ??
    null
  );
}

/** Faults: invalid `connection.adapter_unknown`. */
export function requireAdapter(name: string): Adapter {
  const found = findAdapter(name);
  if (found) return found;
  const known = adapters.map((it) => it.name).join(', ');
  throw new Fault('invalid', 'connection.adapter_unknown', `Weft has no connections of the kind "${name}"; there are ${known}.`);
}

/** Reads what people enter for a connection, by the declaration of its adapter. */
import { isAbsolute, join, normalize } from 'node:path';
import { Fault } from '@weft/base/fault';
import type { AdapterName } from '@weft/engine/venv/track-table';
import { adapterOf } from './adapters/all.ts';
import type { Connection, DuckdbPlace, Secrets, ServerPlace, Values } from './model.ts';
import { type KnownValues, readValues } from './read-values.ts';

/** A relative DuckDB path lies in Weft's folder for warehouses; an absolute one is anywhere the server may write, except in the rest of Weft's home. */
export function readConnectionConfig(
  adapter: AdapterName,
  config: unknown,
  places: { readonly home: string; readonly warehouses: string },
  before?: KnownValues,
): { readonly place: DuckdbPlace | ServerPlace; readonly secrets: Secrets; readonly dropped: readonly string[] } {
  const { values, secrets, dropped, problems } = readValues(adapterOf(adapter).connection, config, before);
  if (problems.length > 0) throw invalidConfig(problems.join('; '));
  if (adapter !== 'duckdb') return { place: { adapter, config: values }, secrets, dropped };
  return { place: { adapter, config: { path: wholeDuckdbPath(String(values.path), places) } }, secrets, dropped };
}

/** Fault: invalid `connection.path_refused`. */
export function wholeDuckdbPath(path: string, places: { readonly home: string; readonly warehouses: string }): string {
  const whole = normalize(isAbsolute(path) ? path : join(places.warehouses, path));
  const isInHome = whole === places.home || whole.startsWith(`${places.home}/`);
  if (isInHome && !whole.startsWith(`${places.warehouses}/`))
    throw new Fault(
      'invalid',
      'connection.path_refused',
      `A DuckDB file cannot lie at ${path}: that is Weft's own. Use a name such as "warehouse.duckdb", or a path elsewhere.`,
    );
  return whole;
}

export function knownOf(connection: Connection): KnownValues {
  return { values: valuesOf(connection), secretNames: connection.secretNames };
}

export function valuesOf(connection: DuckdbPlace | ServerPlace): Values {
  return connection.adapter === 'duckdb' ? { path: connection.config.path } : connection.config;
}

export function invalidConfig(why: string): Fault {
  return new Fault('invalid', 'connection.config_invalid', `The connection cannot be made so: ${why}.`);
}

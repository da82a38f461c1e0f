/** Release tracks and versions that people name, and the concrete packages each stands for. */
import { Fault } from '@weft/base/fault';

export const adapterNames = ['duckdb', 'postgres', 'redshift', 'snowflake', 'bigquery', 'databricks', 'trino', 'spark'] as const;
export type AdapterName = (typeof adapterNames)[number];

export interface EngineVersion {
  /** As it was asked for. */
  readonly requested: string;
  /** Concrete, such as `1.11.16`. */
  readonly coreVersion: string;
  /** The minor, such as `1.11`. */
  readonly minor: string;
}

interface Minor {
  /** The newest patch that was tried with these adapters. */
  readonly core: string;
  readonly adapters: Readonly<Record<AdapterName, string>>;
}

/** What speaks to a Spark server over Thrift or HTTP is an extra of its adapter. */
const extras: Partial<Readonly<Record<AdapterName, string>>> = { spark: '[PyHive]' };

/** Tried together: `test/engine` runs real dbt in each with DuckDB and Postgres, and loads profiles with all adapters of the newest. */
const minors: Readonly<Record<string, Minor>> = {
  '1.11': {
    core: '1.11.16',
    adapters: {
      duckdb: '1.11.1',
      postgres: '1.11.0',
      redshift: '1.11.1',
      snowflake: '1.12.3',
      bigquery: '1.12.1',
      databricks: '1.12.7',
      trino: '1.11.0',
      // dbt-databricks 1.12 stands on this one.
      spark: '1.10.3',
    },
  },
  '1.10': {
    core: '1.10.23',
    adapters: {
      duckdb: '1.10.1',
      postgres: '1.10.2',
      redshift: '1.11.1',
      snowflake: '1.12.3',
      bigquery: '1.12.1',
      databricks: '1.10.9',
      trino: '1.10.6',
      spark: '1.11.0',
    },
  },
};

/** Tracks are a matter of the platform only: no engine knows of them. Each stands for the newest patch of a minor. */
const tracks: Readonly<Record<string, string>> = {
  latest: '1.11',
  versionless: '1.11',
  compatible: '1.11',
  extended: '1.10',
  fallback: '1.10',
};

const fusionTracks = ['latest-fusion', 'fusion-stable', 'fusion-extended', 'fusion-nightly', 'fusion-fallback'] as const;

export interface EngineChoice {
  readonly name: string;
  /** null: known, but it cannot be installed here; `reason` says why. */
  readonly coreVersion: string | null;
  readonly reason: string | null;
}

const cannotFusion = 'Fusion is a program that its makers let people download for themselves; Weft does not install it';
const cannotNewer = 'dbt Core 1.12 and later download a further program while they are installed, which Weft does not do';

/** What can be chosen in a form, the usual first. */
export function listEngineChoices(): readonly EngineChoice[] {
  const ofTracks = Object.entries(tracks).map(([name, minor]) => ({ name, coreVersion: minors[minor]?.core ?? null, reason: null }));
  const ofMinors = Object.entries(minors).map(([minor, { core }]) => ({ name: `${minor}.0-latest`, coreVersion: core, reason: null }));
  const ofFusion = fusionTracks.map((name) => ({ name, coreVersion: null, reason: cannotFusion }));
  return [...ofTracks, ...ofMinors, ...ofFusion];
}

/**
 * Reads a track (`latest`, `1.11.0-latest`, …) or a version (`1.11`, `1.11.7`).
 * Faults: invalid `engine.version_unknown`, `engine.version_not_installable`.
 */
export function resolveEngineVersion(requested: string): EngineVersion {
  const name = requested.trim().toLowerCase();
  if (name.includes('fusion') || /^2(\.|$)/.test(name)) throw notInstallable(requested, cannotFusion);
  const minor = tracks[name];
  if (minor !== undefined) return { requested, minor, coreVersion: newestOf(minor) };
  const read = /^(\d+)\.(\d+)(?:\.(\d+))?(-latest)?$/.exec(name);
  if (read === null) throw unknownVersion(requested);
  const [, major, second, patch, latest] = read;
  const asked = `${major}.${second}`;
  if (Number(major) === 1 && Number(second) >= 12) throw notInstallable(requested, cannotNewer);
  if (minors[asked] === undefined) throw unknownVersion(requested);
  const isExact = patch !== undefined && latest === undefined;
  return { requested, minor: asked, coreVersion: isExact ? `${asked}.${patch}` : newestOf(asked) };
}

/**
 * The exact packages of a venv, sorted: it is shared by all who need the same ones.
 * `duckdb<2`: its 2.x writes a file format that the other readers of Weft's warehouses do not know.
 */
export function requirementsOf(version: EngineVersion, adapters: readonly AdapterName[]): readonly string[] {
  const row = minors[version.minor];
  if (row === undefined) throw unknownVersion(version.requested);
  const ofAdapters = [...new Set(adapters)].map((name) => `dbt-${name}${extras[name] ?? ''}==${row.adapters[name]}`);
  const limits = adapters.includes('duckdb') ? ['duckdb<2'] : [];
  return [`dbt-core==${version.coreVersion}`, ...ofAdapters, ...limits].sort();
}

/** Tried with both minors: the newest sqlfluff, and the templater that renders models as dbt itself does. The two are released together. */
export const lintRequirements: readonly string[] = ['sqlfluff==4.4.0', 'sqlfluff-templater-dbt==4.4.0'];

function newestOf(minor: string): string {
  const row = minors[minor];
  if (row === undefined) throw new Error(`no versions are listed for ${minor}`);
  return row.core;
}

function notInstallable(requested: string, why: string): Fault {
  return new Fault(
    'invalid',
    'engine.version_not_installable',
    `dbt "${requested}" cannot be installed here: ${why}. Choose "latest" (dbt Core ${newestOf('1.11')}) or another track of dbt Core.`,
  );
}

function unknownVersion(requested: string): Fault {
  const known = [...Object.keys(tracks), ...Object.keys(minors).map((minor) => `${minor}.0-latest`)].join(', ');
  return new Fault(
    'invalid',
    'engine.version_unknown',
    `There is no dbt version or release track "${requested}" here. Known are ${known}.`,
  );
}

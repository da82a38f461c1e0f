/** Which SQL an adapter speaks, and where that changes what a name means. */

/** The parser's own words, of the warehouses that there are dbt adapters for. */
export const dialects = [
  ...(['duckdb', 'postgres', 'snowflake', 'bigquery', 'redshift', 'databricks', 'spark', 'trino'] as const),
  ...(['athena', 'clickhouse', 'mysql', 'tsql', 'oracle', 'teradata', 'sqlite', 'hive', 'doris', 'starrocks', 'materialize'] as const),
  ...(['risingwave', 'exasol', 'generic'] as const),
];
export type Dialect = (typeof dialects)[number];

const byAdapter: Readonly<Record<string, Dialect>> = {
  ...{ sqlserver: 'tsql', fabric: 'tsql', synapse: 'tsql', fabricspark: 'spark', glue: 'spark', impala: 'hive', motherduck: 'duckdb' },
  ...{ singlestore: 'mysql', tidb: 'mysql', greenplum: 'postgres', cratedb: 'postgres', alloydb: 'postgres', upsolver: 'generic' },
  ...{ presto: 'trino', starburst: 'trino', postgresql: 'postgres' },
};

/** `adapterType`: as a manifest's metadata has it. An adapter that nobody here has heard of is read as plain SQL. */
export function dialectOf(adapterType: string | null): Dialect {
  const name = (adapterType ?? '').toLowerCase();
  return dialects.find((dialect) => dialect === name) ?? byAdapter[name] ?? 'generic';
}

/** A name as it was written. */
export interface Name {
  readonly text: string;
  readonly isQuoted: boolean;
}

/** What decides whether two names are the same: Snowflake and Oracle raise what is not quoted, Postgres lowers it, the others never tell letters apart. */
export function foldName(dialect: Dialect, { text, isQuoted }: Name): string {
  switch (dialect) {
    case 'snowflake':
    case 'oracle':
    case 'exasol':
      return isQuoted ? text : text.toUpperCase();
    case 'postgres':
    case 'materialize':
    case 'risingwave':
      return isQuoted ? text : text.toLowerCase();
    case 'clickhouse':
      return text;
    default:
      return text.toLowerCase();
  }
}

const withLateralAliases: ReadonlySet<Dialect> = new Set([
  'duckdb',
  'snowflake',
  'redshift',
  'databricks',
  'spark',
  'clickhouse',
  'teradata',
]);

/** Whether a select list may use the aliases before it. */
export function hasLateralAliases(dialect: Dialect): boolean {
  return withLateralAliases.has(dialect);
}

const withCorrelatedTables: ReadonlySet<Dialect> = new Set(['bigquery', 'redshift', 'duckdb', 'databricks', 'spark', 'generic']);

/** Whether `from orders o, o.items` reads an array of each order. */
export function hasCorrelatedTables(dialect: Dialect): boolean {
  return withCorrelatedTables.has(dialect);
}

/** All cases of the truth, and what they say of each column in the form of an answer. */
import type { Dialect } from '../dialect.ts';
import { bigqueryTruth } from './bigquery.ts';
import { databricksTruth } from './databricks.ts';
import { duckdbTruth } from './duckdb.ts';
import { postgresTruth } from './postgres.ts';
import { redshiftTruth } from './redshift.ts';
import { snowflakeTruth } from './snowflake.ts';
import { trinoTruth } from './trino.ts';
import type { TruthCase } from './truth-case.ts';

const byDialect: readonly (readonly [Dialect, readonly TruthCase[]])[] = [
  ['duckdb', duckdbTruth],
  ['postgres', postgresTruth],
  ['snowflake', snowflakeTruth],
  ['bigquery', bigqueryTruth],
  ['redshift', redshiftTruth],
  ['databricks', databricksTruth],
  ['trino', trinoTruth],
];

export const allCases: readonly (TruthCase & { readonly dialect: Dialect })[] = byDialect.flatMap(([dialect, list]) =>
  list.map((it) => ({ dialect, ...it })),
);

export interface TrueColumn {
  readonly name: string;
  readonly kind: string;
  /** Sorted. */
  readonly parents: readonly string[];
  readonly codes: string;
}

export function readColumns(columns: string): TrueColumn[] {
  return columns.split('; ').map((column) => {
    const [, name = '', kind = '', parents = '', codes = ''] = /^(.*?): (\w)(?: (?!\?)(.*?))?(?: \? (.*))?$/.exec(column) ?? [];
    return { name, kind, parents: parents === '' ? [] : parents.split(', ').sort(), codes };
  });
}

/** Reads catalog.json, what `dbt docs generate` found in the warehouse, entry by entry. */
import { isRecord } from '@weft/base/json';
import { readFilledText, readNumber, readRecord, readText, storable } from './read-field.ts';
import type { ReadResult } from './read-run-results.ts';

export interface CatalogColumn {
  readonly name: string;
  readonly dataType: string | null;
  /** Position in the relation, from 1. */
  readonly position: number | null;
  readonly comment: string | null;
}

export interface CatalogStat {
  readonly id: string;
  readonly label: string;
  readonly value: string | number | boolean | null;
  readonly description: string | null;
}

export interface CatalogTable {
  readonly uniqueId: string;
  readonly database: string | null;
  readonly schema: string | null;
  readonly name: string | null;
  /** The warehouse's word, such as `BASE TABLE` or `VIEW`. */
  readonly type: string | null;
  readonly owner: string | null;
  readonly comment: string | null;
  /** By position. */
  readonly columns: readonly CatalogColumn[];
  /** Only those that the adapter means to be shown. */
  readonly stats: readonly CatalogStat[];
}

/** Reads an entry of `nodes` or `sources`. Never throws. */
export function readCatalogTable(key: string, entry: unknown): ReadResult<CatalogTable> {
  if (!isRecord(entry)) return { result: null, problems: ['is not an object'] };
  const metadata = readRecord(entry.metadata);
  const columns = Object.entries(readRecord(entry.columns)).map(([name, column]) => readColumn(name, readRecord(column)));
  const result: CatalogTable = {
    uniqueId: storable(key),
    database: readFilledText(metadata.database),
    schema: readFilledText(metadata.schema),
    name: readFilledText(metadata.name),
    type: readFilledText(metadata.type),
    owner: readFilledText(metadata.owner),
    comment: readFilledText(metadata.comment),
    columns: columns.sort((a, b) => (a.position ?? Number.MAX_SAFE_INTEGER) - (b.position ?? Number.MAX_SAFE_INTEGER)),
    stats: Object.values(readRecord(entry.stats)).flatMap(readStat),
  };
  return { result, problems: [] };
}

function readColumn(key: string, column: Readonly<Record<string, unknown>>): CatalogColumn {
  return {
    name: readFilledText(column.name) ?? storable(key),
    dataType: readFilledText(column.type),
    position: readNumber(column.index),
    comment: readFilledText(column.comment),
  };
}

function readStat(stat: unknown): readonly CatalogStat[] {
  const fields = readRecord(stat);
  const id = readFilledText(fields.id);
  if (id === null || fields.include !== true) return [];
  const { value } = fields;
  const isPlain = typeof value === 'number' || typeof value === 'boolean';
  return [
    {
      id,
      label: readText(fields.label) ?? id,
      value: isPlain ? value : readText(value),
      description: readFilledText(fields.description),
    },
  ];
}

import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { type Database, openDatabase } from '@weft/host/database';
import { makeDatabase, type TestDatabase } from '@weft/kit/database';
import { quietLog } from '@weft/kit/quiet-log';
import { is, sql } from 'drizzle-orm';
import { getTableConfig, PgTable } from 'drizzle-orm/pg-core';
import { afterAll, beforeAll, expect, test } from 'vitest';

const files = readdirSync(import.meta.dirname, { recursive: true, encoding: 'utf8' }).filter((file) => /^[^/]+\/tables\.ts$/.test(file));

let made: TestDatabase;
let database: Database;

beforeAll(async () => {
  made = await makeDatabase();
  database = await openDatabase({ url: made.url, log: quietLog, poolSize: 1 });
});

afterAll(async () => {
  await database.close();
  await made.drop();
});

test.each(files)('%s declares its tables as the migrations make them', async (file) => {
  const exported: Record<string, unknown> = await import(join(import.meta.dirname, file));
  const tables = Object.values(exported).filter((value) => is(value, PgTable));
  for (const table of tables) {
    const { schema, name } = getTableConfig(table);
    const real = await columnsOf(`${schema}.${name}`);
    expect({ [`${schema}.${name}`]: columnsDeclared(table, real) }).toEqual({ [`${schema}.${name}`]: shapes(real) });
  }
});

interface Column {
  readonly name: string;
  readonly type: string;
  readonly isNotNull: boolean;
  readonly hasDefault: boolean;
  readonly isGenerated: boolean;
}

type Shapes = Record<string, string>;

/** A default that a declaration leaves out harms nobody; one that it wrongly claims makes inserts fail. */
function columnsDeclared(table: PgTable, real: readonly Column[]): Shapes {
  const shapes = getTableConfig(table).columns.map((column): [string, string] => {
    const claimsDefault = (column.hasDefault && column.defaultFn === undefined) || column.generatedIdentity !== undefined;
    const hasDefault = real.find(({ name }) => name === column.name)?.hasDefault ?? false;
    return [column.name, shape(column.getSQLType(), column.notNull, claimsDefault && !hasDefault ? ' with default' : '')];
  });
  return Object.fromEntries(shapes);
}

/** Columns that the database computes for itself, such as a search vector, need not be declared: nobody reads them as data. */
function shapes(columns: readonly Column[]): Shapes {
  return Object.fromEntries(
    columns.filter(({ isGenerated }) => !isGenerated).map(({ name, type, isNotNull }) => [name, shape(type, isNotNull, '')]),
  );
}

function shape(type: string, isNotNull: boolean, rest: string): string {
  return `${type}${isNotNull ? ' not null' : ''}${rest}`;
}

async function columnsOf(table: string): Promise<readonly Column[]> {
  const { rows } = await database.db.execute<Column & Record<string, unknown>>(sql`
    select attname as name, format_type(atttypid, atttypmod) as type, attnotnull as "isNotNull",
      atthasdef or attidentity <> '' as "hasDefault", attgenerated <> '' as "isGenerated"
    from pg_attribute where attrelid = to_regclass(${table}) and attnum > 0 and not attisdropped`);
  return rows;
}

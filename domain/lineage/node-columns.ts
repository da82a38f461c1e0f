/** What is known of the columns of one node: the answer that is kept, and what those who read the node are told of it. */
import { createHash } from 'node:crypto';
import type { KnownRelation } from '@weft/dbt/sql/relations';
import { useKinds } from '@weft/dbt/sql/resolver';
import { columnKinds } from '@weft/dbt/sql/traced-query';
import { z } from 'zod';

const columnOf = z.object({ relation: z.number(), column: z.string() });

/** As `traceColumns` answers; a column also says whether the warehouse has its name in just these letters. */
export const nodeColumnsSchema = z.object({
  /** Unique ids of what it reads; `relation:a.b.c` for what no manifest knows. */
  relations: z.array(z.string()),
  columns: z.array(
    z.object({
      name: z.string(),
      kind: z.enum(columnKinds),
      parents: z.array(columnOf),
      problems: z.array(z.number()),
      isExact: z.boolean(),
    }),
  ),
  uses: z.array(columnOf.extend({ kind: z.enum(useKinds) })),
  problems: z.array(z.object({ code: z.string(), message: z.string(), line: z.number().nullable(), column: z.number().nullable() })),
  /** Where its columns are known from: its SQL, what was described of it, the catalog, the project that makes it, or nowhere. */
  source: z.enum(['sql', 'described', 'catalog', 'producer', 'none']),
});
export type NodeColumns = z.infer<typeof nodeColumnsSchema>;

/** What those who read the node may rely on. */
export function relationOf(key: string, label: string, { columns, source }: NodeColumns, isSelf: boolean): KnownRelation {
  const named = columns.filter(({ name }) => name !== '*').map(({ name, isExact }) => ({ name, isExact }));
  const isComplete = named.length > 0 && named.length === columns.length && source !== 'described';
  return { key, label, columns: named.length > 0 ? named : null, isComplete, isSelf };
}

export function digestColumns({ columns, source }: NodeColumns): Buffer {
  return digest([source, ...columns.flatMap(({ name, isExact }) => [name, isExact ? '!' : '?'])]);
}

export function digest(parts: readonly string[]): Buffer {
  return createHash('sha256').update(JSON.stringify(parts)).digest().subarray(0, 16);
}

export function withoutColumns(code: string, message: string): NodeColumns {
  return { relations: [], columns: [], uses: [], problems: [{ code, message, line: null, column: null }], source: 'none' };
}

/** The SQL that finds out whose a relation is, of all that environments know as applied. */
import type { Id } from '@weft/base/id';
import { idSchema } from '@weft/base/id';
import type { Db } from '@weft/host/database';
import { sql } from 'drizzle-orm';
import { z } from 'zod';
import { appliedNode, entry, invocation, nodeResult, unmerged } from './tables.ts';

export interface AppliedRelation {
  readonly environmentId: Id<'environment'>;
  readonly uniqueId: string;
  /** The whole name in lower case and without quotes. */
  readonly key: string;
}

const rowSchema = z.object({ environmentId: idSchema<'environment'>(), uniqueId: z.string(), key: z.string() });

/**
 * All of them, those of results that nobody has merged yet too; a node without a result's name counts by the name in its manifest.
 * `schemaKeys`: only what lies in these, such as `db.schema`.
 */
export async function selectAppliedRelations(
  db: Db,
  environmentIds: readonly Id<'environment'>[],
  schemaKeys: readonly string[],
): Promise<AppliedRelation[]> {
  if (environmentIds.length === 0 || schemaKeys.length === 0) return [];
  const ids = sql.param([...environmentIds]);
  const { rows } = await db.execute(sql`
    with named as (
      select applied.environment_id, applied.unique_id, coalesce(applied.relation_name, entry.relation_name) as name
      from ${appliedNode} applied left join ${entry} entry on entry.id = coalesce(applied.success_entry_id, applied.entry_id)
      where applied.environment_id = any(${ids}::bigint[])
      union all
      select waiting.environment_id, result.unique_id, result.relation_name
      from ${unmerged} waiting
      join ${invocation} invocation on invocation.id = waiting.invocation_id
      join ${nodeResult} result on result.invocation_id = waiting.invocation_id
      where waiting.environment_id = any(${ids}::bigint[])
    ), plain as (
      select environment_id, unique_id, lower(translate(name, '"\`[]', '')) as key from named where name is not null
    )
    select distinct environment_id as "environmentId", unique_id as "uniqueId", key from plain
    where regexp_replace(key, '\\.[^.]*$', '') = any(${sql.param([...schemaKeys])}::text[])
    order by 1, 2, 3`);
  return z.array(rowSchema).parse(rows);
}

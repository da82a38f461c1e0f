/** The SQL that finds and drops the states that an account keeps no longer. */
import { type Id, idSchema } from '@weft/base/id';
import type { Db, Tx } from '@weft/host/database';
import { type SQL, sql } from 'drizzle-orm';
import { z } from 'zod';
import { artifact, definition, invocation, stateVersion } from './tables.ts';

export interface OldStatesQuestion {
  readonly accountId: Id<'account'>;
  /** Generated before this. */
  readonly before: Date;
  /** So many of the newest of each environment stay. */
  readonly statesMin: number;
  /** These stay too. */
  readonly except: readonly Id<'invocation'>[];
}

/** CI's are counted apart, so that they push out nothing that was deployed. What an environment is now stays, whoever else left the same. */
function oldStates({ accountId, before, statesMin, except }: OldStatesQuestion): SQL {
  return sql`
    select id, state_version_id, generated_at from (
      select i.id, i.state_version_id, i.generated_at,
        row_number() over (partition by i.environment_id, i.is_ci order by i.generated_at desc, i.id desc) as place
      from ${invocation} i where i.account_id = ${accountId} and i.state_version_id is not null
    ) ranked
    where place > ${statesMin} and generated_at < ${before.toISOString()}
      and id <> all(${sql.param(except)}::bigint[])
      and not exists (select from ${definition} d where d.invocation_id = ranked.id)`;
}

export async function selectOldStates(db: Db, question: OldStatesQuestion, limit: number): Promise<Id<'invocation'>[]> {
  const { rows } = await db.execute(
    sql`select id::float8 as id from (${oldStates(question)}) old order by generated_at, id limit ${limit}`,
  );
  return z
    .array(z.object({ id: idSchema<'invocation'>() }))
    .parse(rows)
    .map(({ id }) => id);
}

const countsSchema = z.object({
  states: z.coerce.number(),
  versions: z.coerce.number(),
  oldest: z.coerce.date().nullable(),
  newest: z.coerce.date().nullable(),
});

export async function selectOldStateCounts(db: Db, question: OldStatesQuestion): Promise<z.infer<typeof countsSchema>> {
  const { rows } = await db.execute(sql`
    with old as (${oldStates(question)})
    select count(*) as states, min(generated_at) as oldest, max(generated_at) as newest,
      (select count(*) from (select distinct state_version_id as version from old) v
        where not exists (select from ${definition} d where d.state_version_id = v.version)
          and not exists (select from ${invocation} i where i.state_version_id = v.version and i.id not in (select id from old))) as versions
    from old`);
  return countsSchema.parse(rows[0]);
}

/** Answers the versions that they had. The manifest is made of the version, so it is no file of theirs any more. */
export async function updateStatesDropped(tx: Tx, ids: readonly Id<'invocation'>[]): Promise<Id<'stateVersion'>[]> {
  const { rows } = await tx.execute(sql`
    with old as (
      select i.id, i.state_version_id from ${invocation} i
      where i.id = any(${sql.param(ids)}::bigint[]) and i.state_version_id is not null
        and not exists (select from ${definition} d where d.invocation_id = i.id)
      order by i.id for update
    ), files as (
      delete from ${artifact} a using old where a.invocation_id = old.id and a.name = 'manifest.json' and a.blob_key is null
    )
    update ${invocation} i set state_version_id = null from old where i.id = old.id returning old.state_version_id::float8 as version`);
  return z
    .array(z.object({ version: idSchema<'stateVersion'>() }))
    .parse(rows)
    .map(({ version }) => version);
}

/** Those that nothing names. An upload that is just about to name one again fails for want of it, and is tried anew. */
export async function deleteUnusedVersions(
  tx: Tx,
  ids: readonly Id<'stateVersion'>[],
): Promise<{ readonly projectId: Id<'project'>; readonly entryIds: Buffer }[]> {
  return tx
    .delete(stateVersion)
    .where(sql`${stateVersion.id} = any(${sql.param(ids)}::bigint[])
      and not exists (select from ${invocation} i where i.state_version_id = ${stateVersion.id})
      and not exists (select from ${definition} d where d.state_version_id = ${stateVersion.id})`)
    .returning({ projectId: stateVersion.projectId, entryIds: stateVersion.entryIds });
}

/** Some at a time: a version of a large project is some hundred kilobytes. */
export async function* selectVersionLists(db: Db, projectId: Id<'project'>): AsyncGenerator<Buffer, void> {
  for (let after = 0; ; ) {
    const rows = await db
      .select({ id: stateVersion.id, entryIds: stateVersion.entryIds })
      .from(stateVersion)
      .where(sql`${stateVersion.projectId} = ${projectId} and ${stateVersion.id} > ${after}`)
      .orderBy(stateVersion.id)
      .limit(20);
    for (const row of rows) yield row.entryIds;
    const last = rows.at(-1);
    if (!last) return;
    after = last.id;
  }
}

/** The SQL that reads invocations as the states that they left: each with what its version holds. */
import { type Id, idSchema } from '@weft/base/id';
import type { Db } from '@weft/host/database';
import { type SQL, sql } from 'drizzle-orm';
import { z } from 'zod';
import { definition, invocation, stateVersion } from './tables.ts';

const stateSchema = z.object({
  invocationId: idSchema<'invocation'>(),
  environmentId: idSchema<'environment'>(),
  projectId: idSchema<'project'>(),
  versionId: idSchema<'stateVersion'>(),
  generatedAt: z.coerce.date(),
  entryCount: z.number(),
  /** By section of the manifest. */
  sections: z.array(z.tuple([z.string(), z.number()])),
  /** Nothing differs from the state before it. */
  isSame: z.boolean(),
});

/** What an environment was, as one accepted command's manifest had it. */
export type State = Readonly<z.infer<typeof stateSchema>>;

/** Newest first; CI left out. */
export async function selectStates(
  db: Db,
  environmentId: Id<'environment'>,
  { limit, offset }: { readonly limit: number; readonly offset: number },
): Promise<State[]> {
  return read(
    db,
    sql`i.environment_id = ${environmentId} and not i.is_ci`,
    sql`order by i.generated_at desc, i.id desc limit ${limit} offset ${offset}`,
  );
}

export async function selectState(db: Db, invocationId: Id<'invocation'>): Promise<State | null> {
  const [found] = await read(db, sql`i.id = ${invocationId} and not i.is_ci`, sql``);
  return found ?? null;
}

export async function countStates(db: Db, environmentId: Id<'environment'>): Promise<number> {
  return db.$count(
    invocation,
    sql`${invocation.environmentId} = ${environmentId} and not ${invocation.isCi} and ${invocation.stateVersionId} is not null`,
  );
}

const earlierStatesSchema = z.array(
  z.object({
    environmentId: idSchema<'environment'>(),
    versionId: idSchema<'stateVersion'>(),
    before: idSchema<'invocation'>(),
    after: idSchema<'invocation'>(),
  }),
);
/** `before` left it; `after` left what the environment is now. */
export type EarlierState = Readonly<z.infer<typeof earlierStatesSchema>[number]>;

/** `at` null: the newest before the definition that differs from it. */
export async function selectEarlierStates(db: Db, environmentIds: readonly Id<'environment'>[], at: Date | null): Promise<EarlierState[]> {
  const isWanted =
    at === null
      ? sql`i.state_version_id <> d.state_version_id and i.generated_at < d.generated_at`
      : sql`i.generated_at <= ${at.toISOString()}::timestamptz`;
  const { rows } = await db.execute(sql`
    select d.environment_id::float8 as "environmentId", b.state_version_id::float8 as "versionId",
      b.id::float8 as "before", d.invocation_id::float8 as "after"
    from ${definition} d, lateral (
      select i.id, i.state_version_id from ${invocation} i
      where i.environment_id = d.environment_id and not i.is_ci and i.state_version_id is not null and ${isWanted}
      order by i.generated_at desc, i.id desc limit 1) b
    where d.environment_id = any(${sql.param(environmentIds)}::bigint[])`);
  return earlierStatesSchema.parse(rows);
}

/** The state before is looked up for each row: windows over all of an environment's would read them all. */
async function read(db: Db, where: SQL, tail: SQL): Promise<State[]> {
  const { rows } = await db.execute(sql`
    select i.id::float8 as "invocationId", i.environment_id::float8 as "environmentId", i.project_id::float8 as "projectId",
      v.id::float8 as "versionId", i.generated_at as "generatedAt", v.entry_count as "entryCount", v.sections,
      coalesce((
        select b.state_version_id = v.id from ${invocation} b
        where b.environment_id = i.environment_id and not b.is_ci and b.state_version_id is not null
          and (b.generated_at, b.id) < (i.generated_at, i.id)
        order by b.generated_at desc, b.id desc limit 1), false) as "isSame"
    from ${invocation} i join ${stateVersion} v on v.id = i.state_version_id
    where ${where} ${tail}`);
  return z.array(stateSchema).parse(rows);
}

/** The SQL that finds runs whose state others may compare with and defer to. */
import type { Id } from '@weft/base/id';
import type { Db } from '@weft/host/database';
import { and, desc, eq, lt, type SQL, sql } from 'drizzle-orm';
import type { Run } from './model.ts';
import { readRun } from './read-row.ts';
import { run } from './tables.ts';

export type RunsOf = { readonly environmentId: Id<'environment'> } | { readonly jobId: Id<'job'> };

/** Newest end first. `before`: only runs asked for before this one, so that a run never finds itself or what came after it. */
export async function selectSucceededRuns(
  db: Db,
  accountId: Id<'account'>,
  of: RunsOf,
  page: { readonly before: Id<'run'> | null; readonly limit: number; readonly offset: number },
): Promise<Run[]> {
  const rows = await db
    .select()
    .from(run)
    .where(and(ofPlace(accountId, of), eq(run.state, 'succeeded'), page.before === null ? undefined : lt(run.id, page.before)))
    .orderBy(desc(run.finishedAt), desc(run.id))
    .limit(page.limit)
    .offset(page.offset);
  return rows.map(readRun);
}

/** Whether anything that counts has ever been asked for there. */
export async function hasRuns(db: Db, accountId: Id<'account'>, of: RunsOf, before: Id<'run'> | null): Promise<boolean> {
  const isOlder = before === null ? undefined : lt(run.id, before);
  const isDeploy = 'environmentId' in of ? sql`${run.plan} ->> 'jobType' <> 'ci'` : undefined;
  const rows = await db
    .select({ id: run.id })
    .from(run)
    .where(and(ofPlace(accountId, of), isOlder, isDeploy))
    .limit(1);
  return rows.length > 0;
}

function ofPlace(accountId: Id<'account'>, of: RunsOf): SQL | undefined {
  return and(eq(run.accountId, accountId), 'jobId' in of ? eq(run.jobId, of.jobId) : eq(run.environmentId, of.environmentId));
}

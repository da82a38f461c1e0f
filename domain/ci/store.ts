/** The only SQL on ci.pull_request and ci.pr_check. */
import type { Id } from '@weft/base/id';
import type { Db, Tx } from '@weft/host/database';
import { and, asc, count, desc, eq, inArray, isNotNull, isNull, type SQL, sql } from 'drizzle-orm';
import type { PullRequest, PullRequestCheck } from './pull-request-model.ts';
import { prCheck, pullRequest } from './tables.ts';

export type PullRequestValues = Omit<typeof pullRequest.$inferInsert, 'id' | 'openings' | 'createdAt'>;

export interface PullRequestFilter {
  readonly accountId: Id<'account'>;
  /** Only of these projects; what the caller may see comes in here too. */
  readonly projectIds?: readonly Id<'project'>[];
  readonly state?: PullRequest['state'];
}

/** Null: there was one already. */
export async function insertPullRequest(tx: Tx, values: PullRequestValues): Promise<PullRequest | null> {
  const [row] = await tx
    .insert(pullRequest)
    .values({ ...values, openings: 1, createdAt: values.updatedAt })
    .onConflictDoNothing()
    .returning();
  return row ?? null;
}

export async function lockPullRequest(tx: Tx, repositoryId: Id<'repository'>, number: number): Promise<PullRequest | null> {
  const [row] = await tx
    .select()
    .from(pullRequest)
    .where(and(eq(pullRequest.repositoryId, repositoryId), eq(pullRequest.number, number)))
    .for('update');
  return row ?? null;
}

export async function lockPullRequestById(tx: Tx, id: Id<'pullRequest'>): Promise<PullRequest | null> {
  const [row] = await tx.select().from(pullRequest).where(eq(pullRequest.id, id)).for('update');
  return row ?? null;
}

export async function updatePullRequest(tx: Tx, id: Id<'pullRequest'>, change: Partial<typeof pullRequest.$inferInsert>): Promise<void> {
  await tx.update(pullRequest).set(change).where(eq(pullRequest.id, id));
}

export async function selectPullRequest(db: Db | Tx, accountId: Id<'account'>, id: Id<'pullRequest'>): Promise<PullRequest | null> {
  const [row] = await db
    .select()
    .from(pullRequest)
    .where(and(eq(pullRequest.accountId, accountId), eq(pullRequest.id, id)));
  return row ?? null;
}

/** Of whichever account. */
export async function selectPullRequestById(db: Db, id: Id<'pullRequest'>): Promise<PullRequest | null> {
  const [row] = await db.select().from(pullRequest).where(eq(pullRequest.id, id));
  return row ?? null;
}

export async function selectPullRequests(
  db: Db,
  filter: PullRequestFilter,
  page: { readonly limit: number; readonly offset: number },
): Promise<{ readonly pullRequests: PullRequest[]; readonly total: number }> {
  const [pullRequests, [counted]] = await Promise.all([
    db
      .select()
      .from(pullRequest)
      .where(where(filter))
      .orderBy(desc(pullRequest.updatedAt), desc(pullRequest.id))
      .limit(page.limit)
      .offset(page.offset),
    db.select({ total: count() }).from(pullRequest).where(where(filter)),
  ]);
  return { pullRequests, total: counted?.total ?? 0 };
}

function where({ accountId, projectIds, state }: PullRequestFilter): SQL | undefined {
  return and(
    eq(pullRequest.accountId, accountId),
    projectIds ? inArray(pullRequest.projectId, [...projectIds]) : undefined,
    state === undefined ? undefined : eq(pullRequest.state, state),
  );
}

export async function insertCheckOfRun(tx: Tx, values: Omit<typeof prCheck.$inferInsert, 'id' | 'outcome'>): Promise<void> {
  await tx
    .insert(prCheck)
    .values({ ...values, outcome: 'run' })
    .onConflictDoNothing();
}

/** Of a job and a commit for which there is no run: the last word counts. */
export async function replaceCheckWithoutRun(tx: Tx, values: Omit<typeof prCheck.$inferInsert, 'id' | 'runId'>): Promise<void> {
  await deleteCheckWithoutRun(tx, { ...values, headSha: values.headSha ?? null });
  await tx.insert(prCheck).values(values).onConflictDoNothing();
}

/** A run takes the place of the reason why there was none. */
export async function deleteCheckWithoutRun(
  tx: Tx,
  of: Pick<PullRequestCheck, 'pullRequestId' | 'jobId'> & { headSha: string | null },
): Promise<void> {
  await tx
    .delete(prCheck)
    .where(
      and(
        eq(prCheck.pullRequestId, of.pullRequestId),
        eq(prCheck.jobId, of.jobId),
        isNull(prCheck.runId),
        sql`${prCheck.headSha} is not distinct from ${of.headSha}`,
      ),
    );
}

/** Checks of one job that nothing has superseded. */
export async function selectRunsToSupersede(
  tx: Tx,
  of: { readonly pullRequestId: Id<'pullRequest'>; readonly jobId: Id<'job'> },
): Promise<PullRequestCheck[]> {
  return tx
    .select()
    .from(prCheck)
    .where(
      and(eq(prCheck.pullRequestId, of.pullRequestId), eq(prCheck.jobId, of.jobId), isNotNull(prCheck.runId), isNull(prCheck.supersededBy)),
    )
    .orderBy(asc(prCheck.id));
}

export async function updateSuperseded(tx: Tx, runId: Id<'run'>, by: Id<'run'>): Promise<void> {
  await tx.update(prCheck).set({ supersededBy: by }).where(eq(prCheck.runId, runId));
}

/** Newest first. */
export async function selectChecks(db: Db, pullRequestIds: readonly Id<'pullRequest'>[], limit = 500): Promise<PullRequestCheck[]> {
  return db
    .select()
    .from(prCheck)
    .where(inArray(prCheck.pullRequestId, [...pullRequestIds]))
    .orderBy(desc(prCheck.id))
    .limit(limit);
}

/** Null: the run is of no pull request. */
export async function selectCheckOfRun(db: Db, runId: Id<'run'>): Promise<PullRequestCheck | null> {
  const [row] = await db.select().from(prCheck).where(eq(prCheck.runId, runId));
  return row ?? null;
}

/** Of the runs, those that are of a pull request. */
export async function selectPullRequestsOfRuns(
  db: Db,
  accountId: Id<'account'>,
  runIds: readonly Id<'run'>[],
): Promise<{ runId: Id<'run'>; pullRequest: PullRequest; supersededBy: Id<'run'> | null }[]> {
  const rows = await db
    .select({ runId: prCheck.runId, supersededBy: prCheck.supersededBy, pullRequest })
    .from(prCheck)
    .innerJoin(pullRequest, eq(pullRequest.id, prCheck.pullRequestId))
    .where(and(eq(pullRequest.accountId, accountId), inArray(prCheck.runId, [...runIds])));
  return rows.flatMap(({ runId, ...rest }) => (runId === null ? [] : [{ runId, ...rest }]));
}

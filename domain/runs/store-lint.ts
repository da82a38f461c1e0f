/** The only SQL on what linters found. */
import type { Id } from '@weft/base/id';
import type { Finding } from '@weft/engine/core/lint-project';
import type { Db } from '@weft/host/database';
import { and, asc, eq } from 'drizzle-orm';
import { lintFinding } from './tables.ts';

export interface StepFinding extends Finding {
  readonly stepIndex: number;
}

export async function replaceFindings(
  db: Db,
  { runId, stepIndex }: { readonly runId: Id<'run'>; readonly stepIndex: number },
  findings: readonly Finding[],
): Promise<void> {
  await db.transaction(async (tx) => {
    await tx.delete(lintFinding).where(and(eq(lintFinding.runId, runId), eq(lintFinding.stepIndex, stepIndex)));
    for (let at = 0; at < findings.length; at += 500) {
      const rows = findings.slice(at, at + 500).map((finding, position) => ({ runId, stepIndex, position: at + position, ...finding }));
      await tx.insert(lintFinding).values(rows);
    }
  });
}

/** In the order in which they were found. */
export async function selectFindings(db: Db, runId: Id<'run'>): Promise<StepFinding[]> {
  return db
    .select({
      stepIndex: lintFinding.stepIndex,
      path: lintFinding.path,
      line: lintFinding.line,
      column: lintFinding.column,
      rule: lintFinding.rule,
      ruleName: lintFinding.ruleName,
      message: lintFinding.message,
      isWarning: lintFinding.isWarning,
    })
    .from(lintFinding)
    .where(eq(lintFinding.runId, runId))
    .orderBy(asc(lintFinding.stepIndex), asc(lintFinding.position));
}

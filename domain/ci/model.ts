/** The nouns of cleaning up after CI. */
import type { Id } from '@weft/base/id';
import { idSchema } from '@weft/base/id';
import { z } from 'zod';
import type { Actor } from '../runs/model.ts';
import { pullRequestSchema } from '../runs/model.ts';

/** Whose relations are to be cleaned up. */
export const cleanUpSubjectSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('pull_request'), pullRequest: pullRequestSchema }),
  z.object({ kind: z.literal('job'), jobId: idSchema<'job'>() }),
  z.object({ kind: z.literal('environment'), environmentId: idSchema<'environment'>() }),
  z.object({ kind: z.literal('runs'), runIds: z.array(idSchema<'run'>()).min(1).max(1000) }),
]);
export type CleanUpSubject = Readonly<z.infer<typeof cleanUpSubjectSchema>>;

export const cleanUpReasons = ['closed', 'merged', 'expired', 'job_deleted', 'environment_deleted', 'by_hand'] as const;
export type CleanUpReason = (typeof cleanUpReasons)[number];

export const itemOutcomes = ['planned', 'dropped', 'gone', 'kept', 'failed'] as const;
export type ItemOutcome = (typeof itemOutcomes)[number];

export interface CleanUp {
  readonly id: Id<'cleanUp'>;
  readonly accountId: Id<'account'>;
  readonly projectId: Id<'project'>;
  readonly subject: CleanUpSubject;
  readonly reason: CleanUpReason;
  /** Null: Weft itself. */
  readonly actor: Actor | null;
  /** Failed: something could not be dropped, and is not tried again by itself. */
  readonly state: 'queued' | 'running' | 'succeeded' | 'failed';
  /** What it waits for, or why it failed. */
  readonly message: string | null;
  readonly attempts: number;
  readonly createdAt: Date;
  readonly startedAt: Date | null;
  readonly finishedAt: Date | null;
}

export interface CleanUpItem {
  readonly cleanUpId: Id<'cleanUp'>;
  readonly key: string;
  readonly kind: 'relation' | 'schema';
  readonly environmentId: Id<'environment'>;
  readonly database: string;
  readonly schema: string;
  readonly identifier: string;
  readonly outcome: ItemOutcome;
  readonly message: string | null;
  readonly settledAt: Date | null;
}

/** For people: "pull request 12", "job 7". */
export function nameSubject(subject: CleanUpSubject): string {
  switch (subject.kind) {
    case 'pull_request':
      return `pull request ${Object.values(subject.pullRequest).find((number) => number !== null) ?? '?'}`;
    case 'job':
      return `job ${subject.jobId}`;
    case 'environment':
      return `environment ${subject.environmentId}`;
    case 'runs':
      return subject.runIds.length === 1 ? `run ${subject.runIds[0]}` : `${subject.runIds.length} runs`;
  }
}

/** For people, of what `scopeOf` made. */
export function nameScope(scope: string): string {
  const [kind, ...rest] = scope.split(':');
  return kind === 'pr' ? `pull request ${rest.at(-1)}` : `run ${rest.join(':')}`;
}

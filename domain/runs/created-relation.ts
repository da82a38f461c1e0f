/** What a CI run made in a warehouse, and the names by which two runs are seen to have made the same. */
import type { Id } from '@weft/base/id';
import type { PullRequest, RunTrigger } from './model.ts';

export type RelationKind = 'relation' | 'schema';
export type RelationFate = 'dropped' | 'gone' | 'kept';

export interface CreatedRelation {
  readonly runId: Id<'run'>;
  readonly accountId: Id<'account'>;
  readonly projectId: Id<'project'>;
  readonly environmentId: Id<'environment'>;
  readonly jobId: Id<'job'>;
  /** See `scopeOf`. */
  readonly scope: string;
  /** The warehouse, in words that name one only. */
  readonly place: string;
  readonly kind: RelationKind;
  /** See `relationKey`. */
  readonly key: string;
  /** Empty where a kind of warehouse has none. */
  readonly database: string;
  readonly schema: string;
  /** Empty for a schema. */
  readonly identifier: string;
  readonly uniqueId: string | null;
  readonly resourceType: string | null;
  readonly materialized: string | null;
  readonly recordedAt: Date;
  /** Null: nothing has been done about it yet. */
  readonly settledAt: Date | null;
  readonly fate: RelationFate | null;
}

/** What is cleaned up together: everything of a pull request, or of one run that has none. */
export function scopeOf(run: { readonly id: Id<'run'>; readonly trigger: Pick<RunTrigger, 'pullRequest'> }): string {
  return run.trigger.pullRequest === null ? `run:${run.id}` : (pullRequestScope(run.trigger.pullRequest) ?? `run:${run.id}`);
}

/** Null: it has no number. */
export function pullRequestScope(pullRequest: PullRequest): string | null {
  const [named] = Object.entries(pullRequest).filter(([, number]) => number !== null);
  return named ? `pr:${named[0]}:${named[1]}` : null;
}

/**
 * Equal for whatever may be one relation: in lower case, without quotes. Warehouses that tell `A` from `a` have two relations of one key, and then
 * the one is kept because of the other: better one too many than one too few.
 */
export function relationKey(parts: { readonly database: string; readonly schema: string; readonly identifier?: string }): string {
  const { database, schema, identifier } = parts;
  return [database, schema, ...(identifier === undefined || identifier === '' ? [] : [identifier])]
    .filter((part, position) => position > 0 || part !== '')
    .join('.')
    .toLowerCase();
}

/** Reads sources.json, the results of `dbt source freshness`, element by element. */
import { readFilledText, readInstant, readNumber, readRecord, readSeconds } from './read-field.ts';
import type { ReadResult } from './read-run-results.ts';

export const freshnessStatuses = ['pass', 'warn', 'error', 'runtime error'] as const;
export type FreshnessStatus = (typeof freshnessStatuses)[number];

export interface FreshnessThreshold {
  readonly count: number;
  readonly period: 'minute' | 'hour' | 'day';
}

/** dbt 1.11 leaves out sources whose query failed, so a source that was asked for may be missing: missing is not fresh. */
export interface SourceFreshness {
  readonly uniqueId: string;
  readonly status: FreshnessStatus;
  readonly maxLoadedAt: Date | null;
  readonly snapshottedAt: Date | null;
  readonly ageSeconds: number | null;
  readonly warnAfter: FreshnessThreshold | null;
  readonly errorAfter: FreshnessThreshold | null;
  readonly filter: string | null;
  readonly executionSeconds: number;
  /** Why the source could not be measured. */
  readonly error: string | null;
}

/** Never throws. An unknown status is told and counts as `runtime error`. */
export function readSourceFreshness(element: unknown): ReadResult<SourceFreshness> {
  const fields = readRecord(element);
  const uniqueId = readFilledText(fields.unique_id);
  if (uniqueId === null) return { result: null, problems: ['has no unique_id'] };
  const status = freshnessStatuses.find((one) => one === fields.status);
  const criteria = readRecord(fields.criteria);
  const { error } = fields;
  const result: SourceFreshness = {
    uniqueId,
    status: status ?? 'runtime error',
    maxLoadedAt: readInstant(fields.max_loaded_at),
    snapshottedAt: readInstant(fields.snapshotted_at),
    ageSeconds: readNumber(fields.max_loaded_at_time_ago_in_s),
    warnAfter: readThreshold(criteria.warn_after),
    errorAfter: readThreshold(criteria.error_after),
    filter: readFilledText(criteria.filter),
    executionSeconds: readSeconds(fields.execution_time),
    error: typeof error === 'number' ? String(error) : readFilledText(error),
  };
  return { result, problems: status === undefined ? ['has a status that dbt does not know'] : [] };
}

/** dbt writes a threshold that is not set as one whose count is null. */
function readThreshold(threshold: unknown): FreshnessThreshold | null {
  const fields = readRecord(threshold);
  const count = readNumber(fields.count);
  const { period } = fields;
  return count !== null && (period === 'minute' || period === 'hour' || period === 'day') ? { count, period } : null;
}

/** As dbt's exit code: a stale source or one that could not be measured is an error, a warning is not. */
export function freshnessOutcome(results: Iterable<Pick<SourceFreshness, 'status'>>): 'success' | 'error' {
  for (const { status } of results) if (status === 'error' || status === 'runtime error') return 'error';
  return 'success';
}

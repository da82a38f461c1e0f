/** Runs as people leaf through them: `GET /api/weft/accounts/:accountId/runs/`. */
import type { WireRun } from '../v2/run.ts';
import type { WireRunAhead } from './run-wait.ts';

export interface WireRunLeaf {
  readonly runs: readonly WireListedRun[];
  /** Of all that the filter lets through; with `is_more`, at least so many. */
  readonly total: { readonly count: number; readonly is_more: boolean };
  /** For `before`: the page in front of this one; null: there is none. */
  readonly before: string | null;
  /** For `after`: the page behind this one. */
  readonly after: string | null;
}

export interface WireListedRun extends WireRun {
  /** null: it does not wait. */
  readonly wait: WireListedWait | null;
  /** null: it is of none. */
  readonly pull_request: WireListedPullRequest | null;
  /** Its page at whoever keeps the repository; null: there is none. */
  readonly commit_url: string | null;
}

export interface WireListedWait {
  readonly reason: string;
  /** From 1; null: it stands in no line. */
  readonly place: number | null;
  readonly behind: readonly WireRunAhead[];
}

export interface WireListedPullRequest {
  readonly id: number;
  readonly number: number;
  readonly title: string;
}

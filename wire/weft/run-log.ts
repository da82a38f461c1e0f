/**
 * Lines of a step's log: `GET /api/weft/accounts/:accountId/runs/:runId/steps/:index/log/lines/?kind=plain|debug&from=1&count=500`.
 * Lines are numbered from 1. Where a line is cut because it is very long, it says so.
 */
export interface WireLogLines {
  /** The number of the first line here. */
  readonly from: number;
  readonly lines: readonly string[];
  /** Of the whole log as it is now, a line that is not yet whole among them. */
  readonly line_count: number;
  readonly size_bytes: number;
  /** Nothing will be added. */
  readonly is_complete: boolean;
}

/** Where something is in a log: `GET …/log/search/?kind=plain|debug&text=…`, or `&errors=true` for lines that tell of an error. */
export interface WireLogHits {
  /** Numbers of lines from 1, ascending; at most 5,000. */
  readonly lines: readonly number[];
  /** false: there are more, further down. */
  readonly is_whole: boolean;
}

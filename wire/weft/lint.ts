/** What linting found in the changed files of a run, as the page of a run reads it. */

export interface WireLintFinding {
  /** Relative to the project's folder. */
  readonly path: string;
  readonly line: number;
  readonly column: number;
  readonly rule: string;
  readonly rule_name: string;
  readonly message: string;
  readonly is_warning: boolean;
}

export interface WireRunLint {
  /** null: the run lints nothing, or has not begun. */
  readonly step_index: number | null;
  /** The step's, as of every step; null as above. */
  readonly status: number | null;
  /** What the step says of its end; null: it is good, or not over. */
  readonly message: string | null;
  /** A finding that is no warning fails the run. */
  readonly fails_run: boolean;
  readonly findings: readonly WireLintFinding[];
}

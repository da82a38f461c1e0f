/**
 * A step of a run without its logs (v2's steps carry them whole): an item of `GET /api/weft/accounts/:accountId/runs/:runId/steps/`,
 * in order of index, and the data of the event `step`.
 */
export interface WireStepState {
  /** From 1, as v2's steps. */
  readonly index: number;
  readonly name: string;
  /** As v2: 1, 2, 3, 10, 20, 30. */
  readonly status: number;
  readonly status_humanized: string;
  readonly started_at: string | null;
  readonly finished_at: string | null;
  /** What it waits for while it runs, or why it failed; null: nothing to tell. */
  readonly message: string | null;
}

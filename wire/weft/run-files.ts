/** A file that a step left: an item of `GET /api/weft/accounts/:accountId/runs/:runId/files/`, by step and path. Its content: v2's `artifacts/<path>?step=N`. */
export interface WireRunFile {
  readonly step_index: number;
  readonly path: string;
  readonly size_bytes: number;
}

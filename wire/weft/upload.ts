/** What was uploaded to an environment, and how far its set-up as an upload target is. */

/**
 * One upload: an item of `GET /api/weft/accounts/:accountId/environments/:environmentId/uploads/` (newest first, `limit` and `offset`),
 * and the answer of `GET /api/weft/accounts/:accountId/runs/:runId/upload/` (null for a run that Weft did itself).
 */
export interface WireUpload {
  readonly id: number;
  /** created: nothing received · received: bytes are here · processing: being read · accepted: its run is there · duplicate: already known by the ids inside · rejected: see `reason` · expired: never sent. */
  readonly state: WireUploadState;
  readonly created_at: string;
  readonly completed_at: string | null;
  readonly size_bytes: number | null;
  /** Why it was rejected, for a person; null unless rejected. */
  readonly reason: string | null;
  readonly run_id: number | null;
  readonly invocation_id: string | null;
  /** `run`, `build`, `ls`, …; null until read. */
  readonly command: string | null;
  readonly dbt_version: string | null;
  /** The service token or person that sent it, by name. */
  readonly uploaded_by: string | null;
}

export type WireUploadState = 'created' | 'received' | 'processing' | 'accepted' | 'duplicate' | 'rejected' | 'expired';

/** `GET /api/weft/accounts/:accountId/environments/:environmentId/upload-checklist/`, in the order in which people do them. */
export interface WireUploadChecklist {
  readonly steps: readonly WireChecklistStep[];
  /** A sentence when the newest upload came from a dbt that is too old to be relied on; null when all is well. */
  readonly oldest_dbt_version_problem: string | null;
}

export interface WireChecklistStep {
  readonly key: 'public_models' | 'project' | 'token' | 'configured' | 'reviewed';
  readonly title: string;
  readonly is_done: boolean;
  /** What was found, or what to do. */
  readonly detail: string;
  /** The run that shows it; null when there is none. */
  readonly run_id: number | null;
}

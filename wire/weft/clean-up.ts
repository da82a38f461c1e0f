/** Cleaning up after a pull request, a CI job or a CI run: what would be done now, and what was done before. */

export interface WireCleanUpPage {
  /** What a clean-up that began now would go through, in its order. */
  readonly plan: readonly WirePlannedItem[];
  /** The newest first. */
  readonly clean_ups: readonly WireCleanUp[];
}

export interface WireCleanUpThing {
  readonly kind: 'relation' | 'schema';
  readonly database: string;
  readonly schema: string;
  /** Empty for a schema. */
  readonly identifier: string;
}

export interface WirePlannedItem extends WireCleanUpThing {
  /** dbt's word, such as `model`; null: a schema, or not told. */
  readonly resource_type: string | null;
  /** The runs that made it. */
  readonly run_ids: readonly number[];
  /** Why it stays; null: it would be dropped. */
  readonly kept_because: string | null;
}

export interface WireCleanUp {
  readonly id: number;
  /** For people, such as `pull request 12`. */
  readonly subject: string;
  readonly reason: 'closed' | 'merged' | 'expired' | 'job_deleted' | 'environment_deleted' | 'by_hand';
  /** Who asked; null: Weft itself. */
  readonly actor: string | null;
  readonly state: 'queued' | 'running' | 'succeeded' | 'failed';
  /** What it waits for, or why it failed. */
  readonly message: string | null;
  readonly attempts: number;
  readonly created_at: string;
  readonly finished_at: string | null;
  readonly items: readonly WireCleanUpItem[];
}

export interface WireCleanUpItem extends WireCleanUpThing {
  readonly outcome: 'planned' | 'dropped' | 'gone' | 'kept' | 'failed';
  readonly message: string | null;
}

/** The delivery log of a webhook as its page reads it. */
export interface WireLoggedEvent {
  readonly id: string;
  readonly event_type: string;
  readonly run_id: number | null;
  readonly job_id: number | null;
  readonly state: 'pending' | 'delivered' | 'failed' | 'dropped';
  readonly created_at: string;
  readonly next_try_at: string | null;
  readonly body: string;
  /** In the order in which they left. */
  readonly attempts: readonly WireAttempt[];
}

export interface WireAttempt {
  readonly id: string;
  readonly number: number;
  readonly started_at: string;
  /** Null: it is under way. */
  readonly finished_at: string | null;
  readonly status_code: number | null;
  /** Null: the receiver took it. */
  readonly error: string | null;
  readonly request_headers: Readonly<Record<string, string>>;
  readonly response_body: string;
}

/** Webhooks as v3 shows them: times are microseconds as text, and so is the status code, `"0"` until something was sent. */
export interface WireSubscription {
  /** `wsu_…` */
  readonly id: string;
  readonly account_id: number;
  readonly account_identifier: string;
  readonly name: string;
  readonly description: string;
  readonly event_types: readonly string[];
  readonly job_ids: readonly number[];
  readonly client_url: string;
  readonly active: boolean;
  readonly http_status_code: string;
  readonly dispatched_at: string;
  /** Weft never switches one off. */
  readonly deactivate_reason: string;
  readonly created_at: string;
  readonly updated_at: string;
  /** Weft's own: since when nothing has arrived, as the other lists write times; null: the last delivery arrived. */
  readonly failing_since: string | null;
  readonly created_by: string;
}

export interface WireMadeSubscription extends WireSubscription {
  readonly hmac_secret: string;
}

export interface WireWebhookEvent {
  /** `wev_…` */
  readonly id: string;
  readonly subscription_id: string;
  readonly account_identifier: string;
  readonly account_id: string;
  /** Empty: a test. */
  readonly job_id: string;
  readonly trigger_event_type: string;
  readonly payload: string;
  readonly http_status_code: string;
}

export interface WireReceipt {
  /** `wre_…` */
  readonly id: string;
  readonly event_id: string;
  readonly subscription_id: string;
  readonly dispatched_at: string;
  readonly http_status_code: string;
  /** Empty: the receiver took it. */
  readonly error_info: string;
  readonly request_body: string;
  /** JSON of name and value. */
  readonly request_headers: string;
  readonly response_body: string;
}

export interface WireWebhookTest {
  readonly event_id: string;
  readonly verification_error: string | null;
  readonly verification_status_code: string;
}

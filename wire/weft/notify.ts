/** What the pages about notifications read: one's own mails, channels, what was sent. */
export interface WireMyNotifications {
  readonly email: string;
  /** false: this Weft sends no mail until whoever runs it says by which server. */
  readonly sends_mail: boolean;
  /** Job ids. */
  readonly on_success: readonly number[];
  readonly on_failure: readonly number[];
  readonly on_cancel: readonly number[];
  readonly on_warning: readonly number[];
}

export interface WireChannel {
  readonly id: number;
  readonly kind: 'slack' | 'teams';
  readonly name: string;
  /** What the API calls slack_channel_id. */
  readonly channel_id: string;
  readonly created_by: string;
  readonly created_at: string;
  readonly last_sent_at: string | null;
  /** Of the last message; null: it arrived. */
  readonly problem: string | null;
  readonly failing_since: string | null;
}

export interface WireMessage {
  readonly id: number;
  readonly run_id: number;
  readonly kind: 'run' | 'models_at_once' | 'models';
  readonly target: string;
  readonly subject: string;
  readonly state: 'queued' | 'sent' | 'failed';
  readonly problem: string | null;
  readonly created_at: string;
}

/** `…/environments/{id}/model-notifications/` of v3. */
export interface WireModelNotifications {
  readonly id: number;
  readonly account_id: number;
  readonly environment_id: number;
  readonly enabled: boolean;
  readonly on_success: boolean;
  readonly on_failure: boolean;
  readonly on_warning: boolean;
  readonly on_skipped: boolean;
  readonly created_at: string | null;
  readonly updated_at: string | null;
}

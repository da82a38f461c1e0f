/** A notification as v2 shows it; lists hold job ids. */
export interface WireNotification {
  readonly id: number;
  readonly account_id: number;
  /** Of type 1: to whom it goes; of the others: who made it. */
  readonly user_id: number | null;
  readonly user: WireNotificationUser;
  /** 1: mail to a person of the account. 2: a channel. 4: mail to any address. */
  readonly type: 1 | 2 | 4;
  readonly external_email: string | null;
  readonly slack_channel_id: string | null;
  readonly slack_channel_name: string | null;
  readonly on_success: readonly number[];
  readonly on_failure: readonly number[];
  readonly on_cancel: readonly number[];
  readonly on_warning: readonly number[];
  readonly state: 1 | 2;
  readonly created_at: string;
  readonly updated_at: string;
}

/** Empty names where a program made it. */
export interface WireNotificationUser {
  readonly id: number | null;
  readonly email: string | null;
  readonly first_name: string;
  readonly last_name: string;
}

/** What an account admin may change about the account: `GET|PATCH /api/weft/accounts/:accountId/settings/`. */
export interface WireAccountSettings {
  readonly name: string;
  /** Off: the Hybrid development checkbox is nowhere. */
  readonly is_hybrid_enabled: boolean;
  /** On: people who sign in by password are let in only once they have an authenticator app or a passkey. */
  readonly requires_second_factor: boolean;
  /** How many runs at once, CI not counted; null: as many as the machines take. */
  readonly run_slots: number | null;
}

/** What is left out stays as it is. */
export interface AccountSettingsRequest {
  readonly name?: string;
  readonly is_hybrid_enabled?: boolean;
  readonly requires_second_factor?: boolean;
  readonly run_slots?: number | null;
}

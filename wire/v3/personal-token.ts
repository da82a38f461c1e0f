/** A person's own token as v3 shows it; `token_string` is whole only in the answer that makes or rotates it. */
export interface WirePersonalToken {
  readonly id: number;
  readonly account_id: number;
  readonly user_id: number;
  readonly uid: string;
  readonly name: string;
  readonly state: 1 | 2;
  /** Weft's own: its last four characters. */
  readonly token_hint: string;
  /** Empty where the secret was shown already. */
  readonly token_string: string;
  readonly token: null;
  readonly type: 2;
  readonly user: { readonly first_name: string; readonly last_name: string } | null;
  /** Weft's own: names of permissions that it is kept to; null: all that the person may. */
  readonly scopes: readonly string[] | null;
  readonly service_token_permissions: readonly never[];
  readonly semantic_layer_credentials: readonly never[];
  readonly metadata_only: false;
  readonly webhooks_only: false;
  readonly last_used: string | null;
  readonly last_identify: null;
  readonly expires_at: string | null;
  readonly created_at: string;
  readonly updated_at: string;
}

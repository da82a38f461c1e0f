/** A service token as v3 shows it; `token_string` only in the answer that makes it. */
export interface WireServiceToken {
  readonly id: number;
  readonly uid: string;
  readonly account_id: number;
  readonly name: string;
  readonly state: 1 | 2;
  /** Weft's own: its last four characters. */
  readonly token_hint: string;
  readonly created_by: string;
  readonly permission_grants: readonly WirePermissionGrant[];
  readonly service_token_permissions: readonly WirePermissionGrant[];
  readonly metadata_only: boolean;
  readonly webhooks_only: boolean;
  readonly semantic_layer_credentials: readonly never[];
  readonly last_used: string | null;
  readonly last_identify: null;
  readonly expires_at: string | null;
  readonly user_id: null;
  readonly user: null;
  /** 1: its permissions are its own. */
  readonly type: 1;
  readonly created_at: string;
  readonly updated_at: string;
}

export interface WireMadeServiceToken extends WireServiceToken {
  readonly token_string: string;
}

export interface WirePermissionGrant {
  readonly permission_set: string;
  readonly project_id: number | null;
  readonly all_projects: boolean;
  readonly writable_environment_categories: readonly string[];
}

/** An item of `…/service-tokens/{id}/permissions/`. */
export interface WireServiceTokenPermission extends WirePermissionGrant {
  readonly id: number;
  readonly account_id: number;
  readonly service_token_id: number;
  readonly state: 1;
  readonly created_at: string;
  readonly updated_at: string;
}

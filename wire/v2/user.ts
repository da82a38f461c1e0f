/** A person as v2 and v3 show them: one permission for each account, with the licence and the groups there. */
import type { WireGroup } from '../v3/group.ts';

export interface WireUser {
  readonly id: number;
  readonly first_name: string;
  readonly last_name: string;
  readonly email: string;
  readonly fullname: string;
  readonly is_active: boolean;
  readonly is_staff: false;
  readonly last_login: string | null;
  readonly created_at: string;
  readonly email_connected: boolean;
  readonly email_verified: boolean;
  readonly enterprise_connected: boolean;
  readonly enterprise_authentication_method: string | null;
  readonly sso_only_user: boolean;
  readonly apitoken_last_used: string | null;
  readonly azure_active_directory_connected: false;
  readonly azure_active_directory_token_retrieval_failure: false;
  readonly azure_active_directory_username: null;
  readonly github_connected: false;
  readonly github_token_retrieval_failure: false;
  readonly github_username: null;
  readonly gitlab_connected: false;
  readonly gitlab_token_retrieval_failure: false;
  readonly gitlab_username: null;
  readonly permissions: readonly WireUserPermission[];
  readonly auth_provider_infos: Readonly<Record<string, never>>;
  readonly licenses: Readonly<Record<string, WireUserPermission>>;
}

/** The person's seat in one account; its id is the person's own, since they have one seat in it at most. */
export interface WireUserPermission {
  readonly id: number;
  readonly account_id: number;
  readonly user_id: number;
  readonly license_type: string;
  /** 1 active, 2 deactivated. */
  readonly state: 1 | 2;
  readonly groups: readonly WireGroup[];
  readonly scim_managed: boolean;
  readonly created_at: string;
  readonly updated_at: string;
}

/** `GET /api/v3/accounts/{id}/users/{id}/` shows this instead. */
export interface WireAccountUser {
  readonly id: number;
  readonly email: string;
  readonly first_name: string;
  readonly last_name: string;
  readonly fullname: string;
  readonly email_verified: boolean;
  readonly is_active: boolean;
  readonly is_staff: false;
  readonly scim_managed: boolean;
  readonly license: { readonly id: number; readonly license_type: string };
  readonly permissions: readonly WireUserPermission[];
  readonly last_login: string | null;
  readonly created_at: string;
  readonly updated_at: string;
}

export interface WireLicenseDetail {
  readonly limited: boolean;
  readonly over_limit: boolean;
  readonly total: number;
  readonly in_use: number;
  readonly available: number;
  readonly assigned: number;
  readonly enterprise_plan: boolean;
}

/** A group of people as v3 shows it, and what it is granted. */

export interface WireGroup {
  readonly id: number;
  readonly account_id: number;
  readonly name: string;
  readonly state: 1 | 2;
  readonly assign_by_default: boolean;
  readonly sso_mapping_groups: readonly string[];
  readonly group_permissions: readonly WireGroupPermission[];
  readonly member_count: number;
  readonly scim_managed: boolean;
  /** Weft's own: `owner`, `member` or `everyone` for the groups that an account begins with. */
  readonly built_in: string | null;
  readonly created_at: string;
  readonly updated_at: string;
}

export interface WireGroupPermission {
  readonly id: number;
  readonly account_id: number;
  readonly group_id: number;
  readonly project_id: number | null;
  readonly all_projects: boolean;
  readonly permission_set: string;
  /** A number to the description and a text to Terraform: null suits both. */
  readonly permission_level: null;
  readonly state: 1;
  readonly writable_environment_categories: readonly string[];
  readonly created_at: string;
  readonly updated_at: string;
}

export interface WireLicenseMap {
  readonly id: number;
  readonly account_id: number;
  readonly license_type: string;
  readonly state: 1 | 2;
  readonly sso_license_mapping_groups: readonly string[];
  readonly created_at: string;
  readonly updated_at: string;
}

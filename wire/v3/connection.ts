/** Connections and credentials as v3 shows them; keys that the Terraform provider dereferences are always there. */
export interface WireAccountConnection {
  readonly id: number;
  readonly account_id: number;
  readonly name: string;
  /** Such as `postgres_v0`. */
  readonly adapter_version: string;
  readonly private_link_endpoint_id: null;
  readonly is_ssh_tunnel_enabled: boolean;
  readonly oauth_redirect_uri: string;
  readonly oauth_configuration_id: number | null;
  readonly is_configured_for_native_oauth: boolean;
  readonly platform_metadata_credentials_id: null;
  readonly analytics_credentials_id: null;
  readonly environment__count: number;
  /** null in lists, as the official API has it. */
  readonly config: Readonly<Record<string, unknown>> | null;
  readonly created_at: string;
  readonly updated_at: string;
}

export interface WireLegacyConnection {
  readonly id: number;
  readonly account_id: number;
  readonly project_id: number;
  readonly name: string;
  readonly type: 'postgres' | 'redshift' | 'snowflake' | 'bigquery' | 'adapter';
  readonly adapter_version: string;
  readonly created_by_id: null;
  readonly created_by_service_token_id: null;
  readonly state: 1 | 2;
  readonly private_link_endpoint_id: null;
  readonly oauth_redirect_uri: string;
  readonly oauth_configuration_id: number | null;
  readonly details: Readonly<Record<string, unknown>>;
  readonly created_at: string;
  readonly updated_at: string;
}

/** Beside these, the fields of `type`: `username`, `default_schema`, … or `credential_details`. */
export interface WireCredentials extends Readonly<Record<string, unknown>> {
  readonly id: number;
  readonly account_id: number;
  readonly project_id: number;
  readonly type: WireLegacyConnection['type'];
  readonly state: 1 | 2;
  readonly threads: number;
  readonly target_name: string;
  readonly adapter_version?: string;
  readonly created_at: string;
  readonly updated_at: string;
}

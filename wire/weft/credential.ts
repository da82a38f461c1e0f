/** What an environment enters its warehouse with: `/api/weft/accounts/:accountId/projects/:projectId/credentials/…`. */
import type { WireFieldValue } from './connection.ts';

export interface WireCredential {
  readonly id: number;
  readonly account_id: number;
  readonly project_id: number;
  readonly adapter: string;
  readonly adapter_version: string;
  readonly target_schema: string;
  readonly target_name: string;
  readonly threads: number;
  /** By the adapter's fields; without secrets. */
  readonly values: Readonly<Record<string, WireFieldValue>>;
  /** Fields whose secret is known; it is never answered. */
  readonly secret_fields: readonly string[];
  /** When its key pair was last exchanged. */
  readonly rotated_at: string | null;
  readonly created_at: string;
  readonly updated_at: string;
}

export interface CredentialRequest {
  readonly adapter: string;
  readonly target_schema: string;
  /** Default `prod`. */
  readonly target_name?: string;
  /** 1 to 64; default 4. */
  readonly threads?: number;
  /** A secret that is left out or empty stays as it was. */
  readonly values?: Readonly<Record<string, WireFieldValue | null>>;
}

/** A person's own: `/api/weft/accounts/:accountId/projects/:projectId/development-credentials/`. */
export interface WireDevelopmentCredentials {
  readonly project_id: number;
  /** `dbt_<name>`. */
  readonly suggested_schema: string;
  /** null: none yet. */
  readonly credentials: WireCredential | null;
}

/** The exchange of a key pair: `…/credentials/:credentialId/keys/`. */
export interface WireKeyRotation {
  readonly keys: readonly {
    readonly id: number;
    readonly state: 'next' | 'current' | 'retired';
    /** As Snowflake tells it: RSA_PUBLIC_KEY_FP. */
    readonly fingerprint: string;
    /** Base64, as `alter user … set rsa_public_key` takes it. */
    readonly public_key: string;
    readonly created_at: string;
    readonly current_at: string | null;
    readonly retired_at: string | null;
    /** Runs under way that began with it; while there are any, the warehouse must keep its public half. */
    readonly held_by_runs: readonly number[];
  }[];
}

/** Who one is at a warehouse: `/api/weft/profile/warehouse-identities/`. */
export interface WireWarehouseIdentity {
  readonly id: number;
  readonly account_id: number;
  readonly connection_id: number;
  readonly connection_name: string;
  /** As the warehouse tells it; empty: it did not. */
  readonly username: string;
  readonly linked_at: string;
  readonly expires_at: string | null;
}

/** What an environment enters its warehouse with: `POST /api/weft/accounts/:accountId/projects/:projectId/credentials/`, `GET …/credentials/:credentialId/`. */
export interface WireCredential {
  readonly id: number;
  readonly account_id: number;
  readonly project_id: number;
  readonly adapter: 'duckdb' | 'postgres';
  readonly target_schema: string;
  readonly target_name: string;
  readonly threads: number;
  readonly username: string | null;
  /** The password itself is never answered. */
  readonly has_password: boolean;
  readonly created_at: string;
  readonly updated_at: string;
}

export interface CredentialRequest {
  readonly adapter: 'duckdb' | 'postgres';
  readonly target_schema: string;
  /** Default `prod`. */
  readonly target_name?: string;
  /** 1 to 64; default 4. */
  readonly threads?: number;
  readonly username?: string | null;
  readonly password?: string | null;
}

/** An account's warehouses: `GET|POST /api/weft/accounts/:accountId/connections/`. */
export type WireConnection = WireDuckdbConnection | WirePostgresConnection;

interface ConnectionBase {
  readonly id: number;
  readonly account_id: number;
  readonly name: string;
  readonly created_at: string;
  readonly updated_at: string;
}

export interface WireDuckdbConnection extends ConnectionBase {
  readonly adapter: 'duckdb';
  readonly config: { readonly path: string };
}

export interface WirePostgresConnection extends ConnectionBase {
  readonly adapter: 'postgres';
  readonly config: WirePostgresConfig;
}

export interface WirePostgresConfig {
  readonly hostname: string;
  readonly port: number;
  readonly dbname: string;
  readonly sslmode: 'disable' | 'allow' | 'prefer' | 'require' | 'verify-ca' | 'verify-full';
}

/** A relative DuckDB path lies in Weft's folder for warehouses. */
export type ConnectionRequest =
  | { readonly name: string; readonly adapter: 'duckdb'; readonly config: { readonly path: string } }
  | { readonly name: string; readonly adapter: 'postgres'; readonly config: WirePostgresConfig };

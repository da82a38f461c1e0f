/** An account's warehouses, and the adapters that they can be of: `/api/weft/adapters/`, `/api/weft/accounts/:accountId/connections/…`. */
export type WireFieldValue = string | number | boolean | readonly string[];

/** A field of a form; `when`: asked for only beside one of these values of another field. */
export interface WireField {
  readonly name: string;
  readonly label: string;
  readonly help: string;
  readonly kind: 'text' | 'long_text' | 'number' | 'boolean' | 'choice' | 'list';
  readonly is_secret: boolean;
  readonly is_advanced: boolean;
  readonly is_required: boolean;
  readonly when: { readonly field: string; readonly among: readonly WireFieldValue[] } | null;
  readonly choices: readonly { readonly value: string; readonly label: string }[];
  readonly initial: WireFieldValue | null;
  readonly min: number | null;
  readonly max: number | null;
}

export interface WireAdapter {
  /** As Weft and pip name it: `spark`. */
  readonly name: string;
  readonly title: string;
  /** As the official API names it: `apache_spark_v0`. */
  readonly version: string;
  readonly docs: string;
  readonly connection: readonly WireField[];
  readonly credential: readonly WireField[];
}

export interface WireConnection {
  readonly id: number;
  readonly account_id: number;
  readonly name: string;
  readonly adapter: string;
  readonly adapter_version: string;
  /** Without secrets. */
  readonly config: Readonly<Record<string, WireFieldValue>>;
  /** Fields whose secret is known; it is never answered. */
  readonly secret_fields: readonly string[];
  readonly is_ssh_tunnel_enabled: boolean;
  readonly oauth_configuration_id: number | null;
  /** How many runs may be in it at once; 1: a single writer, null: any number. A DuckDB file always has one writer. */
  readonly max_runs: number | null;
  /** Where it is, in one line. */
  readonly place: string;
  /** Which environments are tied to it. */
  readonly environments: readonly { readonly id: number; readonly name: string; readonly project_id: number }[];
  readonly last_test: WireConnectionTest | null;
  readonly created_at: string;
  readonly updated_at: string;
}

/** A relative DuckDB path lies in Weft's folder for warehouses. A secret that is left out or empty stays as it was. */
export interface ConnectionRequest {
  readonly name: string;
  readonly adapter: string;
  readonly config: Readonly<Record<string, WireFieldValue | null>>;
  /** Left out: as it is; null: any number. */
  readonly max_runs?: number | null;
}

/** A test of a connection, while it goes on and afterwards: `…/connections/test/`, `…/connections/tests/:testId/`. */
export interface WireConnectionTest {
  readonly id: number;
  readonly connection_id: number | null;
  readonly state: 'running' | 'succeeded' | 'failed';
  readonly steps: readonly WireTestStep[];
  /** What to change; null: it succeeded, is going on, or nobody knows. */
  readonly advice: { readonly title: string; readonly change: string; readonly field: string | null } | null;
  /** What the adapter itself said. */
  readonly detail: string | null;
  readonly asked_by: string;
  readonly created_at: string;
  readonly finished_at: string | null;
}

export interface WireTestStep {
  readonly name: string;
  readonly state: 'running' | 'succeeded' | 'failed';
  /** What is going on in it, or what came of it. */
  readonly text: string;
}

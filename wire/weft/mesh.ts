/** The account's projects as a mesh: `GET /api/weft/accounts/:accountId/mesh/`. Projects are named by their dbt name in every list of names. */
export interface WireMesh {
  readonly projects: readonly WireMeshProject[];
  /** Each cycle spelled out, its first name repeated at the end. */
  readonly cycles: readonly (readonly string[])[];
  readonly problems: readonly WireMeshProblem[];
}

export interface WireMeshProject {
  readonly id: number;
  readonly name: string;
  /** null: no manifest has told it yet. */
  readonly dbt_project_name: string | null;
  readonly kind: 'default' | 'hybrid';
  /** Production and staging first. */
  readonly environments: readonly WireMeshEnvironment[];
  readonly upstream: readonly string[];
  readonly downstream: readonly string[];
}

export interface WireMeshEnvironment {
  readonly id: number;
  readonly name: string;
  readonly deployment_type: 'production' | 'staging' | null;
  /** null: never published. */
  readonly publication: WirePublicationSummary | null;
}

export interface WirePublicationSummary {
  readonly generated_at: string;
  readonly digest: string;
  /** How many. */
  readonly public_models: number;
  readonly run_id: number | null;
}

export interface WireMeshProblem {
  /** As in docs/faults.md, such as `ref.project_unknown`. */
  readonly code: string;
  /** What is wrong, and with which project. */
  readonly message: string;
  /** The project it is about; null when it is about more than one. */
  readonly project_id: number | null;
  /** What to do about it. */
  readonly remedy: string;
}

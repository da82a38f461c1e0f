/** The catalog for the web: what there is in an account, as far as the caller may know. All under `/api/weft/accounts/:accountId/catalog/`, each with `?view=production|staging`. */

/** A node in a list. What `seen` is `offer` is a public model of a project that the caller may not read: no code, path, tests or results. */
export interface WireNodeLine {
  readonly project_id: number;
  readonly environment_id: number;
  readonly unique_id: string;
  readonly name: string;
  /** dbt's word: `model`, `source`, `test`, … */
  readonly type: string;
  readonly package_name: string;
  readonly seen: 'offer' | 'everything';
  readonly source_name: string | null;
  readonly access: string | null;
  readonly version: string | null;
  readonly materialization: string | null;
  readonly group: string | null;
  readonly owner: WireOwner | null;
  readonly tags: readonly string[];
  /** Its beginning; the whole is in the node's details. */
  readonly description: string;
  readonly deprecation_date: string | null;
  readonly has_contract: boolean;
  /** dbt's own word; null: it never ran, or is not to be read. */
  readonly status: string | null;
  readonly ran_at: string | null;
  readonly execution_seconds: number | null;
  readonly tests: WireTestCounts;
  /** Of sources. */
  readonly freshness: WireFreshness | null;
}

export interface WireOwner {
  readonly name: string | null;
  readonly email: string | null;
}

export interface WireTestCounts {
  readonly total: number;
  readonly passed: number;
  readonly warned: number;
  readonly failed: number;
}

export interface WireFreshness {
  readonly status: string;
  readonly max_loaded_at: string | null;
  readonly checked_at: string;
}

export type WireFacetName = 'type' | 'project' | 'access' | 'materialization' | 'owner' | 'package' | 'database' | 'status' | 'tag';

/** `compare`, for `state:` in `select`: `previous`, a time, `environment:12` or `state:345`. `GET …/nodes/?q=…&select=…&compare=previous&type=…&project=…&access=…&materialization=…&owner=…&package=…&database=…&status=…&tag=…&order_by=-ran&offset=0&limit=100`. */
export interface WireNodeList {
  readonly nodes: readonly WireFoundNode[];
  readonly total_count: number;
  /** How many there would be of each value, the other filters kept; most first, the first hundred. An empty value: those that have none. */
  readonly facets: Readonly<Record<WireFacetName, readonly { readonly value: string; readonly count: number }[]>>;
  /** null: no selector was given. */
  readonly selection: WireSelectorAnswer | null;
}

export interface WireFoundNode extends WireNodeLine {
  /** Where it was found; null: there was no search. */
  readonly hit: WireHit | null;
  /** Why the selector selects it. */
  readonly reason: { readonly criterion: string; readonly how: 'named' | 'parent' | 'child' | 'childs_parent' | 'test' } | null;
  /** From the state that the selector compares with; null: it compares with none, or nothing differs. */
  readonly difference: WireDifference | null;
}

export interface WireDifference {
  /** States, as `…/state-differences/node/` takes them. */
  readonly before: number;
  readonly after: number;
  readonly change: 'new' | 'removed' | 'modified';
  /** What of it dbt sees: `body`, `config`, `relation`, `contract`, `macro`, … */
  readonly facets: readonly string[];
  /** What changed and dbt passes over, such as `description`. */
  readonly unseen: readonly string[];
  /** The macros that it reaches and that changed, by what calls them. */
  readonly macros: readonly (readonly string[])[];
}

export interface WireHit {
  readonly field: 'name' | 'column' | 'tag' | 'owner' | 'description' | 'path' | 'code';
  /** A line of it; null: it is found by what is not shown. */
  readonly text: string | null;
  /** `[from, to)` in the text. */
  readonly marks: readonly (readonly [number, number])[];
}

export interface WireSelectorAnswer {
  /** What is not understood, with its place in the text. */
  readonly problems: readonly { readonly message: string; readonly from: number; readonly to: number }[];
  /** Why a part could not be told on what is stored. */
  readonly untold: readonly string[];
  /** Parts that name nothing. */
  readonly empty: readonly string[];
}

/** `GET …/node/?project_id=1&unique_id=model.shop.orders`. */
export interface WireNodeDetails extends WireNodeLine {
  readonly label: string | null;
  /** Whole, as Markdown; doc blocks are put in. */
  readonly full_description: string;
  readonly database: string | null;
  readonly schema: string | null;
  readonly identifier: string | null;
  readonly relation_name: string | null;
  readonly latest_version: string | null;
  readonly columns: readonly WireCatalogColumn[];
  readonly constraints: readonly WireConstraint[];
  readonly parents: WireNeighbours;
  readonly children: WireNeighbours;
  readonly versions: readonly WireNodeLine[];
  /** null: the caller may not read the project. */
  readonly inside: WireNodeInside | null;
}

export interface WireCatalogColumn {
  readonly name: string;
  /** Of the contract or properties, else what the warehouse said. */
  readonly type: string | null;
  readonly description: string;
  /** What the warehouse said; null: nothing. */
  readonly comment: string | null;
  readonly tags: readonly string[];
  readonly meta: Readonly<Record<string, unknown>>;
  readonly constraints: readonly WireConstraint[];
  /** Unique ids of the tests on it. */
  readonly tests: readonly string[];
  /** Only the warehouse has told of it. */
  readonly is_undeclared: boolean;
}

export interface WireConstraint {
  readonly type: string;
  readonly columns: readonly string[];
  readonly expression: string | null;
}

export interface WireNeighbours {
  readonly open: readonly WireNodeLine[];
  /** What the caller may not know of, without a name. `project_id` null: not even the project. */
  readonly closed: readonly { readonly project_id: number | null; readonly count: number }[];
}

export interface WireNodeInside {
  readonly file_path: string | null;
  readonly patch_path: string | null;
  readonly language: string | null;
  readonly has_code: boolean;
  readonly meta: Readonly<Record<string, unknown>>;
  readonly doc_blocks: readonly string[];
  /** What is particular to its type. */
  readonly facts: readonly { readonly label: string; readonly value: string }[];
  readonly tests: readonly WireNodeTest[];
  readonly members: readonly WireNodeLine[];
  readonly macros: readonly WireNodeLine[];
  readonly users: readonly WireNodeLine[];
  readonly table: WireTable | null;
  /** Of the last time. */
  readonly message: string | null;
  readonly failures: number | null;
  readonly success_at: string | null;
  readonly provenance: WireProvenance | null;
  readonly findings: readonly WireFinding[];
}

export interface WireNodeTest {
  readonly unique_id: string;
  readonly name: string;
  /** `not_null`; null: a test of its own. */
  readonly test_name: string | null;
  readonly column: string | null;
  readonly status: string | null;
  readonly failures: number | null;
  readonly message: string | null;
  readonly ran_at: string | null;
}

export interface WireTable {
  /** The warehouse's word. */
  readonly type: string | null;
  readonly owner: string | null;
  readonly comment: string | null;
  readonly stats: readonly { readonly label: string; readonly value: string; readonly description: string | null }[];
}

/** Where what is shown comes from. */
export interface WireProvenance {
  readonly generated_at: string;
  readonly dbt_version: string;
  readonly adapter_type: string | null;
  readonly command: string | null;
  /** Who brought it: an uploader's name, or the cause of the run. */
  readonly by: string | null;
  readonly is_upload: boolean;
  /** null: there is none, or the caller may not read runs. */
  readonly run_id: number | null;
  readonly git_branch: string | null;
  readonly git_sha: string | null;
}

export interface WireFinding {
  readonly rule:
    | 'failed_upstream'
    | 'deprecated_in_use'
    | 'public_without_contract'
    | 'public_unused'
    | 'no_tests'
    | 'no_description'
    | 'no_owner';
  readonly message: string;
}

/** `GET …/node-code/?project_id=1&unique_id=…`: for readers of the project alone. */
export interface WireNodeCode {
  readonly raw: string | null;
  readonly compiled: string | null;
  readonly language: string;
  readonly file_path: string | null;
}

/** `GET …/node-runs/?project_id=1&unique_id=…`: newest first. */
export interface WireNodeRun {
  readonly run_id: number;
  readonly job_id: number;
  readonly command: string | null;
  readonly state: string;
  readonly status: string | null;
  readonly message: string | null;
  readonly finished_at: string | null;
  readonly execution_seconds: number | null;
}

/** `GET …/catalog/`. */
export interface WireCatalog {
  readonly projects: readonly WireCatalogProject[];
  /** From the project that is read to the one that reads; `count`: how often. */
  readonly arrows: readonly { readonly from: number; readonly to: number; readonly count: number }[];
}

/** `GET …/views/`: what `?view=` makes a difference for. */
export interface WireCatalogViews {
  /** Ids of the projects that the caller may read and whose staging is not empty. */
  readonly staging: readonly number[];
}

export interface WireCatalogProject {
  readonly id: number;
  readonly name: string;
  readonly dbt_project_name: string | null;
  readonly kind: 'default' | 'hybrid';
  /** Whether the caller may read more than what it offers. */
  readonly is_readable: boolean;
  readonly environment_id: number | null;
  readonly counts: Readonly<Record<string, number>>;
  readonly public_model_count: number;
  readonly health: WireProjectHealth | null;
  readonly provenance: WireProvenance | null;
}

export interface WireProjectHealth {
  readonly ran: number;
  readonly failed: number;
  readonly tests: { readonly passed: number; readonly warned: number; readonly failed: number };
  readonly sources: { readonly fresh: number; readonly warned: number; readonly stale: number };
  readonly described_count: number;
  readonly relation_count: number;
  readonly last_ran_at: string | null;
}

/** `GET …/projects/:projectId/`. */
export interface WireProjectCatalog extends WireCatalogProject {
  /** Of its doc block `__overview__`, as Markdown; null: it has none, or is not to be read. */
  readonly overview: string | null;
  readonly upstream: readonly number[];
  readonly downstream: readonly number[];
  /** The worst first, the first five hundred. */
  readonly findings: readonly (WireFinding & { readonly node: WireNodeLine })[];
  /** By rule, of all. */
  readonly finding_counts: Readonly<Record<string, number>>;
}

/** `GET …/packages/`: what readable projects have installed, and themselves. */
export interface WirePackage {
  readonly project_id: number;
  readonly name: string;
  readonly is_own: boolean;
  readonly counts: Readonly<Record<string, number>>;
}

/** States of an environment: which there were, what a project was at one of them, and what differs between two. All under `/api/weft/accounts/:accountId/projects/:projectId/`. A state is named by the invocation that left it. */
import type { WireProvenance } from './catalog.ts';

/** `GET …/states/?environment_id=&limit=&offset=`, newest first. */
export interface WireStateEntry {
  readonly id: number;
  readonly environment_id: number;
  readonly generated_at: string;
  /** Nothing differs from the state before it. */
  readonly is_same: boolean;
  /** It is what the environment's newest manifest says. */
  readonly is_current: boolean;
  /** Of models, sources, tests and whatever else is in its manifest, by section: `nodes`, `sources`, `exposures`, … */
  readonly counts: Readonly<Record<string, number>>;
  readonly provenance: WireProvenance | null;
}

export interface WireStateNode {
  readonly unique_id: string;
  readonly name: string;
  readonly type: string;
  readonly version: string | null;
  readonly access: string | null;
  readonly group: string | null;
  readonly materialization: string | null;
  readonly has_contract: boolean;
  readonly column_count: number;
  readonly description: string;
}

/** `GET …/states/:stateId/nodes/?q=&type=&limit=&offset=`, by name. Tests are left out unless they are asked for by their type. */
export interface WireStateNodes {
  readonly state: WireStateEntry;
  readonly nodes: readonly WireStateNode[];
  readonly total_count: number;
  readonly types: Readonly<Record<string, number>>;
}

/** `GET …/states/:stateId/node/?unique_id=`. */
export interface WireStateNodeDetails extends WireStateNode {
  readonly file_path: string | null;
  readonly raw_code: string | null;
  readonly relation_name: string | null;
  readonly deprecation_date: string | null;
  readonly tags: readonly string[];
  readonly columns: readonly { readonly name: string; readonly type: string | null; readonly description: string }[];
}

export interface WireFieldChange {
  readonly field:
    | 'access'
    | 'column'
    | 'constraint'
    | 'contract'
    | 'deprecation date'
    | 'description'
    | 'group'
    | 'latest version'
    | 'materialization'
    | 'relation'
    | 'tags';
  readonly name: string | null;
  readonly before: string | null;
  readonly after: string | null;
  /** `contract`: dbt's rule for enforced contracts. `reference`: refs of other projects resolve no more. */
  readonly breaks: 'contract' | 'reference' | null;
}

export interface WireNodeChange {
  readonly unique_id: string;
  readonly name: string;
  readonly type: string;
  readonly version: string | null;
  readonly access: string | null;
  readonly change: 'added' | 'removed' | 'changed';
  /** Of a changed one; empty: code or configuration only. */
  readonly fields: readonly WireFieldChange[];
  readonly breaks: 'contract' | 'reference' | null;
  /** dbt stops at it, where it only warns of others. */
  readonly is_error: boolean;
}

/** `GET …/state-differences/?before=&after=`: what breaks others first. */
export interface WireStateDifferences {
  readonly before: WireStateEntry;
  readonly after: WireStateEntry;
  /** The first thousand. */
  readonly changes: readonly WireNodeChange[];
  readonly counts: { readonly added: number; readonly removed: number; readonly changed: number; readonly breaking: number };
}

/** `GET …/state-differences/node/?before=&after=&unique_id=`: field by field as dbt's own comparison of states has it. */
export interface WireNodeReason {
  readonly facet: string;
  readonly key: string | null;
  readonly before: unknown;
  readonly after: unknown;
  /** Of a body or a macro: a unified diff. */
  readonly diff: string | null;
  /** Of a macro: from the one that the node calls to this one. */
  readonly path: readonly string[] | null;
  /** Selectors that it alone puts the node into; empty: dbt passes it over. */
  readonly selectors: readonly string[];
  readonly note: string | null;
}

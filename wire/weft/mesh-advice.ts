/** Advice on a project's place in the mesh: `GET /api/weft/accounts/:accountId/projects/:projectId/mesh-advice/?split=group:finance`. */
export interface WireMeshAdvice {
  readonly dbt_project_name: string | null;
  /** Whose manifest it was read from; null: there is none yet, and everything below is empty. */
  readonly source: { readonly environment_id: number; readonly environment_name: string; readonly generated_at: string } | null;
  readonly groups: readonly WireGroupAdvice[];
  readonly left_out: readonly WireLeftOut[];
  readonly access: readonly WireAccessAdvice[];
  readonly contracts: readonly WireContractAdvice[];
  /** Groups, access and contracts together, one text a file. */
  readonly files: readonly WireFileProposal[];
  readonly split_choices: readonly WireSplitChoice[];
  /** null: not asked for. */
  readonly split: WireSplitAdvice | null;
}

export type WireAccess = 'private' | 'protected' | 'public';

export interface WireGroupAdvice {
  readonly name: string;
  /** `grows`: it is there, and `added` would join it. */
  readonly state: 'present' | 'grows' | 'new';
  /** Names of the models that would join. */
  readonly added: readonly string[];
  readonly model_count: number;
  readonly reason: string;
  readonly refs_inside: number;
  readonly refs_to_others: number;
  readonly refs_by_others: number;
  /** Share of its refs that stay inside, 0 to 1; null: it has none. */
  readonly cohesion: number | null;
}

/** Models that stay in no group. */
export interface WireLeftOut {
  /** Empty: in no folder. */
  readonly folder: string;
  readonly model_count: number;
  readonly reason: string;
}

export interface WireAccessAdvice {
  readonly unique_id: string;
  /** With its version: `fct_orders.v2`. */
  readonly name: string;
  readonly file: string;
  /** Present or proposed. */
  readonly group: string | null;
  readonly present: WireAccess;
  readonly proposed: WireAccess;
  /** `unread`: public, though no other project reads it. */
  readonly verdict: 'right' | 'narrow' | 'widen' | 'unread';
  readonly reason: string;
}

export interface WireContractAdvice {
  readonly unique_id: string;
  readonly name: string;
  readonly columns: readonly { readonly name: string; readonly data_type: string | null; readonly is_declared: boolean }[];
  /** None: the contract is among the files, ready to be pasted. */
  readonly problems: readonly string[];
  readonly notes: readonly string[];
}

export interface WireFileProposal {
  /** The dbt project whose file it is. */
  readonly project: string;
  /** From the project's folder. */
  readonly path: string;
  /** `change`: the file is there, and this goes into it. */
  readonly action: 'create' | 'change';
  readonly yaml: string;
}

export interface WireSplitChoice {
  /** As `split` takes it, and as dbt selects: `group:finance`, `path:marts/finance`. */
  readonly value: string;
  readonly kind: 'group' | 'folder';
  readonly name: string;
  readonly model_count: number;
}

export interface WireSplitAdvice {
  readonly value: string;
  readonly summary: string;
  readonly new_project: string;
  readonly old_project: string;
  readonly models: readonly { readonly unique_id: string; readonly name: string; readonly file: string }[];
  /** What the new project needs besides its models. */
  readonly along: readonly { readonly kind: string; readonly name: string; readonly file: string | null; readonly how: 'move' | 'copy' }[];
  readonly crossings: readonly WireCrossing[];
  /** Models that the other side reads. */
  readonly offered: readonly {
    readonly unique_id: string;
    readonly name: string;
    readonly project: string;
    readonly readers: number;
    readonly present: WireAccess;
    readonly contract: 'enforced' | 'ready' | 'none';
  }[];
  /** null: at most one of the two projects reads the other. Otherwise there are neither refs nor files. */
  readonly circle: {
    readonly message: string;
    /** Names. */
    readonly causes: readonly string[];
    /** Names of models: taking all of either along leaves no circle. */
    readonly take_downstream: readonly string[];
    readonly take_upstream: readonly string[];
  } | null;
  readonly refs: readonly WireRefChange[];
  /** Other projects that read what moves. */
  readonly consumers: readonly { readonly project: string; readonly models: readonly string[] }[];
  readonly problems: readonly string[];
  readonly files: readonly WireFileProposal[];
}

/** A ref that would go from one project to the other. */
export interface WireCrossing {
  readonly reader: string;
  /** dbt's word: model, test, exposure, … */
  readonly reader_kind: string;
  readonly reader_project: string;
  readonly parent: string;
  readonly parent_kind: string;
  readonly parent_project: string;
}

export interface WireRefChange {
  readonly file: string;
  readonly reader: string;
  readonly from: string;
  readonly to: string;
}

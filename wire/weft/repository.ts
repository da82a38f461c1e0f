/** A project's repository as Weft's own pages show it, below `/api/weft/accounts/:accountId/projects/:projectId/repository/`. */

/** `GET …/` answers it or null, `POST …/` makes a managed one with a starter dbt project. */
export interface WireRepository {
  readonly id: number;
  readonly name: string;
  /** Of the bare repository, on the server; a clone's URL for whoever works on that machine. */
  readonly path: string;
  /** null: it lies elsewhere. */
  readonly clone_url: string | null;
  readonly default_branch: string;
  /** null, as are the two below: nothing has been committed. */
  readonly head_sha: string | null;
  readonly head_message: string | null;
  readonly head_at: string | null;
  /** Of one that lies elsewhere: when it was last brought up to date, and why the last try failed. */
  readonly fetched_at: string | null;
  readonly fetch_failure: string | null;
}

/** `GET …/branches/`: newest commit first. */
export interface WireBranch {
  readonly name: string;
  readonly is_default: boolean;
  readonly sha: string;
  readonly message: string;
  readonly author: string;
  readonly committed_at: string;
}

/** `GET …/deploy-credentials/`; `POST` makes one. */
export interface WireDeployCredential {
  readonly id: number;
  readonly name: string;
  readonly may_push: boolean;
  /** The last four characters. */
  readonly token_hint: string;
  readonly created_by: string;
  readonly created_at: string;
  readonly last_used_at: string | null;
}

/** What `POST …/deploy-credentials/` answers, this once. */
export interface WireNewDeployCredential extends WireDeployCredential {
  readonly token_string: string;
}

/** `GET …/move/` answers it or null; `POST` says where to, `POST …/copy/` and `POST …/switch/` do it, `DELETE` gives it up. */
export interface WireMove {
  readonly remote_url: string;
  readonly username: string | null;
  readonly has_token: boolean;
  /** To be put beside the other repository with the right to write; null: it is not entered by ssh. */
  readonly public_key: string | null;
  readonly state: 'prepared' | 'copying' | 'copied' | 'switching' | 'moved';
  readonly steps: readonly { readonly at: string; readonly text: string; readonly is_failed: boolean }[];
}

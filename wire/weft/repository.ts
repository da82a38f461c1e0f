/** A project's managed repository: `GET /api/weft/accounts/:accountId/projects/:projectId/repository/` answers it or null, `POST` makes it with a starter dbt project. */
export interface WireRepository {
  readonly id: number;
  readonly name: string;
  /** Of the bare repository, on the server; a clone's URL for whoever works on that machine. */
  readonly path: string;
  readonly default_branch: string;
  /** null, as are the two below: nothing has been committed. */
  readonly head_sha: string | null;
  readonly head_message: string | null;
  readonly head_at: string | null;
}

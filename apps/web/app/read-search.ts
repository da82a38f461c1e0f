/** Reads what follows the `?` of an address; what cannot be read is left out, since people edit addresses. */

export interface RunsSearch {
  readonly status?: number;
  readonly project?: number;
  readonly environment?: number;
  readonly job?: number;
  readonly cause?: string;
  readonly page?: number;
}

export function readRunsSearch(raw: Record<string, unknown>): RunsSearch {
  return tidy({
    status: readCount(raw.status),
    project: readCount(raw.project),
    environment: readCount(raw.environment),
    job: readCount(raw.job),
    cause: readText(raw.cause),
    page: readCount(raw.page),
  });
}

export interface PublicModelsSearch {
  readonly deployment?: 'production' | 'staging';
  /** The unique id of a model to point at. */
  readonly model?: string;
}

export function readPublicModelsSearch(raw: Record<string, unknown>): PublicModelsSearch {
  const deployment = raw.deployment === 'production' || raw.deployment === 'staging' ? raw.deployment : undefined;
  return tidy({ deployment, model: readText(raw.model) });
}

export interface SetUpSearch {
  /** The connection that was chosen, until an environment holds it. */
  readonly connection?: number;
}

export function readSetUpSearch(raw: Record<string, unknown>): SetUpSearch {
  return tidy({ connection: readCount(raw.connection) });
}

function readCount(value: unknown): number | undefined {
  const count = Number(value);
  return value !== undefined && Number.isSafeInteger(count) && count > 0 ? count : undefined;
}

function readText(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}

/** Without the undefined ones, which an address would show. */
function tidy<Search extends object>(search: Search): Search {
  for (const name in search) if (search[name] === undefined) delete search[name];
  return search;
}

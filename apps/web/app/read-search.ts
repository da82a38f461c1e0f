/** Reads what follows the `?` of an address; what cannot be read is undefined, since people edit addresses (and said to be: a name left out would pass unread). */

import { readView } from './keep-view.ts';

/** What narrows and orders a list of runs, and where in it one is. */
export interface RunsSearch {
  readonly status?: number;
  readonly project?: number;
  readonly environment?: number;
  readonly job?: number;
  readonly cause?: string;
  readonly branch?: string;
  /** The number of a pull request. */
  readonly pr?: number;
  /** Hours back from now. */
  readonly within?: number;
  /** Moments in UTC; only where `within` says nothing. */
  readonly since?: string;
  readonly until?: string;
  /** Left out: newest first. */
  readonly sort?: 'id' | 'duration' | '-duration';
  /** Places in the list, as the server named them. */
  readonly behind?: string;
  readonly front?: string;
}

export interface PullRequestsSearch {
  readonly state?: string | undefined;
  readonly project?: number | undefined;
  readonly page?: number | undefined;
}

/** A state that there is not would be refused by the server. */
export function readPullRequestsSearch(raw: Record<string, unknown>): PullRequestsSearch {
  const state = readText(raw.state);
  return {
    state: state === 'open' || state === 'merged' || state === 'closed' ? state : undefined,
    project: readCount(raw.project),
    page: readCount(raw.page),
  };
}

export function readRunsSearch(raw: Record<string, unknown>): RunsSearch {
  return {
    status: readCount(raw.status),
    project: readCount(raw.project),
    environment: readCount(raw.environment),
    job: readCount(raw.job),
    cause: readText(raw.cause),
    branch: readWord(raw.branch),
    pr: readCount(raw.pr),
    within: readCount(raw.within),
    since: readMoment(raw.since),
    until: readMoment(raw.until),
    sort: raw.sort === 'id' || raw.sort === 'duration' || raw.sort === '-duration' ? raw.sort : undefined,
    behind: readPlace(raw.behind),
    front: raw.front === 'last' ? 'last' : readPlace(raw.front),
  };
}

export interface RunSearch {
  /** Which part of the run's page; none: its steps. */
  readonly tab?: string;
  /** The unique id of a node whose facts are open beside it. */
  readonly node?: string;
}

export function readRunSearch(raw: Record<string, unknown>): RunSearch {
  return { tab: readText(raw.tab), node: readText(raw.node) };
}

export interface NewJobSearch {
  /** Where a new job starts from; none: a deploy job. */
  readonly kind?: 'ci' | 'merge';
  /** The job that it is a copy of. */
  readonly from?: number;
}

export function readNewJobSearch(raw: Record<string, unknown>): NewJobSearch {
  return { kind: raw.kind === 'ci' || raw.kind === 'merge' ? raw.kind : undefined, from: readCount(raw.from) };
}

export interface OrchestrationSearch {
  readonly hours?: number;
  readonly project?: number;
}

export function readOrchestrationSearch(raw: Record<string, unknown>): OrchestrationSearch {
  return { hours: readCount(raw.hours), project: readCount(raw.project) };
}

export interface PublicModelsSearch {
  readonly deployment?: 'production' | 'staging';
  /** The unique id of a model to point at. */
  readonly model?: string;
}

export function readPublicModelsSearch(raw: Record<string, unknown>): PublicModelsSearch {
  const deployment = raw.deployment === 'production' || raw.deployment === 'staging' ? raw.deployment : undefined;
  return { deployment, model: readText(raw.model) };
}

/** Where to go once signed in. Only a path of our own is taken, never another site's address. */
export interface SignInSearch {
  readonly next?: string;
}

export function readSignInSearch({ next }: Record<string, unknown>): SignInSearch {
  return { next: typeof next === 'string' && /^\/(?![/\\])/.test(next) ? next : undefined };
}

export interface GovernanceSearch {
  readonly rule?: string | undefined;
  readonly severity?: string | undefined;
  readonly project?: number | undefined;
}

/** A severity or rule that there is not would be refused by the server, which then says which there are. */
export function readGovernanceSearch(raw: Record<string, unknown>): GovernanceSearch {
  return { rule: readText(raw.rule), severity: readText(raw.severity), project: readCount(raw.project) };
}

export interface HistorySearch {
  readonly environment?: number | undefined;
  readonly page?: number | undefined;
}

export function readHistorySearch(raw: Record<string, unknown>): HistorySearch {
  return { environment: readCount(raw.environment), page: readCount(raw.page) };
}

export interface CompareSearch {
  /** States, by the invocation that left them. */
  readonly before?: number | undefined;
  readonly after?: number | undefined;
  /** The unique id of one node that is looked at. */
  readonly node?: string | undefined;
}

export function readCompareSearch(raw: Record<string, unknown>): CompareSearch {
  return { before: readCount(raw.before), after: readCount(raw.after), node: readText(raw.node) };
}

export interface StateSearch {
  readonly q?: string | undefined;
  readonly type?: string | undefined;
  /** The unique id of the node whose definition is open. */
  readonly node?: string | undefined;
}

export function readStateSearch(raw: Record<string, unknown>): StateSearch {
  return { q: readText(raw.q), type: readText(raw.type), node: readText(raw.node) };
}

export interface MeshAdviceSearch {
  /** A group or a folder that would be split off, as the advice has it: `group:finance`. */
  readonly split?: string;
}

export function readMeshAdviceSearch(raw: Record<string, unknown>): MeshAdviceSearch {
  return { split: readText(raw.split) };
}

export interface SetUpSearch {
  /** The connection that was chosen, until an environment holds it. */
  readonly connection?: number;
}

export function readSetUpSearch(raw: Record<string, unknown>): SetUpSearch {
  return { connection: readCount(raw.connection) };
}

export interface CatalogSearch {
  /** Left out: production. */
  readonly view?: 'production' | 'staging' | undefined;
}

export function readCatalogSearch(raw: Record<string, unknown>): CatalogSearch {
  return { view: readView(raw.view) };
}

export interface NodesSearch {
  /** Words, or a selector of dbt's. */
  readonly q?: string | undefined;
  /** With what its `state:` compares. */
  readonly compare?: string | undefined;
  readonly type?: string | undefined;
  readonly project?: number | undefined;
  readonly access?: string | undefined;
  readonly materialization?: string | undefined;
  readonly owner?: string | undefined;
  readonly package?: string | undefined;
  readonly database?: string | undefined;
  /** dbt's word for how it came out last. */
  readonly result?: string | undefined;
  readonly tag?: string | undefined;
  readonly order_by?: string | undefined;
  readonly view?: 'production' | 'staging' | undefined;
}

export function readNodesSearch(raw: Record<string, unknown>): NodesSearch {
  return {
    // What looks like a number was read as one.
    q: readText(typeof raw.q === 'number' ? String(raw.q) : raw.q),
    compare: readText(raw.compare),
    type: readText(raw.type),
    project: readCount(raw.project),
    access: readText(raw.access),
    materialization: readText(raw.materialization),
    owner: readText(raw.owner),
    package: readText(raw.package),
    database: readText(raw.database),
    result: readText(raw.result),
    tag: readText(raw.tag),
    order_by: readText(raw.order_by),
    view: readView(raw.view),
  };
}

export interface NodeSearch {
  readonly tab?: string | undefined;
  /** Of which column the lineage is shown. */
  readonly column?: string | undefined;
  readonly view?: 'production' | 'staging' | undefined;
}

export function readNodeSearch(raw: Record<string, unknown>): NodeSearch {
  return { tab: readText(raw.tab), column: readText(raw.column), view: readView(raw.view) };
}

function readCount(value: unknown): number | undefined {
  const count = Number(value);
  return value !== undefined && Number.isSafeInteger(count) && count > 0 ? count : undefined;
}

function readText(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}

/** A branch may be named 2026, which an address tells as a number. */
function readWord(value: unknown): string | undefined {
  return typeof value === 'number' ? String(value) : readText(value);
}

function readMoment(value: unknown): string | undefined {
  const text = readText(value);
  return text === undefined || Number.isNaN(Date.parse(text)) ? undefined : text;
}

function readPlace(value: unknown): string | undefined {
  const text = readWord(value);
  return text !== undefined && /^((-1|\d{1,15})\.)?\d{1,15}$/.test(text) ? text : undefined;
}

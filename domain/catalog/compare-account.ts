/** With what the nodes of an account are compared, for `state:` of a selector: each project that may be read with an earlier state of it, or with another environment's. */
import { Fault } from '@weft/base/fault';
import type { Id } from '@weft/base/id';
import { readSelector } from '@weft/dbt/selection/read-selector';
import type { Host } from '@weft/host/host';
import { findDefinition } from '../ingest/find-definition.ts';
import { findState, listEarlierStates } from '../ingest/list-states.ts';
import { getEnvironment } from '../projects/environments.ts';
import type { AccountGraph, GraphNode } from './account-graph.ts';
import { type NodeDifference, openDifferences, type StateDifferences } from './state-differences.ts';

/**
 * `previous`: the last state of each environment that was another one. `at`: the state that each environment was in at that time.
 * An environment, or one state: its project alone is compared.
 */
export type CompareWith =
  | { readonly kind: 'previous' }
  | { readonly kind: 'at'; readonly at: Date }
  | { readonly kind: 'environment'; readonly environmentId: Id<'environment'> }
  | { readonly kind: 'state'; readonly invocationId: Id<'invocation'> };

export interface ComparedEnvironment {
  /** States by the invocations that left them. */
  readonly before: Id<'invocation'>;
  readonly after: Id<'invocation'>;
  readonly differences: StateDifferences;
}

export interface AccountComparison {
  readonly environments: ReadonlyMap<Id<'environment'>, ComparedEnvironment>;
  /** Which projects are not compared and why, in one sentence. */
  readonly untold: readonly string[];
}

export interface ComparisonQuestion {
  readonly accountId: Id<'account'>;
  readonly compareWith: CompareWith;
  readonly isReadable: (projectId: Id<'project'>) => boolean;
  readonly projectNames: ReadonlyMap<Id<'project'>, string>;
}

/** Comparing is not done for nothing. */
export function asksForState(...selectors: readonly string[]): boolean {
  return selectors.some((text) => readSelector(text).value.some((all) => all.some(({ method }) => method === 'state')));
}

/** Faults: not_found `environment.not_found`, `state.not_found`. */
export async function compareAccount(host: Host, graph: AccountGraph, question: ComparisonQuestion): Promise<AccountComparison> {
  const readable = graph.environments.filter(({ projectId }) => question.isReadable(projectId));
  const sources = await findSources(host, readable, question);
  const environments = new Map<Id<'environment'>, ComparedEnvironment>();
  const left: string[] = [];
  for (const { environmentId, projectId, versionId } of readable) {
    const source = sources.get(environmentId);
    if (source === undefined) {
      left.push(question.projectNames.get(projectId) ?? `project ${projectId}`);
      continue;
    }
    const differences = await openDifferences(host, { before: source.versionId, after: versionId });
    environments.set(environmentId, { before: source.before, after: source.after, differences });
  }
  return { environments, untold: left.length === 0 ? [] : [`Not compared, since ${whyNot(question.compareWith)}: ${left.join(', ')}.`] };
}

function whyNot({ kind }: CompareWith): string {
  if (kind === 'previous') return 'no earlier state is kept';
  if (kind === 'at') return 'no state from then is kept';
  return kind === 'environment' ? 'the environment is of another project, or has no state yet' : 'the state is of another project';
}

interface Source {
  readonly versionId: Id<'stateVersion'>;
  readonly before: Id<'invocation'>;
  readonly after: Id<'invocation'>;
}

/** By environment of the graph. */
async function findSources(
  host: Host,
  readable: AccountGraph['environments'],
  { accountId, compareWith, isReadable }: ComparisonQuestion,
): Promise<ReadonlyMap<Id<'environment'>, Source>> {
  const ids = readable.map(({ environmentId }) => environmentId);
  if (compareWith.kind === 'previous' || compareWith.kind === 'at') {
    const found = await listEarlierStates(host, ids, compareWith.kind === 'at' ? compareWith.at : null);
    return new Map(found.map(({ environmentId, ...source }) => [environmentId, source]));
  }
  const fixed = await (compareWith.kind === 'environment'
    ? stateOfEnvironment(host, accountId, compareWith.environmentId, isReadable)
    : stateAmong(host, readable, compareWith.invocationId));
  const own = readable.find(({ projectId }) => projectId === fixed?.projectId);
  const definition = own && (await findDefinition(host, own.environmentId));
  if (!own || !definition || !fixed) return new Map();
  return new Map([[own.environmentId, { versionId: fixed.versionId, before: fixed.invocationId, after: definition.invocationId }]]);
}

/** Null: it has none yet. */
async function stateOfEnvironment(
  host: Host,
  accountId: Id<'account'>,
  environmentId: Id<'environment'>,
  isReadable: ComparisonQuestion['isReadable'],
) {
  const { projectId } = await getEnvironment(host, accountId, environmentId);
  if (!isReadable(projectId))
    throw new Fault('not_found', 'environment.not_found', `There is no environment ${environmentId} in this account.`);
  const definition = await findDefinition(host, environmentId);
  return definition && { projectId, versionId: definition.versionId, invocationId: definition.invocationId };
}

/** Of a project that is neither shown nor readable it is as if it were not there. */
async function stateAmong(host: Host, readable: AccountGraph['environments'], invocationId: Id<'invocation'>) {
  const state = await findState(host, invocationId);
  if (!state || !readable.some(({ projectId }) => projectId === state.projectId))
    throw new Fault(
      'not_found',
      'state.not_found',
      `There is no state ${invocationId} in this account, or it was dropped by its retention. Choose one of a project's history.`,
    );
  return state;
}

/** Nodes whose project is not compared are in no state. */
export function isInState({ environments }: AccountComparison, { environmentId, uniqueId }: GraphNode, state: string): boolean {
  const compared = environments.get(environmentId);
  if (compared === undefined) return false;
  const selectors = compared.differences.get(uniqueId)?.selectors;
  if (state === 'old') return selectors?.has('new') !== true;
  if (state === 'unmodified') return selectors?.has('modified') !== true;
  return selectors?.has(state) === true;
}

export interface ComparedNode extends Pick<ComparedEnvironment, 'before' | 'after'> {
  readonly difference: NodeDifference;
}

/** Null: it is as it was, or is not compared. */
export function differenceOf({ environments }: AccountComparison, { environmentId, uniqueId }: GraphNode): ComparedNode | null {
  const compared = environments.get(environmentId);
  const difference = compared?.differences.get(uniqueId);
  return compared && difference ? { before: compared.before, after: compared.after, difference } : null;
}

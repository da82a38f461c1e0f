/** Which nodes of an environment a filter of the Discovery API lets through. */
import { readText } from '@weft/dbt/artifacts/read-field';
import type { StateNode } from '@weft/domain/catalog/state-nodes';
import { runStatusOf } from './execution-fields.ts';
import { layerOf } from './node-fields.ts';
import { type State, stemOf } from './site.ts';
import { freshnessStatusOf } from './source-resolvers.ts';

/** All that filters ask for, under their own names; what is left out or null lets everything through. */
export interface NodeFilter {
  readonly access?: string | null;
  readonly database?: string | null;
  readonly exposureType?: string | null;
  readonly freshnessChecked?: boolean | null;
  readonly freshnessStatus?: string | null;
  readonly group?: string | null;
  readonly identifier?: string | null;
  readonly lastRunStatus?: string | null;
  readonly modelingLayer?: string | null;
  readonly packageName?: string | null;
  readonly schema?: string | null;
  readonly sourceNames?: readonly string[] | null;
  readonly status?: string | null;
  readonly tags?: readonly string[] | null;
  readonly testTypes?: readonly string[] | null;
  readonly types?: readonly string[] | null;
  readonly uniqueIds?: readonly string[] | null;
}

/** Warehouses do not tell apart what differs in its case only. */
function isSame(wanted: string | null | undefined, value: string | null): boolean {
  return wanted == null || wanted.toLowerCase() === value?.toLowerCase();
}

type Wanted = ReadonlySet<string | null> | null;

function isOneOf(wanted: Wanted, values: readonly (string | null)[]): boolean {
  return wanted === null || values.some((value) => wanted.has(value));
}

/** Lists may be as long as a request. */
function setOf(wanted: readonly string[] | null | undefined): Wanted {
  return wanted == null ? null : new Set(wanted);
}

/** Whether the filter lets a node through. */
export function readFilter(state: State, filter: NodeFilter): (node: StateNode) => boolean {
  const { uniqueIds, types, tags, sourceNames, testTypes } = filter;
  const sets = {
    uniqueIds: setOf(uniqueIds),
    types: setOf(types),
    tags: setOf(tags),
    sourceNames: setOf(sourceNames),
    testTypes: setOf(testTypes),
  };
  const read = { ...filter, ...sets };
  return (node) => passes(state, node, read);
}

type ReadFilter = Omit<NodeFilter, 'uniqueIds' | 'types' | 'tags' | 'sourceNames' | 'testTypes'> &
  Readonly<Record<'uniqueIds' | 'types' | 'tags' | 'sourceNames' | 'testTypes', Wanted>>;

function passes(state: State, node: StateNode, filter: ReadFilter): boolean {
  const checked = state.applied.sources.get(node.uniqueId) ?? null;
  const status = state.applied.nodes.get(node.uniqueId)?.status;
  return (
    isOneOf(filter.uniqueIds, [node.uniqueId]) &&
    isOneOf(filter.types, [stemOf(node)]) &&
    isOneOf(filter.tags, node.tags) &&
    isOneOf(filter.sourceNames, [node.sourceName]) &&
    isSame(filter.database, node.database) &&
    isSame(filter.schema, node.schema) &&
    isSame(filter.identifier, node.identifier ?? node.name) &&
    (filter.access == null || filter.access === (node.access ?? 'protected')) &&
    (filter.group == null || filter.group === node.group) &&
    (filter.packageName == null || filter.packageName === node.packageName) &&
    (filter.modelingLayer == null || filter.modelingLayer === layerOf(node)) &&
    (filter.exposureType == null || filter.exposureType === node.exposure?.type) &&
    (filter.lastRunStatus == null || filter.lastRunStatus === runStatusOf(status)) &&
    (filter.status == null || filter.status.toLowerCase() === status) &&
    isOneOf(filter.testTypes, [testTypeOf(node)]) &&
    (filter.freshnessChecked == null || filter.freshnessChecked === (checked !== null)) &&
    (filter.freshnessStatus == null || filter.freshnessStatus === freshnessStatusOf(checked))
  );
}

export function testTypeOf(node: Pick<StateNode, 'resourceType' | 'testName'>): string {
  if (node.resourceType === 'unit_test') return 'UNIT_TEST';
  return node.testName === null ? 'SINGULAR_DATA_TEST' : 'GENERIC_DATA_TEST';
}

/** By number, in the manifest's order. `resourceTypes`: dbt's words; null: all that the schema has. */
export function listNumbers(
  state: State,
  resourceTypes: readonly string[] | null,
  tense: 'applied' | 'definition',
  filter: NodeFilter,
): number[] {
  const found: number[] = [];
  const isLetThrough = readFilter(state, filter);
  state.graph.nodes.forEach((node, number) => {
    if (node.isExternal || !(resourceTypes === null || resourceTypes.includes(node.resourceType))) return;
    if (tense === 'applied' && !isApplied(state, node)) return;
    if (isLetThrough(node)) found.push(number);
  });
  return found;
}

const built: ReadonlySet<string> = new Set(['model', 'seed', 'snapshot']);

/** What is built is applied once it stood in the warehouse; of all else, the definition is all there is. */
export function isApplied(state: State, node: StateNode): boolean {
  if (!built.has(node.resourceType) || readText(node.config.materialized) === 'ephemeral') return !built.has(node.resourceType);
  return state.applied.nodes.get(node.uniqueId)?.successAt != null;
}

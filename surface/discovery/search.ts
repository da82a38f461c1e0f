/** What people look for in one environment, as far as they may see. */
import { Fault } from '@weft/base/fault';
import { readText } from '@weft/dbt/artifacts/read-field';
import { findNode, type GraphNode } from '@weft/domain/catalog/account-graph';
import { type FoundNode, searchNodes } from '@weft/domain/catalog/search-nodes';
import type { SearchField } from '@weft/domain/catalog/search-words';
import type { Desk } from './desk.ts';
import { isApplied } from './filter-nodes.ts';
import { layerOf } from './node-fields.ts';
import { type Page, type PageArgs, pageOf } from './page.ts';
import { type ShownNode, type State, show, stemOf } from './site.ts';

export interface SearchArgs extends PageArgs {
  readonly filter: {
    readonly query: string;
    readonly fields?: readonly string[] | null;
    readonly accessLevels?: readonly string[] | null;
    readonly materializationTypes?: readonly string[] | null;
    readonly modelingLayers?: readonly string[] | null;
    readonly resourceTypes?: readonly string[] | null;
    readonly tags?: readonly string[] | null;
  };
}

/** Clients' words for where to look; a relation bears the node's name. */
const fieldsOf: Readonly<Record<string, readonly SearchField[]>> = {
  name: ['name', 'tag', 'owner', 'path'],
  relation: ['name'],
  column: ['column'],
  description: ['description'],
  code: ['code'],
};

const hitsMax = 2000;

export async function searchIn(state: State, { filter, ...page }: SearchArgs, desk: Desk): Promise<Page<SearchHit>> {
  const { accountId } = state.project;
  const { found } = await searchNodes(desk.host, {
    ...{ accountId, view: state.environment.id, text: filter.query, offset: 0, limit: hitsMax },
    isReadable: desk.isReadable(accountId),
    ...(filter.fields == null ? {} : { fields: new Set(filter.fields.flatMap(readFields)) }),
    filter: (node) => node.environmentId === state.environment.id && isWanted(node, filter),
  });
  const hits = found.flatMap((hit) => hitOf(state, hit));
  return pageOf(
    hits,
    page,
    ({ hit }) => hit.node.uniqueId,
    (chosen) => chosen,
  );
}

interface SearchHit {
  readonly hit: ShownNode;
  readonly matchedField: string;
  readonly highlight: string | null;
}

function hitOf(state: State, { node, field }: FoundNode): SearchHit[] {
  const number = findNode(state.graph, state.project.id, node.uniqueId);
  const [hit] = number === null || !isApplied(state, node) ? [] : show(state, [number], 'applied', false);
  const highlight = field === 'name' ? node.name : field === 'description' ? node.description : null;
  return hit ? [{ hit, matchedField: field, highlight }] : [];
}

function readFields(name: string): readonly SearchField[] {
  const found = fieldsOf[name];
  if (found) return found;
  const known = Object.keys(fieldsOf).join(', ');
  throw new Fault('invalid', 'discovery.search_field_unknown', `"${name.slice(0, 100)}" is no field to search in; there are ${known}.`);
}

function isWanted(node: GraphNode, filter: SearchArgs['filter']): boolean {
  const { accessLevels, materializationTypes, modelingLayers, resourceTypes, tags } = filter;
  const isIn = (wanted: readonly string[] | null | undefined, value: string | null) =>
    wanted == null || (value !== null && wanted.includes(value));
  return (
    isIn(accessLevels, node.access) &&
    isIn(materializationTypes, readText(node.config.materialized)) &&
    isIn(modelingLayers, layerOf(node)) &&
    isIn(resourceTypes, stemOf(node)) &&
    (tags == null || tags.some((tag) => node.tags.includes(tag)))
  );
}

/** Fields of the nodes of a lineage, which are answered from memory alone. */
import { runStatusOf } from './execution-fields.ts';
import { worstTestOf } from './model-resolvers.ts';
import { nodeFields, relationFields, versionFields } from './node-fields.ts';
import type { Resolvers } from './resolvers.ts';
import { neighbours, type ShownNode, stemOf } from './site.ts';

export interface LineageNode extends ShownNode {
  /** null: nothing was selected, so all are there by themselves. */
  readonly isNamed: boolean | null;
}

function parentsOf({ state, number }: LineageNode) {
  return [...neighbours(state.graph, number, 'parents')].flatMap((at) => state.graph.nodes[at] ?? []);
}

const lineageFields = {
  ...nodeFields,
  ...relationFields,
  access: versionFields.access,
  group: versionFields.group,
  version: versionFields.version,
  modelingLayer: versionFields.modelingLayer,
  materializationType: versionFields.materializedType,
  resourceType: ({ node }: LineageNode) => stemOf(node),
  matchesMethod: ({ isNamed }: LineageNode) => isNamed,
  parentIds: (shown: LineageNode) => parentsOf(shown).map(({ uniqueId }) => uniqueId),
  publicParentIds: (shown: LineageNode) => parentsOf(shown).flatMap(({ access, uniqueId }) => (access === 'public' ? [uniqueId] : [])),
  lastRunStatus: ({ state, node }: LineageNode) => {
    const status = state.applied.nodes.get(node.uniqueId)?.status ?? null;
    return stemOf(node) === 'Test' ? status : runStatusOf(status);
  },
  worstTestStatus: ({ state, number }: LineageNode) => worstTestOf(state, number),
  sourceName: ({ node }: LineageNode) => node.sourceName,
} satisfies Resolvers;

const kinds = ['Model', 'Source', 'Seed', 'Snapshot', 'Test', 'Exposure', 'Metric', 'SemanticModel', 'SavedQuery', 'Macro'];

export const lineageResolvers: Readonly<Record<string, Resolvers>> = Object.fromEntries(
  kinds.map((kind) => [`${kind}LineageNode`, lineageFields]),
);

/** Fields of macros and groups. */

import { readText } from '@weft/dbt/artifacts/read-field';
import { findNode } from '@weft/domain/catalog/account-graph';
import type { Desk } from './desk.ts';
import { definedFields, nodeFields } from './node-fields.ts';
import type { Resolvers } from './resolvers.ts';
import { listOf } from './semantic-resolvers.ts';
import { type ShownNode, show } from './site.ts';

const macroFields = {
  macroSql: async ({ node }: ShownNode, _: unknown, desk: Desk) => readText((await desk.body(node.entryId)).macro_sql) ?? '',
  arguments: async ({ node }: ShownNode, _: unknown, desk: Desk) =>
    listOf((await desk.body(node.entryId)).arguments).map(({ name, type, description }) => ({
      ...{ name: readText(name), type: readText(type), description: readText(description) },
    })),
  /** The macros that it uses. */
  parents: ({ state, node }: ShownNode) =>
    show(
      state,
      node.macros.flatMap((macro) => findNode(state.graph, state.project.id, macro) ?? []),
      'definition',
      true,
    ),
} satisfies Resolvers;

function modelsOf({ state, node }: ShownNode): ShownNode[] {
  const own = [...state.graph.nodes.keys()].filter((number) => {
    const other = state.graph.nodes[number];
    return other?.resourceType === 'model' && !other.isExternal && other.group === node.name;
  });
  return show(state, own, 'definition', true);
}

export const macroResolvers = {
  MacroDefinitionNode: { ...nodeFields, ...definedFields, ...macroFields },
  MacroDefinitionNestedNode: { ...nodeFields, ...definedFields },
  GroupNode: {
    ...nodeFields,
    ...definedFields,
    ownerName: ({ node }: ShownNode) => node.owner?.name ?? null,
    ownerEmail: ({ node }: ShownNode) => node.owner?.email ?? null,
    models: modelsOf,
    modelCount: (shown: ShownNode) => modelsOf(shown).length,
  },
} satisfies Readonly<Record<string, Resolvers>>;

/** Fields of models, of their versions, and of models of other projects. */
import { readRecord, readText, readTexts } from '@weft/dbt/artifacts/read-field';
import { catalogued } from './catalog-fields.ts';
import type { Desk } from './desk.ts';
import { executed } from './execution-fields.ts';
import { codeFields, definedFields, graphFields, nodeFields, packagesOf, relationFields, releaseOf, versionFields } from './node-fields.ts';
import type { Resolvers } from './resolvers.ts';
import { type ShownNode, type State, show, testsOf } from './site.ts';

/** How many tests of the node ended in which way; those that never ran are not among them. */
export function testStatusesOf({ state, number }: Pick<ShownNode, 'state' | 'number'>): Readonly<Record<string, number>> {
  const counts: Record<string, number> = {};
  for (const test of testsOf(state, number)) {
    const status = state.applied.nodes.get(state.graph.nodes[test]?.uniqueId ?? '')?.status;
    if (status !== undefined) counts[status] = (counts[status] ?? 0) + 1;
  }
  return counts;
}

const ranks = ['pass', 'skipped', 'warn', 'fail', 'error'];

/** Null: none of its tests ever ran. */
export function worstTestOf(state: State, number: number): string | null {
  const told = Object.keys(testStatusesOf({ state, number }));
  return told.sort((a, b) => ranks.indexOf(b) - ranks.indexOf(a))[0] ?? null;
}

const constraints = {
  constraints: async ({ node }: ShownNode, _: unknown, desk: Desk) => {
    const list = (await desk.body(node.entryId)).constraints;
    return (Array.isArray(list) ? list : []).map(readRecord).map((it) => ({
      ...{ type: readText(it.type), name: readText(it.name), expression: readText(it.expression), columns: readTexts(it.columns) },
      warnUnenforced: typeof it.warn_unenforced === 'boolean' ? it.warn_unenforced : null,
      warnUnsupported: typeof it.warn_unsupported === 'boolean' ? it.warn_unsupported : null,
    }));
  },
};

const versions = {
  versions: ({ state, node }: ShownNode) =>
    node.version === null
      ? []
      : show(state, state.graph.nodes.keys(), 'definition', true)
          .filter(({ node: other }) => other.resourceType === 'model' && other.name === node.name && other.packageName === node.packageName)
          .map(({ node: other }) => ({ name: other.name, releaseVersion: releaseOf(other), uniqueId: other.uniqueId })),
};

export const modelResolvers = {
  ModelAppliedStateNode: {
    ...nodeFields,
    ...relationFields,
    ...codeFields,
    ...versionFields,
    ...graphFields,
    ...executed,
    ...catalogued,
    ...constraints,
    ...versions,
    isDescriptionInherited: () => false,
    packages: ({ node }: ShownNode) => packagesOf(node),
  },
  ModelAppliedStateNestedNode: { ...nodeFields, ...relationFields, ...versionFields, ...executed, testStatuses: testStatusesOf },
  ModelDefinitionNode: {
    ...nodeFields,
    ...definedFields,
    ...relationFields,
    ...codeFields,
    ...versionFields,
    ...graphFields,
    ...constraints,
    packages: ({ node }: ShownNode) => packagesOf(node),
  },
  ModelDefinitionNestedNode: { ...nodeFields, ...definedFields, ...relationFields, ...versionFields },
  /** As this project's manifest has it: what the other project's publication offered. */
  ExternalModelNode: {
    ...nodeFields,
    ...definedFields,
    ...relationFields,
    ...versionFields,
    dbtProjectName: ({ node }: ShownNode) => node.packageName,
  },
} satisfies Readonly<Record<string, Resolvers>>;

/** Fields of tests of data and of units. */
import { readRecord, readText } from '@weft/dbt/artifacts/read-field';
import type { Desk } from './desk.ts';
import { executed } from './execution-fields.ts';
import { testTypeOf } from './filter-nodes.ts';
import { codeFields, definedFields, graphFields, nodeFields } from './node-fields.ts';
import type { Resolvers } from './resolvers.ts';
import type { ShownNode } from './site.ts';

type Body = Readonly<Record<string, unknown>>;

/** A field that is read of the entry as dbt wrote it. */
function ofBody<Value>(read: (body: Body) => Value) {
  return async ({ node }: ShownNode, _: unknown, desk: Desk): Promise<Value> => read(await desk.body(node.entryId));
}

function recordsOf(value: unknown): readonly Body[] {
  return Array.isArray(value) ? value.map(readRecord) : [];
}

function rowsOf(value: Body): number {
  return Array.isArray(value.rows) ? value.rows.length : 0;
}

const testFields = {
  columnName: ({ node }: ShownNode) => node.columnName,
  testType: ({ node }: ShownNode) => testTypeOf(node),
  testMetadata: ofBody(({ test_metadata, column_name }) => {
    const { name, namespace, kwargs } = readRecord(test_metadata);
    const columnName = readText(column_name) ?? readText(readRecord(kwargs).column_name);
    return { columnName, name: readText(name), namespace: readText(namespace), kwargs: kwargs ?? null };
  }),
  lastKnownResult: ({ state, node }: ShownNode) => state.applied.nodes.get(node.uniqueId)?.status ?? null,
} satisfies Resolvers;

const unitFields = {
  model: ofBody(({ model }) => readText(model)),
  given: ofBody(({ given }) => recordsOf(given)),
  expect: ofBody(({ expect }) => readRecord(expect)),
  overrides: ofBody(({ overrides }) => readRecord(overrides)),
  numExpectRows: ofBody(({ expect }) => rowsOf(readRecord(expect))),
  numGiven: ofBody(({ given }) => recordsOf(given).length),
  numGivenRows: ofBody(({ given }) => recordsOf(given).reduce((sum, each) => sum + rowsOf(each), 0)),
  testedNodeUniqueId: ({ node }: ShownNode) =>
    node.attachedNode ?? (node.resourceType === 'unit_test' ? (node.dependsOn[0] ?? null) : null),
  thisInputNodeUniqueId: ofBody(({ this_input_node_unique_id }) => readText(this_input_node_unique_id)),
} satisfies Resolvers;

export const testResolvers = {
  TestAppliedStateNode: {
    ...nodeFields,
    ...codeFields,
    ...graphFields,
    ...executed,
    ...testFields,
    ...unitFields,
    eventStatus: () => null,
  },
  TestAppliedStateNestedNode: { ...nodeFields, ...executed, ...testFields },
  TestDefinitionNode: {
    ...nodeFields,
    ...definedFields,
    ...codeFields,
    ...graphFields,
    ...testFields,
    ...unitFields,
    // It must be an object, and nothing is known that it could hold.
    eventStatus: () => ({}),
    resource: ({ node }: ShownNode) => node.attachedNode ?? node.dependsOn[0] ?? node.uniqueId,
  },
  TestDefinitionNestedNode: { ...nodeFields, ...definedFields, ...testFields },
} satisfies Readonly<Record<string, Resolvers>>;

/** Nodes of a lineage, which all have the same fields and some of their own. Names and types are those of dbt's own schema. */

/** Fields that are asked of a kind of node now, and that all kinds still answer. */
const aging: Readonly<Record<string, string>> = {
  access: 'String',
  alias: 'String',
  database: 'String',
  group: 'String',
  materializationType: 'String',
  parentIds: '[String!]!',
  publicParentIds: '[String!]!',
  schema: 'String',
  version: 'String',
};
const always =
  'filePath: String! matchesMethod: Boolean name: String projectId: BigInt! resourceType: ResourceNodeType! tags: [String!]! uniqueId: String!';

/** Those that the type has for good are given by name. */
function old(...kept: readonly string[]): string {
  return Object.entries(aging)
    .map(([name, type]) => `${name}: ${type}${kept.includes(name) ? '' : ' @deprecated'}`)
    .join(' ');
}

export const lineageSchema = `
type ExposureLineageNode implements LineageGraphNode & LineageNode & LineageNodeWithParents {
  ${always} ${old()}
  fqn: [String!]!
}

input LineageFilter {
  columnNames: [String!] exclude: String select: String tags: [String!] types: [ResourceNodeType!] uniqueIds: [String!]
}

interface LineageGraphNode implements LineageNode {
  ${always} ${old()}
  fqn: [String!]!
}

interface LineageNode {
  ${always} ${old()}
}

interface LineageNodeExecutable implements LineageNode {
  ${always} ${old()}
  lastRunStatus: String
}

interface LineageNodeTestable implements LineageNode {
  ${always} ${old()}
  worstTestStatus: String
}

interface LineageNodeWithParents implements LineageNode {
  ${always} ${old('parentIds')}
}

type MacroLineageNode implements LineageNode & LineageNodeWithParents {
  ${always} ${old()}
}

type MetricLineageNode implements LineageGraphNode & LineageNode & LineageNodeWithParents {
  ${always} ${old()}
  fqn: [String!]!
}

type ModelLineageNode implements LineageGraphNode & LineageNode & LineageNodeExecutable & LineageNodeTestable & LineageNodeWithParents {
  ${always} ${old('access', 'alias', 'database', 'group', 'materializationType', 'publicParentIds', 'schema', 'version')}
  fqn: [String!]! lastRunStatus: String modelingLayer: String worstTestStatus: String
}

type SavedQueryLineageNode implements LineageGraphNode & LineageNode & LineageNodeWithParents {
  ${always} ${old()}
  fqn: [String!]!
}

type SeedLineageNode implements LineageGraphNode & LineageNode & LineageNodeExecutable & LineageNodeTestable {
  ${always} ${old('alias', 'database', 'schema')}
  fqn: [String!]! lastRunStatus: String worstTestStatus: String
}

type SemanticModelLineageNode implements LineageGraphNode & LineageNode & LineageNodeWithParents {
  ${always} ${old()}
  fqn: [String!]!
}

type SnapshotLineageNode implements LineageGraphNode & LineageNode & LineageNodeExecutable & LineageNodeTestable & LineageNodeWithParents {
  ${always} ${old('alias', 'database', 'schema')}
  fqn: [String!]! lastRunStatus: String worstTestStatus: String
}

type SourceLineageNode implements LineageGraphNode & LineageNode & LineageNodeTestable {
  ${always} ${old('database', 'schema')}
  fqn: [String!]! sourceName: String worstTestStatus: String
}

type TestLineageNode implements LineageGraphNode & LineageNode & LineageNodeExecutable & LineageNodeWithParents {
  ${always} ${old()}
  fqn: [String!]! lastRunStatus: String
}
`;

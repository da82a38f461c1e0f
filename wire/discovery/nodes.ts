/** What all nodes have, and the words that filters share. Names and types are those of dbt's own schema. */
import { connections } from './connections.ts';

export const nodesSchema = `
enum AncestorNodeType {
  Exposure Macro Model Seed Snapshot Source
}

scalar AnyScalar

input AppliedResourcesFilter {
  tags: [String!] types: [ResourceNodeType!]! uniqueIds: [String!]
}

scalar BigInt

scalar DateTime

input DefinitionResourcesFilter {
  tags: [String!] types: [ResourceNodeType!]! uniqueIds: [String!]
}

interface EnvironmentAppliedNestedNode {
  description: String filePath: String! fqn: [String!] name: String resourceType: String! uniqueId: String!
}

interface EnvironmentAppliedNode {
  accountId: BigInt! description: String environmentId: BigInt! filePath: String! meta: JSONObject name: String projectId: BigInt!
  resourceType: String! tags: [String!]! uniqueId: String!
}

interface EnvironmentDefinitionNestedNode {
  description: String filePath: String! name: String resourceType: String! runGeneratedAt: DateTime uniqueId: String!
}

interface EnvironmentDefinitionNode {
  accountId: BigInt! description: String environmentId: BigInt! filePath: String! meta: JSONObject name: String projectId: BigInt!
  resourceType: String! runGeneratedAt: DateTime tags: [String!]! uniqueId: String!
}

input GenericMaterializedFilter {
  database: String identifier: String schema: String tags: [String!] uniqueIds: [String!]
}

scalar JSONObject

enum OwnerResourceType {
  exposure group
}

enum PackageResourceType {
  macro model
}

type PageInfo {
  endCursor: String hasNextPage: Boolean! hasPreviousPage: Boolean! startCursor: String
}

enum ResourceNodeType {
  Exposure Macro Metric Model SavedQuery Seed SemanticModel Snapshot Source Test
}

enum RunStatus {
  error skipped success
}

enum SortDirection {
  asc desc
}

type Tag {
  name: String!
}

${connections('EnvironmentAppliedNode', 'EnvironmentDefinitionNode')}
`;

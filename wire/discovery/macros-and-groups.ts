/** Macros and groups. Names and types are those of dbt's own schema. */
import { connections } from './connections.ts';

export const macrosAndGroupsSchema = `
input GroupFilter {
  uniqueIds: [String!]
}

type GroupNode implements EnvironmentDefinitionNode {
  accountId: BigInt! description: String environmentId: BigInt! filePath: String! jobId: BigInt meta: JSONObject modelCount: Int!
  models: [ModelDefinitionNestedNode!]! name: String ownerEmail: String ownerName: String packageName: String projectId: BigInt!
  resourceType: String! runGeneratedAt: DateTime runId: BigInt tags: [String!]! @deprecated uniqueId: String!
}

type MacroArguments {
  description: String name: String type: String
}

input MacroDefinitionFilter {
  packageName: String uniqueIds: [String!]
}

type MacroDefinitionNestedNode implements EnvironmentAppliedNestedNode & EnvironmentDefinitionNestedNode {
  dbtVersion: String description: String filePath: String! fqn: [String!] jobId: BigInt name: String packageName: String
  patchPath: String resourceType: String! runGeneratedAt: DateTime runId: BigInt uniqueId: String!
}

type MacroDefinitionNode implements EnvironmentAppliedNode & EnvironmentDefinitionNode {
  accountId: BigInt! arguments: [MacroArguments!]! dbtVersion: String description: String environmentId: BigInt! filePath: String!
  jobId: BigInt macroSql: String! meta: JSONObject name: String packageName: String parents: [EnvironmentDefinitionNestedNode!]!
  patchPath: String projectId: BigInt! resourceType: String! runGeneratedAt: DateTime runId: BigInt tags: [String!]!
  uniqueId: String!
}

${connections('GroupNode', 'MacroDefinitionNode')}
`;

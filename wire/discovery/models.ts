/** Models, and those of other projects. Names and types are those of dbt's own schema. */
import { connections } from './connections.ts';

export const modelsSchema = `
enum AccessLevel {
  private protected public
}

input AppliedModelSort {
  direction: SortDirection! field: AppliedModelSortField!
}

enum AppliedModelSortField {
  executeCompletedAt queryUsageCount rowCount uniqueId
}

type ExternalModelNode implements EnvironmentAppliedNestedNode & EnvironmentDefinitionNestedNode {
  accountId: BigInt! database: String dbtProjectName: String description: String environmentId: BigInt! filePath: String!
  fqn: [String!] identifier: String latestVersion: String meta: JSONObject name: String packageName: String patchPath: String
  projectId: BigInt! relationName: String releaseVersion: ReleaseVersion resourceType: String! runGeneratedAt: DateTime
  schema: String tags: [String!]! uniqueId: String! version: String
}

input ModelAppliedFilter {
  access: AccessLevel database: String group: String identifier: String lastRunStatus: RunStatus modelingLayer: String
  packageName: String schema: String tags: [String!] uniqueIds: [String!]
}

type ModelAppliedStateNestedNode implements EnvironmentAppliedNestedNode {
  access: String alias: String contractEnforced: Boolean database: String dbtVersion: String description: String
  executionInfo: ModelExecutionInfoNode filePath: String! fqn: [String!] group: String latestVersion: String
  materializedType: String modelingLayer: String name: String packageName: String patchPath: String releaseVersion: ReleaseVersion
  resourceType: String! schema: String testStatuses: JSONObject! uniqueId: String! version: String
}

type ModelAppliedStateNode implements EnvironmentAppliedNode {
  access: String accountId: BigInt! alias: String ancestors(types: [AncestorNodeType!]!): [EnvironmentAppliedNestedNode!]!
  catalog: CatalogNode children: [EnvironmentAppliedNestedNode!]! compiledCode: String config: JSONObject
  constraints: [ModelLevelConstraint!]! contractEnforced: Boolean database: String dbtVersion: String deprecationDate: DateTime
  description: String environmentId: BigInt! executionInfo: ModelExecutionInfoNode filePath: String! fqn: [String!]! group: String
  isDescriptionInherited: Boolean language: String latestVersion: String materializedType: String meta: JSONObject
  modelingLayer: String name: String packageName: String packages: [String!]! parents: [EnvironmentAppliedNestedNode!]!
  patchPath: String projectId: BigInt! rawCode: String relationName: String releaseVersion: ReleaseVersion resourceType: String! schema: String
  tags: [String!]! tests: [TestAppliedStateNestedNode!]! uniqueId: String! version: String versions: [ModelVersion!]!
}

input ModelDefinitionFilter {
  access: AccessLevel database: String group: String identifier: String modelingLayer: String schema: String tags: [String!]
  uniqueIds: [String!]
}

type ModelDefinitionNestedNode implements EnvironmentDefinitionNestedNode {
  access: String alias: String contractEnforced: Boolean database: String description: String filePath: String! group: String
  jobDefinitionId: BigInt latestVersion: String materializedType: String name: String packageName: String patchPath: String
  releaseVersion: ReleaseVersion resourceType: String! runGeneratedAt: DateTime runId: BigInt schema: String uniqueId: String!
  version: String
}

type ModelDefinitionNode implements EnvironmentDefinitionNode {
  access: String accountId: BigInt! alias: String ancestors(types: [AncestorNodeType!]!): [EnvironmentDefinitionNestedNode!]!
  children: [EnvironmentDefinitionNestedNode!]! constraints: [ModelLevelConstraint!]! contractEnforced: Boolean database: String
  deprecationDate: DateTime description: String environmentId: BigInt! filePath: String! fqn: [String!]! group: String
  jobDefinitionId: BigInt language: String latestVersion: String materializedType: String meta: JSONObject modelingLayer: String
  name: String packageName: String packages: [String!]! parents: [EnvironmentDefinitionNestedNode!]! patchPath: String
  projectId: BigInt! rawCode: String releaseVersion: ReleaseVersion resourceType: String! runGeneratedAt: DateTime runId: BigInt
  schema: String tags: [String!]! tests: [TestDefinitionNestedNode!]! uniqueId: String! version: String
}

type ModelExecutionInfoNode {
  compileCompletedAt: DateTime compileStartedAt: DateTime executeCompletedAt: DateTime executeStartedAt: DateTime
  executionTime: Float lastJobDefinitionId: BigInt lastRunError: String lastRunGeneratedAt: DateTime lastRunId: BigInt
  lastRunStatus: RunStatus lastSuccessJobDefinitionId: BigInt lastSuccessRunId: BigInt runElapsedTime: Float
  runGeneratedAt: DateTime
}

type ModelLevelConstraint {
  columns: [String!] expression: String name: String type: String warnUnenforced: Boolean warnUnsupported: Boolean
}

type ModelVersion {
  name: String! releaseVersion: String! uniqueId: String!
}

enum ReleaseVersion {
  latest none old prerelease
}

${connections('ModelAppliedStateNode', 'ModelDefinitionNode')}
`;

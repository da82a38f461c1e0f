/** Seeds and snapshots. Names and types are those of dbt's own schema. */
import { connections } from './connections.ts';

export const seedsAndSnapshotsSchema = `
type SeedAppliedStateNestedNode implements EnvironmentAppliedNestedNode {
  alias: String database: String dbtVersion: String description: String executionInfo: SeedExecutionInfoNode! filePath: String!
  fqn: [String!] name: String packageName: String patchPath: String resourceType: String! schema: String uniqueId: String!
}

type SeedAppliedStateNode implements EnvironmentAppliedNode {
  accountId: BigInt! alias: String catalog: CatalogNode children: [EnvironmentAppliedNestedNode!]! database: String
  dbtVersion: String description: String environmentId: BigInt! executionInfo: SeedExecutionInfoNode! filePath: String!
  fqn: [String!]! meta: JSONObject name: String packageName: String patchPath: String projectId: BigInt! resourceType: String!
  schema: String tags: [String!]! tests: [TestAppliedStateNestedNode!]! uniqueId: String!
}

type SeedDefinitionNestedNode implements EnvironmentDefinitionNestedNode {
  alias: String database: String dbtVersion: String description: String filePath: String! jobDefinitionId: BigInt name: String
  packageName: String patchPath: String resourceType: String! runGeneratedAt: DateTime runId: BigInt schema: String
  uniqueId: String!
}

type SeedDefinitionNode implements EnvironmentDefinitionNode {
  accountId: BigInt! alias: String children: [EnvironmentDefinitionNestedNode!]! database: String dbtVersion: String
  description: String environmentId: BigInt! filePath: String! fqn: [String!]! jobDefinitionId: BigInt meta: JSONObject name: String
  packageName: String patchPath: String projectId: BigInt! resourceType: String! runGeneratedAt: DateTime runId: BigInt
  schema: String tags: [String!]! uniqueId: String!
}

type SeedExecutionInfoNode {
  compileCompletedAt: DateTime compileStartedAt: DateTime executeCompletedAt: DateTime executeStartedAt: DateTime
  executionTime: Float lastJobDefinitionId: BigInt lastRunError: String lastRunGeneratedAt: DateTime lastRunId: BigInt
  lastRunSkip: Boolean lastRunStatus: String lastSuccessJobDefinitionId: BigInt lastSuccessRunId: BigInt runElapsedTime: Float
  runGeneratedAt: DateTime
}

type SnapshotAppliedStateNestedNode implements EnvironmentAppliedNestedNode {
  alias: String database: String dbtVersion: String description: String executionInfo: SnapshotExecutionInfoNode filePath: String!
  fqn: [String!] name: String packageName: String patchPath: String resourceType: String! schema: String uniqueId: String!
}

type SnapshotAppliedStateNode implements EnvironmentAppliedNode {
  accountId: BigInt! alias: String catalog: CatalogNode children: [EnvironmentAppliedNestedNode!]! compiledCode: String
  config: JSONObject database: String dbtVersion: String description: String environmentId: BigInt!
  executionInfo: SnapshotExecutionInfoNode filePath: String! fqn: [String!]! meta: JSONObject name: String packageName: String
  parents: [EnvironmentAppliedNestedNode!]! patchPath: String projectId: BigInt! rawCode: String resourceType: String!
  schema: String tags: [String!]! tests: [TestAppliedStateNestedNode!]! uniqueId: String!
}

type SnapshotDefinitionNestedNode implements EnvironmentDefinitionNestedNode {
  alias: String database: String description: String filePath: String! jobDefinitionId: BigInt name: String packageName: String
  patchPath: String resourceType: String! runGeneratedAt: DateTime runId: BigInt schema: String uniqueId: String!
}

type SnapshotDefinitionNode implements EnvironmentDefinitionNode {
  accountId: BigInt! alias: String children: [EnvironmentDefinitionNestedNode!]! database: String description: String
  environmentId: BigInt! filePath: String! fqn: [String!]! jobDefinitionId: BigInt meta: JSONObject name: String packageName: String
  parents: [EnvironmentDefinitionNestedNode!]! patchPath: String projectId: BigInt! rawCode: String resourceType: String!
  runGeneratedAt: DateTime runId: BigInt schema: String tags: [String!]! uniqueId: String!
}

type SnapshotExecutionInfoNode {
  compileCompletedAt: DateTime compileStartedAt: DateTime executeCompletedAt: DateTime executeStartedAt: DateTime
  executionTime: Float lastJobDefinitionId: BigInt lastRunError: String lastRunGeneratedAt: DateTime lastRunId: BigInt
  lastRunStatus: String lastSuccessJobDefinitionId: BigInt lastSuccessRunId: BigInt runElapsedTime: Float runGeneratedAt: DateTime
}

${connections('SeedAppliedStateNode', 'SeedDefinitionNode', 'SnapshotAppliedStateNode', 'SnapshotDefinitionNode')}
`;

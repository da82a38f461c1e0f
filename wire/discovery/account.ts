/** What an account's projects offer each other. Newer than the schema that dbt has made public: names and types are what clients ask for. */
import { connections } from './connections.ts';

export const accountSchema = `
type Account {
  meshProjects: [MeshProject!]!
  publicModels(after: String, filter: PublicModelsFilter, first: Int): PublicModelNodeConnection!
}

input PublicModelsFilter {
  dbtCoreProjectName: String environmentIds: [BigInt!] projectId: BigInt uniqueIds: [String!]
}

type MeshProject {
  dbtCoreProject: String dbtCloudProject: String projectId: BigInt! defaultEnvironmentId: BigInt isProducer: Boolean! isConsumer: Boolean!
  projectSummary: MeshProjectSummary dependentProjects: [MeshProject!]!
}

type MeshProjectSummary {
  totalNodes: Int! totalModels: Int! publicModels: Int! sources: Int! metrics: Int! semanticModels: Int! tests: Int! snapshots: Int!
  exposures: Int! macros: Int! seeds: Int!
}

type PublicModelNode {
  accountId: BigInt! columnCount: Int database: String dbtCoreProject: String dependentProjects: [DependentProject!]!
  deprecationDate: DateTime description: String environmentDeploymentType: String environmentId: BigInt! fqn: [String!]! group: String
  healthIssues: [String!] identifier: String isDefaultEnv: Boolean! lastRunStatus: RunStatus latestVersion: String
  materializationType: String name: String packageName: String projectId: BigInt! publicAncestors: [PublicModelNode!]!
  relationName: String runGeneratedAt: DateTime schema: String uniqueId: String! version: String
}

type DependentProject {
  dbtCoreProject: String defaultEnvironmentId: BigInt dependentModelsCount: Int! environmentId: BigInt! projectId: BigInt!
}

${connections('PublicModelNode')}
`;

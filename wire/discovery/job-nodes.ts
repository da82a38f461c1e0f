/** Nodes as one run of a job left them. Names and types are those of dbt's own schema. */

export const jobNodesSchema = `
interface CloudArtifactInterface {
  accountId: BigInt! environmentId: BigInt! jobId: BigInt! projectId: BigInt! runId: BigInt!
}

type ExposureNode implements CloudArtifactInterface & NodeInterface {
  accountId: BigInt! dbtVersion: String dependsOn: [String!]! description: String environmentId: BigInt! exposureType: String
  jobId: BigInt! manifestGeneratedAt: DateTime maturity: String meta: JSONObject name: String ownerEmail: String ownerName: String
  packageName: String parents: [NodeInterface!]! parentsModels: [ModelNode!]! parentsSources: [SourceNode!]! projectId: BigInt!
  resourceType: String! runId: BigInt! tags: [String!] uniqueId: String! url: String
}

type MacroNode implements CloudArtifactInterface & NodeInterface {
  accountId: BigInt! dbtVersion: String dependsOn: [String!]! description: String environmentId: BigInt! jobId: BigInt!
  macroSql: String meta: JSONObject name: String originalFilePath: String packageName: String path: String projectId: BigInt!
  resourceType: String! rootPath: String runId: BigInt! tags: [String!] uniqueId: String!
}

type MetricFilter {
  field: String operator: String value: String
}

type MetricNode implements CloudArtifactInterface & NodeInterface {
  accountId: BigInt! calculation_method: String dbtVersion: String dependsOn: [String!]! description: String dimensions: [String!]!
  environmentId: BigInt! environmentName: String expression: String filters: [MetricFilter!]! jobId: BigInt! label: String
  meta: JSONObject model: ModelNode name: String packageName: String projectId: BigInt! resourceType: String! runId: BigInt!
  sql: String tags: [String!] timeGrains: [String!] timestamp: String type: String uniqueId: String!
}

type ModelNode implements CloudArtifactInterface & NodeInterface {
  access: String accountId: BigInt! alias: String args: String childrenL1: [String!]! columns: [CatalogColumn!] comment: String
  compileCompletedAt: DateTime compileStartedAt: DateTime compiledCode: String compiledSql: String database: String dbtGroup: String
  dbtVersion: String dependsOn: [String!]! description: String environmentId: BigInt! error: String executeCompletedAt: DateTime
  executeStartedAt: DateTime executionTime: Float invocationId: String jobId: BigInt! language: String materializedType: String
  meta: JSONObject name: String owner: String packageName: String packages: [String!] parentsModels: [ModelNode!]!
  parentsSources: [SourceNode!]! projectId: BigInt! rawCode: String rawSql: String resourceType: String! runElapsedTime: Float
  runGeneratedAt: DateTime runId: BigInt! runResults: [RunInfoNode!]! schema: String skip: Boolean stats: [CatalogStat!]!
  status: String tags: [String!] tests: [TestNode!]! threadId: String type: String uniqueId: String!
}

interface NodeInterface {
  dbtVersion: String description: String meta: JSONObject name: String resourceType: String! tags: [String!] uniqueId: String!
}

type RunInfoNode {
  args: String compileCompletedAt: DateTime compileStartedAt: DateTime error: String executeCompletedAt: DateTime
  executeStartedAt: DateTime executionTime: Float invocationId: String runElapsedTime: Float runGeneratedAt: DateTime skip: Boolean
  status: String threadId: String
}

type SeedNode implements CloudArtifactInterface & NodeInterface {
  accountId: BigInt! alias: String childrenL1: [String!] columns: [CatalogColumn!] comment: String compileCompletedAt: DateTime
  compileStartedAt: DateTime compiledCode: String compiledSql: String database: String dbtVersion: String description: String
  environmentId: BigInt! error: String executeCompletedAt: DateTime executeStartedAt: DateTime executionTime: Float jobId: BigInt!
  meta: JSONObject name: String owner: String packageName: String projectId: BigInt! rawCode: String rawSql: String
  resourceType: String! runElapsedTime: Float runGeneratedAt: DateTime runId: BigInt! schema: String skip: Boolean
  stats: [CatalogStat!]! status: String tags: [String!] thread_id: String @deprecated type: String uniqueId: String!
}

type SemanticModelNode implements CloudArtifactInterface & NodeInterface {
  accountId: BigInt! dbtVersion: String dependsOn: [String!]! description: String dimensions: [SemanticModelDimension!]!
  entities: [SemanticModelEntity!]! environmentId: BigInt! jobId: BigInt! measures: [SemanticModelMeasure!]! meta: JSONObject
  name: String packageName: String projectId: BigInt! resourceType: String! runId: BigInt! tags: [String!] uniqueId: String!
}

type SnapshotNode implements CloudArtifactInterface & NodeInterface {
  accountId: BigInt! alias: String childrenL1: [String!]! columns: [CatalogColumn!] comment: String compileCompletedAt: DateTime
  compileStartedAt: DateTime compiledCode: String compiledSql: String database: String dbtVersion: String description: String
  environmentId: BigInt! error: String executeCompletedAt: DateTime executeStartedAt: DateTime executionTime: Float jobId: BigInt!
  meta: JSONObject name: String owner: String packageName: String parentsModels: [ModelNode!]! parentsSources: [SourceNode!]!
  projectId: BigInt! rawCode: String rawSql: String resourceType: String! runElapsedTime: Float runGeneratedAt: DateTime
  runId: BigInt! schema: String skip: Boolean stats: [CatalogStat!]! status: String tags: [String!] threadId: String type: String
  uniqueId: String!
}

type SourceNode implements CloudArtifactInterface & NodeInterface {
  accountId: BigInt! childrenL1: [String!]! columns: [CatalogColumn!] comment: String criteria: Criteria! database: String
  dbtVersion: String description: String environmentId: BigInt! freshnessChecked: Boolean identifier: String jobId: BigInt!
  loader: String maxLoadedAt: DateTime maxLoadedAtTimeAgoInS: Float meta: JSONObject name: String owner: String projectId: BigInt!
  resourceType: String! runElapsedTime: Float runGeneratedAt: DateTime runId: BigInt! schema: String snapshottedAt: DateTime
  sourceDescription: String sourceName: String state: FreshnessStatus stats: [CatalogStat!]! tags: [String!] tests: [TestNode!]!
  type: String uniqueId: String!
}

type TestNode implements CloudArtifactInterface & NodeInterface {
  accountId: BigInt! columnName: String compileCompletedAt: DateTime compileStartedAt: DateTime compiledCode: String
  compiledSql: String dbtVersion: String dependsOn: [String!]! description: String environmentId: BigInt! error: String
  executeCompletedAt: DateTime executeStartedAt: DateTime executionTime: Float fail: Boolean invocationId: String jobId: BigInt!
  language: String meta: JSONObject name: String projectId: BigInt! rawCode: String rawSql: String resourceType: String!
  runElapsedTime: Float runGeneratedAt: DateTime runId: BigInt! skip: Boolean state: String status: String tags: [String!]
  threadId: String uniqueId: String! warn: Boolean
}
`;

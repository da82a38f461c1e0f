/** Where questions begin: an environment, a job, an account. Names and types are those of dbt's own schema. */

export const rootsSchema = `
type AppliedState {
  exposureTile(filter: ExposureTileFilter!): ExposureTileNode
  exposures(after: String, filter: ExposureFilter, first: Int): ExposureAppliedStateNodeConnection!
  lastUpdatedAt: DateTime
  latestGitSha: String
  lineage(filter: LineageFilter!): [LineageNode!]!
  modelHistoricalRuns(identifier: String, lastRunCount: Int = 1, uniqueId: String, withCatalog: Boolean = false): [ModelNode!]!
  models(after: String, filter: ModelAppliedFilter, first: Int, sort: AppliedModelSort): ModelAppliedStateNodeConnection!
  owners(resource: OwnerResourceType!): [ExposureOwner!]!
  packages(resource: PackageResourceType!): [String!]!
  resourceCounts: JSONObject
  searchResults(after: String, filter: SearchQueryFilter!, first: Int): SearchResultConnection!
  resources(after: String, filter: AppliedResourcesFilter!, first: Int): EnvironmentAppliedNodeConnection!
  seeds(after: String, filter: GenericMaterializedFilter, first: Int): SeedAppliedStateNodeConnection!
  snapshots(after: String, filter: GenericMaterializedFilter, first: Int): SnapshotAppliedStateNodeConnection!
  sources(after: String, filter: SourceAppliedFilter, first: Int): SourceAppliedStateNodeConnection!
  tags: [Tag!]!
  tests(after: String, filter: TestAppliedFilter, first: Int): TestAppliedStateNodeConnection!
}

type DefinitionState {
  exposures(after: String, filter: ExposureFilter, first: Int): ExposureDefinitionNodeConnection!
  groups(after: String, filter: GroupFilter, first: Int): GroupNodeConnection!
  lastUpdatedAt: DateTime
  lineage(filter: LineageFilter!): [LineageNode!]!
  macros(after: String, filter: MacroDefinitionFilter, first: Int): MacroDefinitionNodeConnection!
  metrics(after: String, filter: GenericMaterializedFilter, first: Int): MetricDefinitionNodeConnection!
  models(after: String, filter: ModelDefinitionFilter, first: Int): ModelDefinitionNodeConnection!
  packages(resource: PackageResourceType!): [String!]!
  resourceCounts: JSONObject
  resources(after: String, filter: DefinitionResourcesFilter!, first: Int): EnvironmentDefinitionNodeConnection!
  savedQueries(after: String, filter: GenericMaterializedFilter, first: Int): SavedQueryDefinitionNodeConnection!
  seeds(after: String, filter: GenericMaterializedFilter, first: Int): SeedDefinitionNodeConnection!
  semanticModels(after: String, filter: GenericMaterializedFilter, first: Int): SemanticModelDefinitionNodeConnection!
  snapshots(after: String, filter: GenericMaterializedFilter, first: Int): SnapshotDefinitionNodeConnection!
  sources(after: String, filter: SourceDefinitionFilter, first: Int): SourceDefinitionNodeConnection!
  tags: [Tag!]!
  tests(after: String, filter: TestDefinitionFilter, first: Int): TestDefinitionNodeConnection!
}

type Environment {
  adapterType: String
  applied: AppliedState
  dbtProjectName: String
  definition: DefinitionState
}

type JobNode {
  exposure(name: String!): ExposureNode
  exposures: [ExposureNode!]!
  id: BigInt!
  macro(uniqueId: String!): MacroNode
  macros: [MacroNode!]!
  metric(uniqueId: String!): MetricNode
  metrics: [MetricNode!]!
  model(uniqueId: String!): ModelNode
  models(database: String, identifier: String, schema: String): [ModelNode!]!
  runId: BigInt!
  seed(uniqueId: String!): SeedNode
  seeds: [SeedNode!]!
  snapshot(uniqueId: String!): SnapshotNode
  semanticModels: [SemanticModelNode!]!
  snapshots: [SnapshotNode!]!
  source(uniqueId: String!): SourceNode
  sources(database: String, identifier: String, schema: String): [SourceNode!]!
  test(uniqueId: String!): TestNode
  tests: [TestNode!]!
}

type Query {
  account(id: BigInt!): Account!
  column(environmentId: BigInt!): Column!
  performance(environmentId: BigInt!): Performance!
  recommendations(environmentId: BigInt!): Recommendations!
  environment(id: BigInt!): Environment!
  exposure(jobId: Int!, name: String!, runId: Int): ExposureNode @deprecated
  exposures(jobId: Int!, runId: Int): [ExposureNode!]! @deprecated
  job(id: BigInt!, runId: BigInt): JobNode
  macro(jobId: Int!, runId: Int, uniqueId: String!): MacroNode @deprecated
  macros(jobId: Int!, runId: Int): [MacroNode!]! @deprecated
  metric(jobId: Int!, runId: Int, uniqueId: String!): MetricNode @deprecated
  metrics(jobId: Int!, runId: Int): [MetricNode!]! @deprecated
  model(jobId: Int!, runId: Int, uniqueId: String!): ModelNode @deprecated
  modelByEnvironment(environmentId: Int!, identifier: String, lastRunCount: Int = 1, uniqueId: String, withCatalog: Boolean = false): [ModelNode!]! @deprecated
  models(database: String, identifier: String, jobId: Int!, runId: Int, schema: String): [ModelNode!]! @deprecated
  seed(jobId: Int!, runId: Int, uniqueId: String!): SeedNode @deprecated
  seeds(jobId: Int!, runId: Int): [SeedNode!]! @deprecated
  snapshot(jobId: Int!, runId: Int, uniqueId: String!): SnapshotNode @deprecated
  snapshots(jobId: Int!, runId: Int): [SnapshotNode!]! @deprecated
  source(jobId: Int!, runId: Int, uniqueId: String!): SourceNode @deprecated
  sources(database: String, identifier: String, jobId: Int!, runId: Int, schema: String): [SourceNode!]! @deprecated
  test(jobId: Int!, runId: Int, uniqueId: String!): TestNode @deprecated
  tests(jobId: Int!, runId: Int): [TestNode!]! @deprecated
}
`;

/** Metrics, semantic models and saved queries. Names and types are those of dbt's own schema. */
import { connections } from './connections.ts';

export const semanticLayerSchema = `
type MetricDefinitionNestedNode implements EnvironmentAppliedNestedNode & EnvironmentDefinitionNestedNode {
  dbtVersion: String description: String filePath: String! filter: JSONObject formula: String fqn: [String!] group: String
  jobDefinitionId: BigInt name: String packageName: String patchPath: String resourceType: String! runGeneratedAt: DateTime
  runId: BigInt type: String typeParams: JSONObject uniqueId: String!
}

type MetricDefinitionNode implements EnvironmentAppliedNode & EnvironmentDefinitionNode {
  accountId: BigInt! ancestors: [EnvironmentDefinitionNestedNode!]! children: [EnvironmentDefinitionNestedNode!]! dbtVersion: String
  description: String environmentId: BigInt! filePath: String! filter: JSONObject formula: String fqn: [String!]! group: String
  jobDefinitionId: BigInt meta: JSONObject name: String packageName: String parents: [EnvironmentDefinitionNestedNode!]!
  patchPath: String projectId: BigInt! resourceType: String! runGeneratedAt: DateTime runId: BigInt tags: [String!]! type: String
  typeParams: JSONObject uniqueId: String!
}

type QueryExportConfig {
  alias: String database: String exportAs: String! schema: String
}

type QueryExports {
  config: QueryExportConfig name: String
}

type QueryParams {
  groupBy: [String!]! limit: BigInt metrics: [String!]! orderBy: [String] where: QueryWhere
}

type QueryWhere {
  whereFilters: [QueryWhereFilter!]!
}

type QueryWhereFilter {
  whereSqlTemplate: String!
}

type SavedQueryDefinitionNestedNode implements EnvironmentAppliedNestedNode & EnvironmentDefinitionNestedNode {
  dbtVersion: String description: String exports: [QueryExports!]! filePath: String! fqn: [String!] group: String
  jobDefinitionId: BigInt name: String packageName: String queryParams: QueryParams! resourceType: String! runGeneratedAt: DateTime
  runId: BigInt uniqueId: String!
}

type SavedQueryDefinitionNode implements EnvironmentAppliedNode & EnvironmentDefinitionNode {
  accountId: BigInt! ancestors: [EnvironmentDefinitionNestedNode!]! children: [EnvironmentDefinitionNestedNode!]! dbtVersion: String
  description: String environmentId: BigInt! exports: [QueryExports!]! filePath: String! fqn: [String!]! group: String
  jobDefinitionId: BigInt meta: JSONObject name: String packageName: String parents: [EnvironmentDefinitionNestedNode!]!
  projectId: BigInt! queryParams: QueryParams! resourceType: String! runGeneratedAt: DateTime runId: BigInt tags: [String!]!
  uniqueId: String!
}

type SemanticModelDefinitionNestedNode implements EnvironmentAppliedNestedNode & EnvironmentDefinitionNestedNode {
  dbtVersion: String description: String dimensions: [SemanticModelDimension!]! entities: [SemanticModelEntity!]! filePath: String!
  fqn: [String!] jobDefinitionId: BigInt measures: [SemanticModelMeasure!]! name: String packageName: String patchPath: String
  resourceType: String! runGeneratedAt: DateTime runId: BigInt uniqueId: String!
}

type SemanticModelDefinitionNode implements EnvironmentAppliedNode & EnvironmentDefinitionNode {
  accountId: BigInt! ancestors: [EnvironmentDefinitionNestedNode!]! children: [EnvironmentDefinitionNestedNode!]! dbtVersion: String
  description: String dimensions: [SemanticModelDimension!]! entities: [SemanticModelEntity!]! environmentId: BigInt!
  filePath: String! fqn: [String!]! jobDefinitionId: BigInt measures: [SemanticModelMeasure!]! meta: JSONObject name: String
  packageName: String parents: [EnvironmentDefinitionNestedNode!]! patchPath: String projectId: BigInt! resourceType: String!
  runGeneratedAt: DateTime runId: BigInt tags: [String!]! uniqueId: String!
}

type SemanticModelDimension {
  description: String expr: String name: String type: String typeParams: JSONObject
}

type SemanticModelEntity {
  description: String expr: String name: String type: String
}

type SemanticModelMeasure {
  agg: String createMetric: Boolean description: String expr: String name: String
}

${connections('MetricDefinitionNode', 'SavedQueryDefinitionNode', 'SemanticModelDefinitionNode')}
`;

/** Sources and their freshness. Names and types are those of dbt's own schema. */
import { connections } from './connections.ts';

export const sourcesSchema = `
type Criteria {
  errorAfter: CriteriaInfo warnAfter: CriteriaInfo
}

type CriteriaInfo {
  count: Int period: TimePeriod
}

enum FreshnessStatus {
  Error Pass Unknown Warn
}

input SourceAppliedFilter {
  database: String freshnessChecked: Boolean freshnessStatus: FreshnessStatus identifier: String schema: String
  sourceNames: [String!] tags: [String!] uniqueIds: [String!]
}

type SourceAppliedStateNestedNode implements EnvironmentAppliedNestedNode {
  database: String dbtVersion: String description: String filePath: String! fqn: [String!] freshness: SourceFreshnessNode!
  identifier: String loader: String name: String patchPath: String resourceType: String! schema: String sourceDescription: String
  sourceName: String testStatuses: JSONObject! uniqueId: String!
}

type SourceAppliedStateNode implements EnvironmentAppliedNode {
  accountId: BigInt! catalog: CatalogNode children: [EnvironmentAppliedNestedNode!]! database: String dbtVersion: String
  description: String environmentId: BigInt! filePath: String! fqn: [String!]! freshness: SourceFreshnessNode! identifier: String
  loader: String meta: JSONObject name: String patchPath: String projectId: BigInt! resourceType: String! schema: String
  sourceDescription: String sourceName: String tags: [String!]! tests: [TestAppliedStateNestedNode!]! uniqueId: String!
}

input SourceDefinitionFilter {
  database: String identifier: String schema: String sourceNames: [String!] tags: [String!] uniqueIds: [String!]
}

type SourceDefinitionNestedNode implements EnvironmentDefinitionNestedNode {
  database: String dbtVersion: String description: String filePath: String! identifier: String loader: String name: String
  patchPath: String resourceType: String! runGeneratedAt: DateTime schema: String sourceDescription: String sourceName: String
  uniqueId: String!
}

type SourceDefinitionNode implements EnvironmentDefinitionNode {
  accountId: BigInt! children: [EnvironmentDefinitionNestedNode!]! database: String dbtVersion: String description: String
  environmentId: BigInt! filePath: String! fqn: [String!]! identifier: String loader: String meta: JSONObject name: String
  patchPath: String projectId: BigInt! resourceType: String! runGeneratedAt: DateTime schema: String sourceDescription: String
  sourceName: String tags: [String!]! tests: [TestDefinitionNestedNode!]! uniqueId: String!
}

type SourceFreshnessNode {
  criteria: Criteria! freshnessChecked: Boolean freshnessJobDefinitionId: BigInt freshnessRunGeneratedAt: DateTime
  freshnessRunId: BigInt freshnessStatus: FreshnessStatus maxLoadedAt: DateTime maxLoadedAtTimeAgoInS: Float snapshottedAt: DateTime
}

enum TimePeriod {
  day hour minute
}

${connections('SourceAppliedStateNode', 'SourceDefinitionNode')}
`;

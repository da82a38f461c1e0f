/** Exposures and their owners. Names and types are those of dbt's own schema. */
import { connections } from './connections.ts';

export const exposuresSchema = `
enum AutoExposureBIProvider {
  powerbi tableau
}

type ExposureAppliedStateNestedNode implements EnvironmentAppliedNestedNode {
  dbtVersion: String description: String exposureType: String filePath: String! fqn: [String!] label: String
  manifestGeneratedAt: DateTime maturity: String name: String ownerEmail: String ownerName: String packageName: String
  patchPath: String resourceType: String! uniqueId: String! url: String
}

type ExposureAppliedStateNode implements EnvironmentAppliedNode {
  accountId: BigInt! ancestors(types: [AncestorNodeType!]!): [EnvironmentAppliedNestedNode!]! dbtVersion: String description: String
  environmentId: BigInt! exposureType: String filePath: String! fqn: [String!]! label: String manifestGeneratedAt: DateTime
  maturity: String meta: JSONObject name: String ownerEmail: String ownerName: String packageName: String
  parents: [EnvironmentAppliedNestedNode!]! patchPath: String projectId: BigInt! resourceType: String! tags: [String!]!
  uniqueId: String! url: String
}

type ExposureDefinitionNestedNode implements EnvironmentDefinitionNestedNode {
  dbtVersion: String description: String exposureType: String filePath: String! label: String manifestGeneratedAt: DateTime
  maturity: String name: String ownerEmail: String ownerName: String packageName: String patchPath: String resourceType: String!
  runGeneratedAt: DateTime uniqueId: String! url: String
}

type ExposureDefinitionNode implements EnvironmentDefinitionNode {
  accountId: BigInt! ancestors: [EnvironmentDefinitionNestedNode!]! dbtVersion: String description: String environmentId: BigInt!
  exposureType: String filePath: String! fqn: [String!]! freshnessStatus: FreshnessStatus label: String
  manifestGeneratedAt: DateTime maturity: String meta: JSONObject name: String ownerEmail: String ownerName: String
  packageName: String parents: [EnvironmentDefinitionNestedNode!]! patchPath: String projectId: BigInt! resourceType: String!
  runGeneratedAt: DateTime tags: [String!]! uniqueId: String! url: String
}

input ExposureFilter {
  exposureType: String tags: [String!] uniqueIds: [String!]
}

enum ExposureHealthIssueType {
  CautionUpstreamSources DegradedUpstreamSources FailedTestUpstreamModels LastRunFailedUpstreamModels Unknown
  WarnedTestUpstreamModels
}

type ExposureOwner {
  email: String! name: String!
}

input ExposureTileFilter {
  autoBiProvider: AutoExposureBIProvider biResourceId: String uniqueId: String
}

type ExposureTileNode implements EnvironmentAppliedNode {
  accountId: BigInt! autoBiProvider: AutoExposureBIProvider description: String environmentId: BigInt! exposureType: String
  filePath: String! freshnessStatus: FreshnessStatus healthIssues: [ExposureHealthIssueType!]! maxSnapshottedAt: DateTime
  meta: JSONObject name: String packageName: String projectId: BigInt! quality: Quality resourceType: String! tags: [String!]!
  uniqueId: String! upstreamStats: JSONObject
}

enum Quality {
  Error Pass Unknown Warn
}

${connections('ExposureAppliedStateNode', 'ExposureDefinitionNode')}
`;

/** Tests of data and of units. Names and types are those of dbt's own schema. */
import { connections } from './connections.ts';

export const testsSchema = `
input TestAppliedFilter {
  status: String tags: [String!] testTypes: [TestType!] uniqueIds: [String!]
}

type TestAppliedStateNestedNode implements EnvironmentAppliedNestedNode {
  columnName: String dbtVersion: String description: String executionInfo: TestExecutionInfoNode! filePath: String! fqn: [String!]
  name: String patchPath: String resourceType: String! testMetadata: TestMetadata! testType: TestType! uniqueId: String! lastKnownResult: String
}

type TestAppliedStateNode implements EnvironmentAppliedNode {
  accountId: BigInt! columnName: String compiledCode: String config: JSONObject dbtVersion: String description: String
  environmentId: BigInt! eventStatus: JSONObject executionInfo: TestExecutionInfoNode! expect: JSONObject filePath: String!
  fqn: [String!]! given: [JSONObject!] meta: JSONObject model: String name: String numExpectRows: Int numGiven: Int
  numGivenRows: Int overrides: JSONObject parents: [EnvironmentAppliedNestedNode!]! patchPath: String projectId: BigInt!
  rawCode: String resourceType: String! tags: [String!]! testMetadata: TestMetadata! testType: TestType! testedNodeUniqueId: String
  thisInputNodeUniqueId: String uniqueId: String! lastKnownResult: String
}

input TestDefinitionFilter {
  tags: [String!] uniqueIds: [String!]
}

type TestDefinitionNestedNode implements EnvironmentDefinitionNestedNode {
  columnName: String dbtVersion: String description: String filePath: String! jobDefinitionId: BigInt name: String patchPath: String
  resourceType: String! runGeneratedAt: DateTime runId: BigInt testType: TestType uniqueId: String!
}

type TestDefinitionNode implements EnvironmentDefinitionNode {
  accountId: BigInt! columnName: String dbtVersion: String description: String environmentId: BigInt! eventStatus: JSONObject!
  expect: JSONObject! filePath: String! fqn: [String!]! given: [JSONObject!]! jobDefinitionId: BigInt meta: JSONObject model: String
  name: String numExpectRows: Int numGiven: Int numGivenRows: Int overrides: JSONObject!
  parents: [EnvironmentDefinitionNestedNode!]! patchPath: String projectId: BigInt! rawCode: String resource: String!
  resourceType: String! runGeneratedAt: DateTime runId: BigInt tags: [String!]! testType: TestType testedNodeUniqueId: String
  thisInputNodeUniqueId: String uniqueId: String!
}

type TestExecutionInfoNode {
  compileCompletedAt: DateTime compileStartedAt: DateTime executeCompletedAt: DateTime executeStartedAt: DateTime
  executionTime: Float lastJobDefinitionId: BigInt lastRunError: String lastRunFailures: BigInt lastRunGeneratedAt: DateTime
  lastRunId: BigInt lastRunStatus: String lastSuccessJobDefinitionId: BigInt lastSuccessRunId: BigInt runElapsedTime: Float
  runGeneratedAt: DateTime
}

type TestMetadata {
  columnName: String kwargs: JSONObject name: String namespace: String
}

enum TestType {
  GENERIC_DATA_TEST SINGULAR_DATA_TEST UNIT_TEST
}

${connections('TestAppliedStateNode', 'TestDefinitionNode')}
`;

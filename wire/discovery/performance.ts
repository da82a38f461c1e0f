/** How often and how long nodes ran. Newer than the schema that dbt has made public: names and types are what clients ask for. */
export const performanceSchema = `
scalar Date

enum SortAggregation { AVG MAX }

type Performance {
  jobInformation(end: Date!, start: Date!, uniqueId: String!): [JobInformation!]!
  longestExecutedModels(end: Date!, jobId: BigInt, jobLimit: Int, limit: Int, orderBy: SortAggregation, start: Date!): [LongestExecutedModel!]!
  modelExecutionHistory(endDate: Date!, startDate: Date!, uniqueId: String!): [ModelExecutionDay!]!
  mostExecutedModels(end: Date!, jobLimit: Int, limit: Int, start: Date!): [MostExecutedModel!]!
  mostExecutionFailedModels(end: Date!, limit: Int, start: Date!): [FailedModel!]!
  mostTestFailedModels(end: Date!, limit: Int, start: Date!): [TestFailedModel!]!
}

type JobInformation { jobId: BigInt! name: String }

type LongestExecutedModel { averageExecutionTime: Float byJob: [LongestExecutedModelOfJob!]! maxExecutionTime: Float uniqueId: String! }
type LongestExecutedModelOfJob { averageExecutionTime: Float jobId: BigInt! maxExecutionTime: Float }

type MostExecutedModel { byJob: [MostExecutedModelOfJob!]! totalExecutions: Int! uniqueId: String! }
type MostExecutedModelOfJob { jobId: BigInt! totalExecutions: Int! }

type FailedModel { failurePercentage: Float! totalExecutions: Int! totalFailedExecutions: Int! uniqueId: String! }
type TestFailedModel { failurePercentage: Float! totalRunsWithTestFailures: Int! totalRunsWithTests: Int! uniqueId: String! }

type ModelExecutionDay { date: Date! executionTimes: [Float!]! executionsByJob: [ModelExecutionsOfJob!]! meanExecutionTime: Float }
type ModelExecutionsOfJob { executionTimes: [Float!]! executions: [ModelExecution!]! jobId: BigInt! meanExecutionTime: Float }
type ModelExecution {
  adapter: String executionStartedAt: DateTime executionTime: Float isFullRefresh: Boolean queryId: String runId: BigInt!
  runStartedAt: DateTime status: String
}
`;

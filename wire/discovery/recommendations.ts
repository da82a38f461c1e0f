/** What a project would do well to change. Newer than the schema that dbt has made public: names and types are what clients ask for. */
export const recommendationsSchema = `
type Recommendations {
  metrics: [RecommendationMetric!]!
  rules(after: String, filter: RuleFilter, first: Int!): RuleViolationConnection!
}

input RuleFilter {
  categories: [String!] ruleNames: [String!] severity: [String!] uniqueIds: [String!]
}

type RecommendationMetric { name: String! value: Float }

type RuleViolation {
  category: String! description: String! name: String! severity: String! uniqueId: String! violationId: String!
}

type RuleViolationConnection { edges: [RuleViolationEdge!]! pageInfo: PageInfo! totalCount: Int! }
type RuleViolationEdge { cursor: String! node: RuleViolation! }
`;

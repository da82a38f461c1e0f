/** What people look for. Newer than the schema that dbt has made public: names and types are what clients ask for. */
export const searchSchema = `
input SearchQueryFilter {
  accessLevels: [AccessLevel!] fields: [String!] materializationTypes: [String!] modelingLayers: [String!] query: String!
  resourceTypes: [ResourceNodeType!] tags: [String!]
}

type SearchResult { highlight: String hit: EnvironmentAppliedNode! matchedField: String }
type SearchResultConnection { edges: [SearchResultEdge!]! pageInfo: PageInfo! totalCount: Int! }
type SearchResultEdge { cursor: String! node: SearchResult! }
`;

/** What columns are made of. Newer than the schema that dbt has made public: names and types are what clients ask for. */
export const columnsSchema = `
type Column {
  lineage(nodeUniqueId: String!, filters: ColumnLineageFilter): [ColumnLineageNode!]!
}

input ColumnLineageFilter {
  columnName: String isError: Boolean maxDepth: Int
}

type ColumnLineageNode {
  accountId: BigInt! childColumns: [String!]! environmentId: BigInt! error: String errorCategory: String isError: Boolean!
  name: String nodeUniqueId: String! parentColumns: [String!]! projectId: BigInt! relationship: String runId: BigInt uniqueId: String!
}
`;

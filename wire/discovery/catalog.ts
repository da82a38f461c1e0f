/** What the warehouse says of a relation. Names and types are those of dbt's own schema. */

export const catalogSchema = `
type CatalogColumn {
  comment: String description: String index: Int meta: JSONObject name: String tags: [String!]! type: String
}

type CatalogNode {
  bytesStat: BigInt columns: [CatalogColumn!] comment: String environmentId: BigInt! jobDefinitionId: BigInt owner: String
  rowCountStat: BigInt runGeneratedAt: DateTime runId: BigInt stats: [CatalogStat] type: String uniqueId: String!
}

type CatalogStat {
  description: String id: String include: Boolean label: String value: AnyScalar
}
`;

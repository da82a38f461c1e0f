/** A page of a list, as Relay has it: the same two types for every kind of node. */
export function connections(...nodes: readonly string[]): string {
  return nodes.map(connection).join('\n');
}

function connection(node: string): string {
  return `
type ${node}Connection { edges: [${node}Edge!]! pageInfo: PageInfo! totalCount: Int! }
type ${node}Edge { cursor: String! node: ${node}! }`;
}

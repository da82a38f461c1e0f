/** Nodes in an order in which each comes after all that it reads; what is part of a cycle, as in manifests made by hand, comes last. */
interface Ordered {
  readonly uniqueId: string;
  readonly dependsOn: readonly string[];
}

export function inOrder<Node extends Ordered>(nodes: readonly Node[]): Node[] {
  const byId = new Map(nodes.map((node) => [node.uniqueId, node]));
  const waiting = new Map<string, number>();
  const readers = new Map<string, Node[]>();
  for (const node of nodes) {
    const upstream = [...new Set(node.dependsOn)].filter((id) => byId.has(id));
    waiting.set(node.uniqueId, upstream.length);
    for (const id of upstream) {
      const list = readers.get(id);
      if (list) list.push(node);
      else readers.set(id, [node]);
    }
  }
  const ordered = nodes.filter(({ uniqueId }) => waiting.get(uniqueId) === 0);
  for (let at = 0; at < ordered.length; at++) {
    for (const reader of readers.get(ordered[at]?.uniqueId ?? '') ?? []) {
      const left = (waiting.get(reader.uniqueId) ?? 0) - 1;
      waiting.set(reader.uniqueId, left);
      if (left === 0) ordered.push(reader);
    }
  }
  const done = new Set(ordered.map(({ uniqueId }) => uniqueId));
  return [...ordered, ...nodes.filter(({ uniqueId }) => !done.has(uniqueId))];
}

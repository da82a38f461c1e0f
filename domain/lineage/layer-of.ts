/** In which layer of a project a node lies, by the names and folders that dbt's own guide recommends. Pure. */

export type Layer = 'source' | 'staging' | 'intermediate' | 'mart' | 'consumer';

const prefixes: readonly (readonly [RegExp, Layer])[] = [
  [/^(stg|staging|base|src)_/, 'staging'],
  [/^(int|intermediate)_/, 'intermediate'],
  [/^(fct|fact|dim|mart|rpt|report|agg)_/, 'mart'],
];

const folders: readonly (readonly [RegExp, Layer])[] = [
  [/^(staging|stage|stg|base)$/, 'staging'],
  [/^(intermediate|int)$/, 'intermediate'],
  [/^(marts?|reports?|reporting)$/, 'mart'],
];

/** Null: neither its name nor a folder says so. The nearest folder counts before those further out, and the name before all. */
export function layerOf(node: { readonly resourceType: string; readonly name: string; readonly fqn: readonly string[] }): Layer | null {
  if (node.resourceType === 'source' || node.resourceType === 'seed') return 'source';
  if (consumers.has(node.resourceType)) return 'consumer';
  if (node.resourceType !== 'model' && node.resourceType !== 'snapshot') return null;
  const name = node.name.toLowerCase();
  const byName = prefixes.find(([pattern]) => pattern.test(name));
  if (byName) return byName[1];
  for (const folder of node.fqn.slice(1, -1).reverse()) {
    const byFolder = folders.find(([pattern]) => pattern.test(folder.toLowerCase()));
    if (byFolder) return byFolder[1];
  }
  return null;
}

const consumers: ReadonlySet<string> = new Set(['exposure', 'metric', 'semantic_model', 'saved_query']);

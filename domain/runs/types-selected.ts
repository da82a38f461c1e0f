/** Which kinds of nodes a dbt command goes through, of those that a selection names (dbt-core 1.11, the `get_node_selector` of each task). */

const byCommand: Readonly<Record<string, readonly string[]>> = {
  build: ['model', 'seed', 'snapshot', 'test', 'unit_test', 'function', 'saved_query', 'exposure'],
  run: ['model'],
  test: ['test', 'unit_test'],
  seed: ['seed'],
  snapshot: ['snapshot'],
  compile: ['model', 'seed', 'snapshot', 'test', 'analysis', 'unit_test', 'function'],
  clone: ['model', 'seed', 'snapshot'],
  'source freshness': ['source'],
};

/** Null: all. */
export function typesSelectedBy(commandName: string): ReadonlySet<string> | null {
  const types = byCommand[commandName];
  return types === undefined ? null : new Set(types);
}

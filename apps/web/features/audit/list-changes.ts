/** What differs between a thing before and after, field by field. */

export interface FieldChange {
  /** `triggers.schedule`. */
  readonly path: string;
  /** null: not there. */
  readonly before: string | null;
  readonly after: string | null;
}

/** Times of change differ always, and say nothing beside the event's own. */
const ignored = new Set(['updated_at', 'created_at']);

export function listChanges(before: unknown, after: unknown): readonly FieldChange[] {
  const [was, is] = [flatten(before), flatten(after)];
  const paths = [...new Set([...was.keys(), ...is.keys()])].filter((path) => !ignored.has(path.split('.').at(-1) ?? ''));
  return paths
    .map((path) => ({ path, before: was.get(path) ?? null, after: is.get(path) ?? null }))
    .filter((change) => change.before !== change.after)
    .filter(({ before: one, after: other }) => (one ?? 'null') !== 'null' || (other ?? 'null') !== 'null');
}

function flatten(value: unknown, path = '', into = new Map<string, string>()): Map<string, string> {
  if (value === null || value === undefined) {
    if (path !== '') into.set(path, 'null');
  } else if (typeof value === 'object') {
    const entries = Object.entries(value);
    if (entries.length === 0 && path !== '') into.set(path, Array.isArray(value) ? '[]' : '{}');
    for (const [key, inner] of entries) flatten(inner, path === '' ? key : `${path}.${key}`, into);
  } else into.set(path === '' ? 'value' : path, typeof value === 'string' ? value : JSON.stringify(value));
  return into;
}

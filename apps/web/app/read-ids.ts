/** Reads the ids out of an address; an address with something else in their place names no page. */
export function readIds<Name extends string>(raw: Readonly<Record<Name, string>>): Record<Name, number> | false {
  const ids: Record<string, number> = {};
  for (const name in raw) {
    const id = Number(raw[name]);
    if (!Number.isSafeInteger(id) || id < 1) return false;
    ids[name] = id;
  }
  return ids;
}

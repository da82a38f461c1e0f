/** Gathers what many fields ask for at one moment into one question, and asks nothing twice. */

/** What is not in the answer is null. */
export function batched<Key extends string | number, Value>(
  load: (keys: readonly Key[]) => Promise<ReadonlyMap<Key, Value>>,
): (key: Key) => Promise<Value | null> {
  const known = new Map<Key, Promise<Value | null>>();
  let waiting: { readonly keys: Key[]; readonly answer: Promise<ReadonlyMap<Key, Value>> } | null = null;
  return (key) => {
    const found = known.get(key);
    if (found) return found;
    if (waiting === null) {
      const keys: Key[] = [];
      const answer = new Promise<void>((resolve) => setImmediate(resolve)).then(() => {
        waiting = null;
        return load(keys);
      });
      waiting = { keys, answer };
    }
    waiting.keys.push(key);
    const value = waiting.answer.then((values) => values.get(key) ?? null);
    known.set(key, value);
    return value;
  };
}

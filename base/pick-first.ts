/** The first of a list in some order, without sorting the rest of it: what a page of a long list needs. */

/** Items that `compare` holds for equal come in no certain order. */
export function pickFirst<Item>(items: ArrayLike<Item>, count: number, compare: (one: Item, other: Item) => number): Item[] {
  if (count <= 0) return [];
  if (count >= items.length) return Array.from(items).sort(compare);
  // A heap of the best so far, the worst of them on top.
  const heap: Item[] = [];
  for (let at = 0; at < count; at++) heap.push(items[at] as Item);
  for (let at = (count >> 1) - 1; at >= 0; at--) sink(heap, at, compare);
  for (let at = count; at < items.length; at++) {
    const [item, worst] = [items[at], heap[0]];
    if (item === undefined || worst === undefined || compare(item, worst) >= 0) continue;
    heap[0] = item;
    sink(heap, 0, compare);
  }
  return heap.sort(compare);
}

function sink<Item>(heap: Item[], from: number, compare: (one: Item, other: Item) => number): void {
  for (let at = from; ; ) {
    let worst = at;
    for (const child of [2 * at + 1, 2 * at + 2]) {
      const [one, other] = [heap[child], heap[worst]];
      if (one !== undefined && other !== undefined && compare(one, other) > 0) worst = child;
    }
    const [item, other] = [heap[at], heap[worst]];
    if (worst === at || item === undefined || other === undefined) return;
    heap[at] = other;
    heap[worst] = item;
    at = worst;
  }
}

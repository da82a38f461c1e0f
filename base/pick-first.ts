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
    const item = items[at] as Item;
    if (compare(item, heap[0] as Item) >= 0) continue;
    heap[0] = item;
    sink(heap, 0, compare);
  }
  return heap.sort(compare);
}

/** Makes nothing that is thrown away: it is gone through for each of tens of thousands. */
function sink<Item>(heap: Item[], from: number, compare: (one: Item, other: Item) => number): void {
  for (let at = from; ; ) {
    let worst = at;
    for (let child = 2 * at + 1; child <= 2 * at + 2 && child < heap.length; child++) {
      if (compare(heap[child] as Item, heap[worst] as Item) > 0) worst = child;
    }
    if (worst === at) return;
    const item = heap[at] as Item;
    heap[at] = heap[worst] as Item;
    heap[worst] = item;
    at = worst;
  }
}

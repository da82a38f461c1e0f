/** Runs as people leaf through them: a page from any place on, forwards and backwards, however many there are. */
import type { Host } from '@weft/host/host';
import type { Run } from './model.ts';
import { countRunsUpTo, type RunFilter, type RunPosition, selectRunsFrom } from './store-lists.ts';

export interface LeafView {
  readonly order: { readonly by: 'id' | 'duration'; readonly isDescending: boolean };
  /** `after`: the page behind a place, or the first; `before`: the page in front of one, or the last. */
  readonly side: 'after' | 'before';
  readonly position: RunPosition | null;
  readonly limit: number;
}

export interface Leaf {
  readonly runs: readonly Run[];
  /** Of all that the filter lets through; more than people read are not counted one by one where that would take reading them. */
  readonly total: { readonly count: number; readonly isMore: boolean };
  /** What the page in front of this one is asked for with; null: there is none. */
  readonly before: RunPosition | null;
  readonly after: RunPosition | null;
}

/** Counted beyond this only where the tally knows without looking. */
const countedMax = 1_000;

export async function listRunsFrom(host: Host, filter: RunFilter, view: LeafView): Promise<Leaf> {
  const { db } = host.database;
  const isBackward = view.side === 'before';
  const order = { ...view.order, isDescending: view.order.isDescending !== isBackward };
  // One more than is shown tells whether there is another page.
  const [found, total] = await Promise.all([
    selectRunsFrom(db, filter, order, { from: view.position, limit: view.limit + 1 }),
    countRunsUpTo(db, filter, countedMax),
  ]);
  const shown = found.slice(0, view.limit);
  const hasFurther = found.length > view.limit;
  // Where one came from there is something, unless it is gone by now.
  const hasBehind = view.position !== null;
  if (isBackward) shown.reverse();
  const [hasBefore, hasAfter] = isBackward ? [hasFurther, hasBehind] : [hasBehind, hasFurther];
  return {
    runs: shown.map(({ run }) => run),
    total,
    before: hasBefore ? (shown.at(0)?.position ?? null) : null,
    after: hasAfter ? (shown.at(-1)?.position ?? null) : null,
  };
}

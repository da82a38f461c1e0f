/** Lays the nodes of a step out by thread, and finds the chain that the step's length hangs on. */
import type { WireNodeTiming, WireRunNode } from '@weft/wire/weft/run-node';
import type { Span } from './node-times.ts';
import { nodeSpan } from './node-times.ts';

export interface LaneBar {
  readonly node: WireRunNode;
  readonly span: Span;
  /** From 0, top to bottom. */
  readonly lane: number;
}

export interface Lanes {
  readonly bars: readonly LaneBar[];
  /** What each lane is called. */
  readonly names: readonly string[];
}

export function nodeKey({ step_index, unique_id }: { readonly step_index: number; readonly unique_id: string }): string {
  return `${step_index} ${unique_id}`;
}

/** By dbt's threads where its results tell them; what has no thread yet goes where there is room. */
export function planLanes(nodes: readonly WireRunNode[], timing: ReadonlyMap<string, WireNodeTiming>, nowMs: number): Lanes {
  const names: string[] = [];
  const freeFrom: number[] = [];
  const laneOf = new Map<string, number>();
  const open = (name: string) => {
    freeFrom.push(Number.NEGATIVE_INFINITY);
    return names.push(name) - 1;
  };
  const spans = nodes.flatMap((node) => {
    const span = nodeSpan(node, nowMs);
    return span === null ? [] : [{ node, span }];
  });
  const bars = spans
    .sort((a, b) => a.span.fromMs - b.span.fromMs)
    .map(({ node, span }): LaneBar => {
      const thread = timing.get(nodeKey(node))?.thread ?? null;
      let lane = thread === null ? freeFrom.findIndex((free) => free <= span.fromMs) : (laneOf.get(thread) ?? -1);
      if (lane < 0) lane = open(thread ?? `Lane ${names.length + 1}`);
      if (thread !== null) laneOf.set(thread, lane);
      freeFrom[lane] = Math.max(freeFrom[lane] ?? 0, span.toMs);
      return { node, span, lane };
    });
  return { bars, names };
}

export interface CriticalPath {
  /** Keys of its nodes, first to last. */
  readonly keys: readonly string[];
  readonly seconds: number;
}

/** The chain of nodes, each waiting for the one before, whose times add up to the most: however many threads there are, the step takes at least so long. */
export function criticalPath(nodes: readonly WireRunNode[], timing: ReadonlyMap<string, WireNodeTiming>): CriticalPath {
  const secondsOf = new Map(nodes.map((node) => [nodeKey(node), node.execution_seconds ?? 0]));
  const best = new Map<string, { readonly seconds: number; readonly before: string | null }>();
  const parentsOf = (key: string) => {
    const told = timing.get(key);
    return told === undefined
      ? []
      : told.depends_on.map((unique_id) => nodeKey({ step_index: told.step_index, unique_id })).filter((parent) => secondsOf.has(parent));
  };
  for (const key of parentsFirst([...secondsOf.keys()], parentsOf)) {
    let longest: { seconds: number; before: string | null } = { seconds: 0, before: null };
    for (const parent of parentsOf(key)) {
      const seconds = best.get(parent)?.seconds;
      // Not there yet: the arrow back of a circle.
      if (seconds === undefined) continue;
      if (longest.before === null || seconds > longest.seconds) longest = { seconds, before: parent };
    }
    best.set(key, { seconds: longest.seconds + (secondsOf.get(key) ?? 0), before: longest.before });
  }
  let last: string | null = null;
  for (const [key, { seconds }] of best) if (last === null || seconds > (best.get(last)?.seconds ?? 0)) last = key;
  const seconds = last === null ? 0 : (best.get(last)?.seconds ?? 0);
  const keys: string[] = [];
  for (let key = last; key !== null; key = best.get(key)?.before ?? null) keys.unshift(key);
  return { keys, seconds };
}

/** dbt's graphs have no circles; in an upload's that has, an arrow back is passed over. */
function parentsFirst(keys: readonly string[], parentsOf: (key: string) => readonly string[]): readonly string[] {
  const order: string[] = [];
  const entered = new Set<string>();
  const done = new Set<string>();
  for (const root of keys) {
    const stack = [root];
    for (let key = stack.at(-1); key !== undefined; key = stack.at(-1)) {
      if (!entered.has(key)) {
        entered.add(key);
        for (const parent of parentsOf(key)) if (!entered.has(parent)) stack.push(parent);
        continue;
      }
      stack.pop();
      if (!done.has(key)) order.push(key);
      done.add(key);
    }
  }
  return order;
}

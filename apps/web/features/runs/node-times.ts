/** Where a node lies on the run's time line, in fractions of its length. */
import type { WireRunNode, WireRunNodeState } from '@weft/wire/weft/run-node';
import { readTime } from '../../kit/read-time.ts';

export interface Span {
  readonly fromMs: number;
  readonly toMs: number;
}

/** From the first node's start to the last one's end, or to now while one runs; null before any began. */
export function wholeSpan(nodes: readonly WireRunNode[], nowMs: number): Span | null {
  const spans = nodes.map((node) => nodeSpan(node, nowMs)).filter((span) => span !== null);
  if (spans.length === 0) return null;
  let [fromMs, toMs] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const span of spans) {
    fromMs = Math.min(fromMs, span.fromMs);
    toMs = Math.max(toMs, span.toMs);
  }
  return { fromMs, toMs: Math.max(toMs, fromMs + 1) };
}

export function nodeSpan(node: WireRunNode, nowMs: number): Span | null {
  if (node.started_at === null) return null;
  const fromMs = readTime(node.started_at).getTime();
  return { fromMs, toMs: node.finished_at === null ? Math.max(nowMs, fromMs) : readTime(node.finished_at).getTime() };
}

/** `start` and `length` of a span within the whole, 0 to 1; a node too quick to see is still a mark. */
export function placeInSpan(span: Span, whole: Span): { readonly start: number; readonly length: number } {
  const total = whole.toMs - whole.fromMs;
  const length = Math.max(0.006, (span.toMs - span.fromMs) / total);
  return { start: Math.min(1 - length, (span.fromMs - whole.fromMs) / total), length };
}

/** In the order that matters to who looks. */
export const nodeStates: readonly WireRunNodeState[] = ['error', 'fail', 'running', 'warn', 'success', 'skipped', 'queued', 'cancelled'];

export function countStates(nodes: readonly WireRunNode[]): readonly (readonly [WireRunNodeState, number])[] {
  const counts = new Map<WireRunNodeState, number>();
  for (const { state } of nodes) counts.set(state, (counts.get(state) ?? 0) + 1);
  return nodeStates.flatMap((state): (readonly [WireRunNodeState, number])[] => {
    const count = counts.get(state);
    return count === undefined ? [] : [[state, count]];
  });
}

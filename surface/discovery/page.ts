/** Pages of lists, as Relay has them. */
import { Fault } from '@weft/base/fault';

export interface PageArgs {
  readonly first?: number | null;
  readonly after?: string | null;
}

export interface Page<Node> {
  readonly totalCount: number;
  readonly edges: readonly { readonly cursor: string; readonly node: Node }[];
  readonly pageInfo: {
    readonly startCursor: string | null;
    readonly endCursor: string | null;
    readonly hasNextPage: boolean;
    readonly hasPreviousPage: boolean;
  };
}

export const pageMax = 500;

/** A cursor names the place and the node there: where something came in between, the node is looked for. */
export async function pageOf<Item, Node>(
  items: readonly Item[],
  { first, after }: PageArgs,
  keyOf: (item: Item) => string,
  nodeOf: (items: readonly Item[]) => readonly Node[] | Promise<readonly Node[]>,
): Promise<Page<Node>> {
  const size = first ?? pageMax;
  if (size < 0 || size > pageMax) throw new Fault('invalid', 'discovery.page_invalid', `"first" is ${size}; it may be 0 to ${pageMax}.`);
  const begin = after == null || after === '' ? 0 : placeAfter(items, after, keyOf);
  const chosen = items.slice(begin, begin + size);
  const nodes = await nodeOf(chosen);
  const cursors = chosen.map((item, at) => Buffer.from(`${begin + at}:${keyOf(item)}`).toString('base64url'));
  return {
    totalCount: items.length,
    edges: nodes.map((node, at) => ({ cursor: cursors[at] ?? '', node })),
    pageInfo: {
      startCursor: cursors[0] ?? null,
      endCursor: cursors.at(-1) ?? null,
      hasNextPage: begin + chosen.length < items.length,
      hasPreviousPage: begin > 0,
    },
  };
}

function placeAfter<Item>(items: readonly Item[], cursor: string, keyOf: (item: Item) => string): number {
  const [, place, key] = /^(\d+):(.*)$/s.exec(Buffer.from(cursor, 'base64url').toString('utf8')) ?? [];
  if (place === undefined) throw new Fault('invalid', 'discovery.cursor_invalid', '"after" is no cursor that Weft gave.');
  const at = items[Number(place)];
  if (at !== undefined && keyOf(at) === key) return Number(place) + 1;
  const found = items.findIndex((item) => keyOf(item) === key);
  return found < 0 ? Number(place) : found + 1;
}

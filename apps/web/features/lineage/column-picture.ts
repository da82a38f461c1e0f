/** Makes a picture of where one column comes from and goes: nodes on the way, with the columns as rows, and an arrow from row to row; at will also to the nodes that choose, join, group or order their rows by it. Pure. */
import type { WireColumnPlace, WireColumnTrace } from '@weft/wire/weft/columns';
import { makePicture, type Picture, type PictureNode } from './picture.ts';

export interface TracedColumn {
  readonly uniqueId: string;
  readonly column: string;
  readonly up: WireColumnTrace;
  readonly down: WireColumnTrace;
  readonly isWithUses: boolean;
}

/** `known`: what is known of the nodes; one that is not among them is shown by its unique id. */
export function makeColumnPicture({ uniqueId, column, up, down, isWithUses }: TracedColumn, known: readonly PictureNode[]): Picture {
  const byId = new Map(known.map((node) => [node.uniqueId, node]));
  const nodes: PictureNode[] = [];
  const rows: string[][] = [];
  const places = new Map<string, number>();
  const nodeFor = (key: string, make: () => PictureNode): number => {
    const found = places.get(key);
    if (found !== undefined) return found;
    places.set(key, nodes.length);
    rows.push([]);
    return nodes.push(make()) - 1;
  };
  const open = (id: string, projectId: number) => nodeFor(id, () => byId.get(id) ?? unknownNode(id, projectId));
  const rowIn = (node: number, name: string): number => {
    const own = rows[node] ?? [];
    const found = own.indexOf(name);
    return found >= 0 ? found : own.push(name) - 1;
  };
  const start = { node: open(uniqueId, 0), row: 0 };
  rowIn(start.node, column);
  const arrows = { from: [] as number[], to: [] as number[], fromRow: [] as number[], toRow: [] as number[], kinds: [] as string[] };
  for (const [trace, side] of [
    [up, 'up'],
    [down, 'down'],
  ] as const) {
    const at = trace.steps.map(({ place }) => placeOf(place, side));
    for (const { upper, lower, kind } of trace.pairs) {
      const [from, to] = [upper < 0 ? start : at[upper], lower < 0 ? start : at[lower]];
      if (from === undefined || to === undefined) continue;
      arrows.from.push(from.node);
      arrows.to.push(to.node);
      arrows.fromRow.push(from.row);
      arrows.toRow.push(to.row);
      arrows.kinds.push(kind);
    }
  }
  const users = new Map<number, Set<string>>();
  for (const { place, kind } of isWithUses ? down.uses : []) {
    const user = userOf(place);
    users.set(user, (users.get(user) ?? new Set()).add(kind));
  }
  for (const [user, kinds] of users) {
    arrows.from.push(start.node);
    arrows.to.push(user);
    arrows.fromRow.push(start.row);
    arrows.toRow.push(-1);
    arrows.kinds.push(`use: ${[...kinds].join(', ')}`);
  }
  return makePicture(
    nodes.map((node, number) => ({ ...node, number, moreUp: 0, moreDown: 0, rows: node.isClosed ? [] : (rows[number] ?? []) })),
    arrows,
  );

  /** Equal numbers are one model only within one answer. */
  function placeOf(place: WireColumnPlace, side: 'up' | 'down') {
    if (place.kind === 'closed') return { node: nodeFor(`closed ${side} ${place.number}`, closedNode), row: -1 };
    const node = open(place.unique_id, place.project_id);
    return { node, row: rowIn(node, place.column) };
  }

  function userOf(place: WireColumnPlace): number {
    return place.kind === 'closed' ? nodeFor(`closed use ${place.number}`, closedNode) : open(place.unique_id, place.project_id);
  }
}

const nothing = {
  ...{ number: 0, projectName: '', environmentId: 0, isReadable: false, access: null, materialization: null, status: null },
  ...{ freshness: null, layer: null, group: null, owner: null, runSeconds: null, freshAt: null, hasContract: false, version: null },
  ...{ deprecationDate: null, change: null, moreUp: 0, moreDown: 0, rows: [] },
} as const;

function closedNode(): PictureNode {
  return { ...nothing, isClosed: true, type: '', name: '', uniqueId: '', projectId: 0 };
}

function unknownNode(uniqueId: string, projectId: number): PictureNode {
  const [type = '', packageName = '', ...name] = uniqueId.split('.');
  return { ...nothing, isClosed: false, type, name: name.join('.'), uniqueId, projectId, projectName: packageName };
}

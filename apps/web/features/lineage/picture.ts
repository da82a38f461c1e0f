/** A lineage as the page works with it: nodes as objects, arrows as numbers. Pure. */
import { type Adjacency, makeAdjacency, reach } from '@weft/base/adjacency';
import type { WireLineage, WireWords } from '@weft/wire/weft/lineage';

export interface PictureNode {
  /** Of this picture only. */
  readonly number: number;
  /** Stands for nodes that one may not see; all else is empty. */
  readonly isClosed: boolean;
  readonly type: string;
  readonly name: string;
  readonly uniqueId: string;
  readonly projectId: number;
  readonly projectName: string;
  readonly environmentId: number;
  /** Only offered otherwise. */
  readonly isReadable: boolean;
  readonly access: string | null;
  readonly materialization: string | null;
  readonly status: string | null;
  readonly freshness: string | null;
  readonly layer: string | null;
  readonly group: string | null;
  readonly owner: string | null;
  readonly runSeconds: number | null;
  /** Seconds since 1970. */
  readonly freshAt: number | null;
  readonly hasContract: boolean;
  readonly version: string | null;
  readonly deprecationDate: string | null;
  /** From the state that the selector compares with; null: nothing that dbt sees, or nothing is compared. */
  readonly change: NodeChange | null;
  readonly moreUp: number;
  readonly moreDown: number;
  /** Columns that are drawn in it. */
  readonly rows: readonly string[];
}

export interface NodeChange {
  /** `new`, or what of it differs: `body, config`. */
  readonly words: string;
  /** States. */
  readonly before: number;
  readonly after: number;
}

/** Arrow `i` runs from node `from[i]` to node `to[i]`; between columns, from row `fromRow[i]` to row `toRow[i]`, else these are -1. */
export interface Picture {
  readonly nodes: readonly PictureNode[];
  readonly from: Uint32Array;
  readonly to: Uint32Array;
  readonly fromRow: Int32Array;
  readonly toRow: Int32Array;
  /** By arrow between columns: what is done to the upper, or `use: filter, join` to a node that only looks at it; empty otherwise. */
  readonly kinds: readonly string[];
  readonly children: Adjacency;
  readonly parents: Adjacency;
}

export function readPicture({ nodes, arrows, projects, compared }: WireLineage): Picture {
  const states = new Map(compared.map(({ environment_id, before, after }) => [environment_id, { before, after }]));
  const all = nodes.name.map((name, number): PictureNode => {
    const type = wordAt(nodes.type, number);
    const project = projects[nodes.project[number] ?? -1];
    return {
      number,
      isClosed: type === null,
      type: type ?? '',
      name,
      uniqueId: nodes.unique_id[number] || (type === null ? '' : `${type}.${wordAt(nodes.package, number)}.${name}`),
      projectId: project?.id ?? 0,
      projectName: project?.name ?? '',
      environmentId: project?.environment_id ?? 0,
      isReadable: project?.is_readable ?? false,
      access: wordAt(nodes.access, number),
      materialization: wordAt(nodes.materialization, number),
      status: wordAt(nodes.status, number),
      freshness: wordAt(nodes.freshness, number),
      layer: wordAt(nodes.layer, number),
      group: wordAt(nodes.group, number),
      owner: wordAt(nodes.owner, number),
      runSeconds: nodes.run_seconds[number] ?? null,
      freshAt: nodes.fresh_at[number] ?? null,
      hasContract: nodes.has_contract[number] === 1,
      version: wordAt(nodes.version, number),
      deprecationDate: wordAt(nodes.deprecation_date, number),
      change: changeOf(wordAt(nodes.change, number), states.get(project?.environment_id ?? 0)),
      moreUp: nodes.more_up[number] ?? 0,
      moreDown: nodes.more_down[number] ?? 0,
      rows: [],
    };
  });
  const between = new Int32Array(arrows.from.length).fill(-1);
  return makePicture(all, { from: arrows.from, to: arrows.to, fromRow: between, toRow: between, kinds: [] });
}

export function makePicture(
  nodes: readonly PictureNode[],
  arrows: {
    readonly from: readonly number[];
    readonly to: readonly number[];
    readonly fromRow: ArrayLike<number>;
    readonly toRow: ArrayLike<number>;
    readonly kinds: readonly string[];
  },
): Picture {
  const { from, to, fromRow, toRow, kinds } = arrows;
  return {
    nodes,
    from: Uint32Array.from(from),
    to: Uint32Array.from(to),
    fromRow: Int32Array.from(fromRow),
    toRow: Int32Array.from(toRow),
    kinds,
    children: makeAdjacency(nodes.length, from, to),
    parents: makeAdjacency(nodes.length, to, from),
  };
}

function changeOf(words: string | null, states: Omit<NodeChange, 'words'> | undefined): NodeChange | null {
  return words === null || states === undefined ? null : { words, ...states };
}

function wordAt({ words, at }: WireWords, number: number): string | null {
  return words[at[number] ?? -1] ?? null;
}

export function neighboursOf(picture: Picture, number: number, side: 'parents' | 'children'): readonly PictureNode[] {
  const { offsets, targets } = picture[side];
  const found = new Set(targets.subarray(offsets[number] ?? 0, offsets[number + 1] ?? 0));
  return [...found].flatMap((at) => picture.nodes[at] ?? []);
}

/** By node: 1 what it is made of, 2 what is made of it, 3 the node itself. Null: no node. */
export function litAround(picture: Picture, number: number): Uint8Array | null {
  if (picture.nodes[number] === undefined) return null;
  const lit = new Uint8Array(picture.nodes.length);
  for (const above of reach(picture.parents, [number])) lit[above] = 1;
  for (const below of reach(picture.children, [number])) lit[below] = 2;
  lit[number] = 3;
  return lit;
}

/** What is said of a node to who does not see it. */
export function describeNode(picture: Picture, number: number): string {
  const node = picture.nodes[number];
  if (node === undefined) return '';
  const links = `${countOf(picture, number, 'parents', 'parent')}, ${countOf(picture, number, 'children', 'reader')}`;
  if (node.isClosed) return `A closed box: nodes of a project that you may not read; ${links}.`;
  const facts = [node.type.replaceAll('_', ' '), `of ${node.projectName}`, node.status, node.access].filter(Boolean).join(', ');
  return `${node.name}, ${facts}; ${links}.`;
}

function countOf(picture: Picture, number: number, side: 'parents' | 'children', word: string): string {
  const count = neighboursOf(picture, number, side).length;
  return `${count} ${word}${count === 1 ? '' : 's'}`;
}

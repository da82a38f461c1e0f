/** What a lineage tells of each node, by column and as the bytes that are sent: made when a node is asked for first, and kept until something is uploaded or run. */
import { JsonValues } from '@weft/base/json-bytes';
import { type Drawable, type DrawnNode, describeDrawn } from '@weft/domain/lineage/drawable';
import type { WireLineageNodes } from '@weft/wire/weft/lineage';

type Value = string | number | null;

/** What is told of a node: `isFew` where many nodes have the same, so that it is sent by its place among what there is. */
interface Told {
  readonly name: keyof WireLineageNodes;
  readonly isFew: boolean;
  readonly read: (drawn: DrawnNode) => Value | undefined;
  /** Of a closed box. */
  readonly box: Value;
}

/** In the order in which they are sent. */
const told: readonly Told[] = [
  few('type', ({ node }) => node.resourceType),
  { name: 'name', isFew: false, read: titleOf, box: '' },
  few('package', ({ node }) => node.packageName),
  { name: 'unique_id', isFew: false, read: (drawn) => (drawn.node.uniqueId === plainIdOf(drawn) ? '' : drawn.node.uniqueId), box: '' },
  few('access', ({ node }) => (node.resourceType === 'model' ? node.access : null)),
  few('materialization', ({ node }) => (typeof node.config.materialized === 'string' ? node.config.materialized : null)),
  few('status', ({ applied }) => applied?.status),
  few('freshness', ({ source }) => source?.status),
  few('layer', ({ layer }) => layer),
  few('group', ({ node }) => node.group),
  few('owner', ({ owner }) => owner),
  { name: 'run_seconds', isFew: false, read: ({ applied }) => rounded(applied?.executionSeconds), box: null },
  { name: 'fresh_at', isFew: false, read: ({ applied, source }) => secondsSince1970(applied?.successAt ?? source?.maxLoadedAt), box: null },
  { name: 'has_contract', isFew: false, read: ({ node }) => (node.isContractEnforced ? 1 : 0), box: 0 },
  few('version', ({ node }) => (node.version === null ? null : String(node.version))),
  few('deprecation_date', ({ node }) => node.deprecationDate),
];

function few(name: Told['name'], read: Told['read']): Told {
  return { name, isFew: true, read, box: null };
}

export interface LineageColumn extends Told {
  /** By number of the node: a place in `values`, of which the first is that of a box. */
  readonly at: Int32Array;
  readonly values: JsonValues;
  readonly places: Map<Value, number>;
}

export interface LineageColumns {
  readonly columns: readonly LineageColumn[];
  /** By number of the node: a place in the environments of its graph; -1 of closed ones. */
  readonly environments: Int32Array;
  readonly isRead: Uint8Array;
}

const keptOf = new WeakMap<Drawable, LineageColumns>();

/** Filled in for these nodes at least; negative numbers are closed boxes. */
export function columnsOf(drawable: Drawable, numbers: Int32Array): LineageColumns {
  const kept = keptOf.get(drawable) ?? emptyColumns(drawable.whole.nodes.length);
  keptOf.set(drawable, kept);
  const environmentAt = new Map(drawable.whole.environments.map(({ environmentId }, at) => [environmentId, at]));
  for (const number of numbers) {
    if (number < 0 || kept.isRead[number] === 1) continue;
    kept.isRead[number] = 1;
    const drawn = describeDrawn(drawable, number);
    if (drawn === null) continue;
    for (const column of kept.columns) fill(column, number, column.read(drawn) ?? null);
    kept.environments[number] = environmentAt.get(drawn.node.environmentId) ?? -1;
  }
  return kept;
}

function emptyColumns(nodeCount: number): LineageColumns {
  return {
    columns: told.map((it) => {
      const values = new JsonValues();
      return { ...it, at: new Int32Array(nodeCount), values, places: new Map([[it.box, values.add(it.box)]]) };
    }),
    environments: new Int32Array(nodeCount).fill(-1),
    isRead: new Uint8Array(nodeCount),
  };
}

function fill({ at, values, places }: LineageColumn, number: number, value: Value): void {
  const place = places.get(value) ?? values.add(value);
  places.set(value, place);
  at[number] = place;
}

/** Sources are called by both their names, as in SQL. */
function titleOf({ node }: DrawnNode): string {
  return node.resourceType === 'source' && node.sourceName !== null ? `${node.sourceName}.${node.name}` : node.name;
}

function plainIdOf(drawn: DrawnNode): string {
  return `${drawn.node.resourceType}.${drawn.node.packageName}.${titleOf(drawn)}`;
}

function rounded(value: number | null | undefined): number | null {
  return value === null || value === undefined ? null : Math.round(value * 100) / 100;
}

function secondsSince1970(time: Date | null | undefined): number | null {
  return time ? Math.floor(time.getTime() / 1000) : null;
}

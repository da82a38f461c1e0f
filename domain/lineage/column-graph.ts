/** The columns of many environments as one graph of numbers, so that half a million of them are walked in a moment. */
import type { Id } from '@weft/base/id';
import type { UseKind } from '@weft/dbt/sql/resolver';
import type { ColumnKind } from '@weft/dbt/sql/traced-query';
import { columnKinds } from '@weft/dbt/sql/traced-query';
import type { NodeColumns } from './node-columns.ts';

export interface GraphNode {
  readonly environmentId: Id<'environment'>;
  readonly projectId: Id<'project'>;
  readonly uniqueId: string;
  readonly isPublic: boolean;
  readonly answer: NodeColumns;
}

export interface Step {
  readonly column: number;
  readonly kind: ColumnKind;
}

export interface Use {
  readonly node: number;
  readonly kind: UseKind;
}

/** Edges in rows: those of column `c` stand from `starts[c]` to `starts[c + 1]`. */
interface Rows {
  readonly starts: Int32Array;
  readonly ends: Int32Array;
  readonly kinds: Uint8Array;
}

export class ColumnGraph {
  readonly nodes: readonly Omit<GraphNode, 'answer'>[];
  /** By column. */
  readonly names: readonly string[];
  readonly nodeOf: Int32Array;
  private readonly find: ReadonlyMap<string, number>;
  private readonly uses: ReadonlyMap<number, readonly Use[]>;
  private readonly up: Rows;
  private readonly down: Rows;

  /** Nodes of one unique id are one node: the environments are chosen so that each model is in one of them. */
  constructor(given: readonly GraphNode[]) {
    const built = numberColumns(given);
    const { from, to, kinds } = linkColumns(given, built);
    this.nodes = given.map(({ answer: _, ...node }) => node);
    this.names = built.names;
    this.nodeOf = Int32Array.from(built.nodeOf);
    this.find = built.find;
    this.uses = collectUses(given, built.find);
    this.up = rowsOf(built.names.length, from, to, kinds);
    this.down = rowsOf(built.names.length, to, from, kinds);
  }

  /** null: there is no such column. */
  columnOf(uniqueId: string, column: string): number | null {
    return this.find.get(keyOf(uniqueId, column)) ?? null;
  }

  usesOf(column: number): readonly Use[] {
    return this.uses.get(column) ?? [];
  }

  steps(column: number, direction: 'up' | 'down'): Step[] {
    const { starts, ends, kinds } = direction === 'up' ? this.up : this.down;
    const steps: Step[] = [];
    for (let at = starts[column] ?? 0; at < (starts[column + 1] ?? 0); at++)
      steps.push({ column: ends[at] ?? 0, kind: columnKinds[kinds[at] ?? 0] ?? 'none' });
    return steps;
  }
}

function keyOf(uniqueId: string, column: string): string {
  return `${uniqueId}\n${column.toLowerCase()}`;
}

interface Numbered {
  readonly names: string[];
  readonly nodeOf: number[];
  readonly find: Map<string, number>;
}

function numberColumns(given: readonly GraphNode[]): Numbered {
  const numbered: Numbered = { names: [], nodeOf: [], find: new Map() };
  given.forEach(({ uniqueId, answer }, node) => {
    for (const { name } of answer.columns) numberOf(numbered, uniqueId, node, name);
  });
  return numbered;
}

function numberOf({ names, nodeOf, find }: Numbered, uniqueId: string, node: number, name: string): number {
  const key = keyOf(uniqueId, name);
  const known = find.get(key);
  if (known !== undefined) return known;
  find.set(key, names.length);
  nodeOf.push(node);
  return names.push(name) - 1;
}

/** Columns that are read of a node whose columns are not all known are its columns too. */
function linkColumns(given: readonly GraphNode[], numbered: Numbered) {
  const nodes = new Map(given.map(({ uniqueId }, at) => [uniqueId, at]));
  const [from, to, kinds]: [number[], number[], number[]] = [[], [], []];
  const link = (child: number, uniqueId: string, column: string, kind: ColumnKind): void => {
    const node = nodes.get(uniqueId);
    if (node === undefined) return;
    const isNew = !numbered.find.has(keyOf(uniqueId, column));
    const parent = numberOf(numbered, uniqueId, node, column);
    from.push(child);
    to.push(parent);
    kinds.push(columnKinds.indexOf(kind));
    const answer = given[node]?.answer;
    const star = isNew && column !== '*' ? answer?.columns.find(({ name }) => name === '*') : undefined;
    // It comes through the star from the one relation that the star stands for.
    const [only] = star?.parents ?? [];
    if (answer && star && only && star.parents.length === 1) link(parent, answer.relations[only.relation] ?? '', column, 'passthrough');
  };
  for (const { uniqueId, answer } of given)
    for (const { name, kind, parents } of answer.columns) {
      const child = numbered.find.get(keyOf(uniqueId, name)) ?? 0;
      for (const { relation, column } of parents) link(child, answer.relations[relation] ?? '', column, kind);
    }
  return { from, to, kinds };
}

function collectUses(given: readonly GraphNode[], find: ReadonlyMap<string, number>): Map<number, Use[]> {
  const uses = new Map<number, Use[]>();
  given.forEach(({ answer }, node) => {
    for (const { relation, column, kind } of answer.uses) {
      const used = find.get(keyOf(answer.relations[relation] ?? '', column));
      if (used === undefined) continue;
      const list = uses.get(used);
      if (list) list.push({ node, kind });
      else uses.set(used, [{ node, kind }]);
    }
  });
  return uses;
}

function rowsOf(count: number, from: readonly number[], to: readonly number[], kinds: readonly number[]): Rows {
  const starts = new Int32Array(count + 1);
  for (const column of from) starts[column + 1] = (starts[column + 1] ?? 0) + 1;
  for (let at = 0; at < count; at++) starts[at + 1] = (starts[at + 1] ?? 0) + (starts[at] ?? 0);
  const next = starts.slice();
  const rows: Rows = { starts, ends: new Int32Array(from.length), kinds: new Uint8Array(from.length) };
  from.forEach((column, at) => {
    const place = next[column] ?? 0;
    next[column] = place + 1;
    rows.ends[place] = to[at] ?? 0;
    rows.kinds[place] = kinds[at] ?? 0;
  });
  return rows;
}

/** Expands `*`: with EXCLUDE, EXCEPT, REPLACE and RENAME, merged columns once, and what is not known as one column that says why. */
import { noOrigin, transformed } from './origin.ts';
import { makeColumn, makeRest, type Resolver } from './resolver.ts';
import { type Column, findSource, type Scope, type Source } from './scope.ts';
import { listOf, nameOf, namesOf, type Tree, treeOf } from './syntax-tree.ts';

interface Changes {
  readonly left: ReadonlySet<string>;
  readonly replaced: ReadonlyMap<string, unknown>;
  readonly renamed: ReadonlyMap<string, { readonly text: string; readonly isQuoted: boolean }>;
}

export function expandStar(r: Resolver, parts: Tree, scope: Scope, columns: Column[]): void {
  const changes = readChanges(r, parts);
  const table = nameOf(parts.table);
  if (table === null) {
    if (scope.sources.length === 0)
      columns.push(makeRest(noOrigin, r.problems.note('star.nothing', '* stands where nothing is read.'), () => null));
    if (r.dialect !== 'duckdb') pushMerged(r, scope, changes, columns);
    for (const source of scope.sources) expandSource(r, source, { scope, changes, isWhole: true }, columns);
    return;
  }
  const source = findSource(scope, r.name(table));
  if (source) expandSource(r, source, { scope, changes, isWhole: false }, columns);
  else expandStruct(r, table.text, scope, columns);
}

function readChanges(r: Resolver, parts: Tree): Changes {
  const replaced = new Map<string, unknown>();
  for (const each of listOf(parts.replace)) {
    const { alias, this: value } = treeOf(each);
    const name = nameOf(alias);
    if (name) replaced.set(r.name(name), value);
  }
  const renames = listOf(parts.rename).flatMap((pair) => {
    const [from, to] = namesOf(pair);
    return from && to ? [[r.name(from), to] as const] : [];
  });
  return { left: new Set(namesOf(parts.except).map((name) => r.name(name))), replaced, renamed: new Map(renames) };
}

/** Standard SQL puts the columns of USING first, once. */
function pushMerged(r: Resolver, scope: Scope, changes: Changes, columns: Column[]): void {
  for (const [key, origin] of scope.using) {
    const column = scope.sources.flatMap((source) => source.columns.filter((it) => it.key === key))[0];
    if (column) push(r, { ...column, origin }, changes, scope, columns);
  }
}

interface Place {
  readonly scope: Scope;
  readonly changes: Changes;
  /** `*` rather than `t.*`. */
  readonly isWhole: boolean;
}

function expandSource(r: Resolver, source: Source, { scope, changes, isWhole }: Place, columns: Column[]): void {
  r.spend(source.columns.length);
  for (const column of source.columns) {
    const origin = isWhole ? scope.using.get(column.key) : undefined;
    if (origin && column.rest === null) {
      const isFirst = r.dialect === 'duckdb' && !source.merged.has(column.key);
      if (!isFirst) continue;
    }
    if (column.rest !== null) columns.push(restWithout(r, column, changes));
    else push(r, origin ? { ...column, origin } : column, changes, scope, columns);
  }
}

function push(r: Resolver, column: Column, { left, replaced, renamed }: Changes, scope: Scope, columns: Column[]): void {
  if (left.has(column.key)) return;
  const name = renamed.get(column.key);
  const origin = replaced.has(column.key) ? r.expression(replaced.get(column.key), scope) : column.origin;
  columns.push(name ? makeColumn(r, name, origin) : origin === column.origin ? column : { ...column, origin });
}

/** What EXCLUDE names is not among the unknown columns, and neither is a name that was changed. */
function restWithout(r: Resolver, column: Column, { left, renamed }: Changes): Column {
  if (left.size === 0 && renamed.size === 0) return column;
  const became = new Map([...renamed].map(([from, to]) => [r.name(to), from]));
  return {
    ...column,
    rest: (key, name) => {
      const from = became.get(key);
      if (from !== undefined) return column.rest?.(from, from) ?? null;
      return left.has(key) || renamed.has(key) ? null : (column.rest?.(key, name) ?? null);
    },
  };
}

/** `item.*` of a struct, whose fields no schema tells. */
function expandStruct(r: Resolver, text: string, scope: Scope, columns: Column[]): void {
  const path = text.split('.').map((name) => ({ text: name, isQuoted: false }));
  const [first, second] = path;
  const column = first && r.expression({ column: { table: second ? first : null, name: second ? toTree(second) : toTree(first) } }, scope);
  const origin = column ? transformed([column]) : noOrigin;
  const problem = r.problems.note('star.unknown_fields', `${text}.*: the fields of a struct are not known.`);
  columns.push(makeRest(origin, problem, () => origin));
}

function toTree({ text, isQuoted }: { readonly text: string; readonly isQuoted: boolean }): Tree {
  return { name: text, quoted: isQuoted };
}

/** DuckDB's `columns('pattern')`. */
export function expandMatching(r: Resolver, pattern: string, scope: Scope, columns: Column[]): void {
  const matches = matcher(pattern);
  if (!matches) {
    columns.push(makeRest(noOrigin, r.problems.note('star.pattern', `columns('${pattern}'): this pattern is not understood.`), () => null));
    return;
  }
  for (const source of scope.sources)
    for (const column of source.columns) if (column.rest !== null || matches(column.name)) columns.push(column);
}

/** null: it cannot be read, or is long enough to be meant to keep somebody busy. */
function matcher(pattern: string): ((name: string) => boolean) | null {
  // A group that is repeated can take for ever.
  if (pattern.length > 200 || /\)[*+{]/.test(pattern)) return null;
  try {
    const expression = new RegExp(pattern);
    return (name) => expression.test(name.slice(0, 300));
  } catch {
    return null;
  }
}

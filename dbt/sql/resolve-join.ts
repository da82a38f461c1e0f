/** Joins an item to those before it: what ON and USING use, which columns become one, and which items a semi join hides again. */
import { mergeOrigins, type Origin } from './origin.ts';
import type { Resolver } from './resolver.ts';
import type { Scope, Source } from './scope.ts';
import { namesOf, type Tree, textOf } from './syntax-tree.ts';

/** `join`: `{ this, on, using, kind }`. */
export function joinItem(r: Resolver, join: Tree, scope: Scope): void {
  const kind = textOf(join.kind);
  const before = [...scope.sources];
  const source = r.source(join.this, scope);
  scope.sources.push(source);
  merge(r, { join, kind, before, source }, scope);
  if (join.on) r.use('join', r.expression({ on: join.on }, scope));
  if (join.match_condition) r.use('join', r.expression({ on: join.match_condition }, scope));
  if (/semi|anti/i.test(kind)) scope.sources.splice(scope.sources.lastIndexOf(source), 1);
}

interface Joined {
  readonly join: Tree;
  readonly kind: string;
  readonly before: readonly Source[];
  readonly source: Source;
}

function merge(r: Resolver, { join, kind, before, source }: Joined, scope: Scope): void {
  const isNatural = /natural/i.test(kind);
  const natural = () => source.columns.filter(({ key, rest }) => rest === null && before.some((it) => it.has(key)));
  const using = namesOf(join.using).map((name) => ({ key: r.name(name), name: name.text }));
  if (isNatural && [...before, source].some((it) => it.isOpen))
    r.problems.note('join.natural', 'A NATURAL join goes by columns that are not known.');
  for (const { key, name } of isNatural ? natural() : using) {
    const left = scope.using.get(key) ?? firstOf(before, key, name);
    const right = source.known(key) ?? source.findRest(key, name);
    const both = [left, right].filter((origin) => origin !== null);
    r.use('join', mergeOrigins(both));
    if (/semi|anti/i.test(kind)) continue;
    scope.using.set(key, mergedValue(kind, left, right) ?? mergeOrigins(both));
    source.merged.add(key);
  }
}

/** Of an inner or left join the left value is the answer; a full join has either. */
function mergedValue(kind: string, left: Origin | null, right: Origin | null): Origin | null {
  if (/full/i.test(kind)) return null;
  return /right/i.test(kind) ? right : left;
}

function firstOf(sources: readonly Source[], key: string, name: string): Origin | null {
  for (const source of sources) if (source.has(key)) return source.known(key);
  for (const source of sources) {
    const found = source.findRest(key, name);
    if (found) return found;
  }
  return null;
}

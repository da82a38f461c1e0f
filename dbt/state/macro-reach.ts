/** Which macros differ between two states, and by which calls each node reaches them: dbt selects a node for any macro below it that changed. */
import { isRecord } from '@weft/base/json';
import { diffLines } from './diff-lines.ts';
import type { StateIndex, StateNode } from './index-state.ts';

export interface MacroChange {
  readonly uniqueId: string;
  readonly change: 'new' | 'removed' | 'modified';
  /** Unified; null: there is nothing to compare with. */
  readonly diff: string | null;
  /** It came with dbt or an adapter, not with the project or its packages. */
  readonly isOfEngine: boolean;
}

interface Macros {
  readonly before: StateIndex;
  readonly after: StateIndex;
  readonly entriesBefore: ReadonlyMap<string, unknown>;
  readonly entriesAfter: ReadonlyMap<string, unknown>;
}

const packagesOfEngine = /^dbt(_(duckdb|postgres|redshift|snowflake|bigquery|databricks|trino|spark))?$/;

export function changedMacrosOf({ before, after, entriesBefore, entriesAfter }: Macros): readonly MacroChange[] {
  const changed: MacroChange[] = [];
  const add = (uniqueId: string, packageName: string, change: MacroChange['change'], diff: string | null) =>
    changed.push({ uniqueId, change, diff, isOfEngine: packagesOfEngine.test(packageName) });
  for (const { uniqueId, packageName, digest } of after.macros.values()) {
    const was = before.macros.get(uniqueId);
    if (was === undefined) add(uniqueId, packageName, 'new', null);
    else if (was.digest !== digest) {
      const texts = [entriesBefore.get(uniqueId), entriesAfter.get(uniqueId)].map((entry) => (isRecord(entry) ? entry.macro_sql : null));
      const isKnown = typeof texts[0] === 'string' && typeof texts[1] === 'string';
      add(uniqueId, packageName, 'modified', isKnown ? diffLines(String(texts[0]), String(texts[1])) : null);
    }
  }
  for (const { uniqueId, packageName } of before.macros.values())
    if (!after.macros.has(uniqueId)) add(uniqueId, packageName, 'removed', null);
  return changed;
}

/** `of`: by changed macro, the shortest chain of calls from the macro that the node names to it. */
export function reachOf(
  { macros }: StateIndex,
  changed: readonly MacroChange[],
): { of(node: StateNode): ReadonlyMap<string, readonly string[]> } {
  const callers = new Map<string, string[]>();
  for (const { uniqueId, macros: called } of macros.values())
    for (const each of called) callers.set(each, [...(callers.get(each) ?? []), uniqueId]);
  const reaching = new Map<string, Map<string, readonly string[]>>();
  for (const { uniqueId } of changed) {
    let found: readonly (readonly string[])[] = [[uniqueId]];
    const seen = new Set<string>([uniqueId]);
    while (found.length > 0) {
      const next: (readonly string[])[] = [];
      for (const path of found) {
        const [head = ''] = path;
        const known = reaching.get(head) ?? new Map<string, readonly string[]>();
        known.set(uniqueId, path);
        reaching.set(head, known);
        for (const caller of callers.get(head) ?? []) {
          if (seen.has(caller)) continue;
          seen.add(caller);
          next.push([caller, ...path]);
        }
      }
      found = next;
    }
  }
  const none: ReadonlyMap<string, readonly string[]> = new Map();
  return {
    of({ macros: named }) {
      if (reaching.size === 0 || named.length === 0) return none;
      const paths = new Map<string, readonly string[]>();
      for (const macro of named)
        for (const [target, path] of reaching.get(macro) ?? none)
          if ((paths.get(target)?.length ?? Number.POSITIVE_INFINITY) > path.length) paths.set(target, path);
      return paths;
    },
  };
}

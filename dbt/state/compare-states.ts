/** Which nodes of a project differ from an earlier state of it, and by what, in the terms of dbt's `state:modified`. */
import { isRecord } from '@weft/base/json';
import { canonicalJson } from './canonical-json.ts';
import { type CompareOptions, comparedFields, type Facet, selectorsOfNew } from './compared-fields.ts';
import { diffLines } from './diff-lines.ts';
import type { StateIndex, StateNode } from './index-state.ts';
import { changedMacrosOf, type MacroChange, reachOf } from './macro-reach.ts';
import { noteOn } from './note-on.ts';

export interface Reason {
  readonly facet: Facet;
  /** The config, part of the relation, property, column, or the macro that changed; null: the facet has one value. */
  readonly key: string | null;
  /** JSON; undefined: there was none. Of a body both are null, and `diff` has it. */
  readonly before: unknown;
  readonly after: unknown;
  /** Unified. */
  readonly diff: string | null;
  /** Of a macro: from the one that the node calls to the one that changed. */
  readonly path: readonly string[] | null;
  /** Values of `state:` that this alone puts the node into; empty: dbt does not see it. */
  readonly selectors: readonly string[];
  /** Why this is probably no real change. */
  readonly note: string | null;
}

export interface NodeChange {
  readonly uniqueId: string;
  readonly change: 'new' | 'removed' | 'modified';
  readonly reasons: readonly Reason[];
  /** All values of `state:` that select it, without `state:` itself; a removed node is selected by none. */
  readonly selectors: readonly string[];
}

export interface StateDifference {
  readonly changes: readonly NodeChange[];
  readonly macros: readonly MacroChange[];
}

export interface Comparison {
  readonly before: StateIndex;
  readonly after: StateIndex;
  /** Of nodes and macros whose digests differ (see `differingIds`); a node without its entries is told to differ without saying in what. */
  readonly entriesBefore: ReadonlyMap<string, unknown>;
  readonly entriesAfter: ReadonlyMap<string, unknown>;
  readonly options: CompareOptions;
  /** Of the engines that parsed; null: unknown. */
  readonly versions: { readonly before: string | null; readonly after: string | null };
}

/** Nodes and macros in both states whose digests differ. */
export function differingIds(before: StateIndex, after: StateIndex): readonly string[] {
  const differ = (one: { readonly digest: string } | undefined, digest: string) => one !== undefined && one.digest !== digest;
  return [
    ...[...after.nodes.values()].filter(({ uniqueId, digest }) => differ(before.nodes.get(uniqueId), digest)),
    ...[...after.macros.values()].filter(({ uniqueId, digest }) => differ(before.macros.get(uniqueId), digest)),
  ].map(({ uniqueId }) => uniqueId);
}

/** In the order of the newer manifest, removed nodes last. */
export function compareStates(comparison: Comparison): StateDifference {
  const { before, after } = comparison;
  const macros = changedMacrosOf(comparison);
  const reach = reachOf(after, macros);
  const changes: NodeChange[] = [];
  for (const node of after.nodes.values()) {
    const reasons = [...reasonsOf(comparison, node), ...macroReasons(comparison, reach.of(node), macros)];
    const isNew = !before.nodes.has(node.uniqueId);
    if (!isNew && reasons.length === 0) continue;
    const selectors = new Set([...(isNew ? selectorsOfNew(node.section) : []), ...reasons.flatMap((reason) => reason.selectors)]);
    changes.push({ uniqueId: node.uniqueId, change: isNew ? 'new' : 'modified', reasons, selectors: [...selectors] });
  }
  for (const uniqueId of before.nodes.keys())
    if (!after.nodes.has(uniqueId)) changes.push({ uniqueId, change: 'removed', reasons: [], selectors: [] });
  return { changes, macros };
}

function reasonsOf(comparison: Comparison, node: StateNode): readonly Reason[] {
  const was = comparison.before.nodes.get(node.uniqueId);
  if (was === undefined || was.digest === node.digest) return [];
  const [before, after] = [comparison.entriesBefore.get(node.uniqueId), comparison.entriesAfter.get(node.uniqueId)];
  if (!isRecord(before) || !isRecord(after)) return [unlookedAt];
  const fieldsOf = (entry: Readonly<Record<string, unknown>>) =>
    new Map(comparedFields(node.section, entry, after, comparison.options).map((field) => [`${field.facet} ${field.key}`, field]));
  const [old, current] = [fieldsOf(before), fieldsOf(after)];
  const reasons: Reason[] = [];
  for (const name of new Set([...current.keys(), ...old.keys()])) {
    const field = current.get(name) ?? old.get(name);
    if (!field) continue;
    const [from, to] = [old.get(name)?.value, current.get(name)?.value];
    if (canonicalJson(from) === canonicalJson(to)) continue;
    const { facet, key, selectors } = field;
    const isText = facet === 'body' && typeof from === 'string' && typeof to === 'string';
    const shown = isText ? { before: null, after: null, diff: diffLines(from, to) } : { before: from, after: to, diff: null };
    reasons.push({ facet, key, ...shown, path: null, selectors, note: noteOn({ facet, key, from, to, before, after }) });
  }
  return reasons;
}

/** More nodes differ than bodies are fetched for. */
const unlookedAt: Reason = {
  ...{ facet: 'body', key: null, before: null, after: null, diff: null, path: null, selectors: ['modified'] },
  note: null,
};

function macroReasons(
  { versions }: Comparison,
  paths: ReadonlyMap<string, readonly string[]>,
  macros: readonly MacroChange[],
): readonly Reason[] {
  const isOtherEngine = versions.before !== null && versions.after !== null && versions.before !== versions.after;
  return macros.flatMap(({ uniqueId, change, diff, isOfEngine }): Reason[] => {
    const path = paths.get(uniqueId);
    if (path === undefined) return [];
    const note =
      isOfEngine && isOtherEngine
        ? `dbt's own macro: the compared state was made by dbt ${versions.before}, this one by ${versions.after}.`
        : null;
    const values = { before: change === 'new' ? undefined : 'macro', after: change === 'removed' ? undefined : 'macro' };
    return [{ facet: 'macro', key: uniqueId, ...values, diff, path, selectors: ['modified', 'modified.macros'], note }];
  });
}

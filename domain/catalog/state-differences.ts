/** What dbt's own comparison sees between two stored states of a project, node by node, the macros that each reaches among it; kept, since neither ever changes. */
import type { Id } from '@weft/base/id';
import { parseJson } from '@weft/base/json';
import { compareStates, type NodeChange } from '@weft/dbt/state/compare-states';
import type { Facet } from '@weft/dbt/state/compared-fields';
import { emptyIndex, indexEntry, isCompared, type StateIndex } from '@weft/dbt/state/index-state';
import type { MacroChange } from '@weft/dbt/state/macro-reach';
import type { Host } from '@weft/host/host';
import { diffVersions } from '../ingest/diff-versions.ts';
import { readEntryBodies } from '../ingest/read-entry-bodies.ts';
import type { Entry } from '../ingest/recall-entries.ts';
import { loadStateNodes, type StateNode } from './state-nodes.ts';

export interface Versions {
  readonly before: Id<'stateVersion'>;
  readonly after: Id<'stateVersion'>;
}

export interface NodeDifference {
  readonly change: NodeChange['change'];
  /** Values of `state:` that select it, without `state:` itself. */
  readonly selectors: ReadonlySet<string>;
  /** What differs, whether dbt sees it or not. */
  readonly because: readonly { readonly facet: Facet; readonly key: string | null; readonly isSeen: boolean }[];
  /** Of macros that changed: the calls from the one that it names to that one. */
  readonly macros: readonly { readonly path: readonly string[]; readonly change: MacroChange }[];
}

/** By unique id; what is the same in both is left out. */
export type StateDifferences = ReadonlyMap<string, NodeDifference>;

const keptIn = new WeakMap<Host['database'], Map<string, Promise<StateDifferences>>>();
const pairsMax = 64;
const pairsAtOnce = 250;
/** The flag that would have dbt compare what is written of sources is in no manifest. */
const options = { comparesMoreUnrendered: false };

/** Fault not_found `state_version.not_found`. */
export function openDifferences(host: Host, versions: Versions): Promise<StateDifferences> {
  const kept = keptIn.get(host.database) ?? new Map<string, Promise<StateDifferences>>();
  keptIn.set(host.database, kept);
  const key = `${versions.before} ${versions.after}`;
  const found = kept.get(key) ?? compare(host, versions);
  kept.delete(key);
  kept.set(key, found);
  found.catch(() => kept.delete(key));
  for (const oldest of kept.keys()) {
    if (kept.size <= pairsMax) break;
    kept.delete(oldest);
  }
  return found;
}

type Found = Map<string, NodeDifference>;

async function compare(host: Host, { before, after }: Versions): Promise<StateDifferences> {
  if (before === after) return new Map();
  const { changed, added } = await diffVersions(host, before, after);
  const pairs = changed.filter((it) => isCompared(it.after.section) && !it.after.isExternal);
  const found: Found = new Map();
  const ofNodes = pairs.filter((it) => it.after.section !== 'macros');
  // Bodies are ten times what is kept of them, so never all at once.
  for (let at = 0; at < ofNodes.length; at += pairsAtOnce) addChanges(found, await readSides(host, ofNodes.slice(at, at + pairsAtOnce)));
  const macros = await readSides(
    host,
    pairs.filter((it) => it.after.section === 'macros'),
  );
  const sections = new Map(added.map(({ uniqueId, section }) => [uniqueId, section]));
  addSame(macros.before, await loadStateNodes(host, before), new Map());
  addSame(macros.after, await loadStateNodes(host, after), sections);
  addChanges(found, macros);
  return found;
}

interface Sides {
  readonly before: StateIndex;
  readonly after: StateIndex;
  readonly entriesBefore: Map<string, unknown>;
  readonly entriesAfter: Map<string, unknown>;
}

async function readSides(host: Host, pairs: readonly { readonly before: Entry; readonly after: Entry }[]): Promise<Sides> {
  const sides: Sides = { before: emptyIndex(), after: emptyIndex(), entriesBefore: new Map(), entriesAfter: new Map() };
  if (pairs.length === 0) return sides;
  const bodies = await readEntryBodies(
    host,
    pairs.flatMap((pair) => [pair.before.id, pair.after.id]),
  );
  for (const pair of pairs) {
    const { section, uniqueId } = pair.after;
    for (const [entry, index, entries] of [
      [pair.before, sides.before, sides.entriesBefore],
      [pair.after, sides.after, sides.entriesAfter],
    ] as const) {
      const parsed = parseJson(bodies.get(entry.id)?.toString('utf8') ?? 'null');
      if (!('value' in parsed)) continue;
      indexEntry(index, section, uniqueId, parsed.value, options);
      entries.set(uniqueId, parsed.value);
    }
  }
  return sides;
}

/** All that did not change, or is looked at already, counts as the same; what is on one side only is new, or gone. */
function addSame(index: StateIndex, nodes: readonly StateNode[], sections: ReadonlyMap<string, string>): void {
  for (const { uniqueId, resourceType, packageName, macros, isExternal } of nodes) {
    if (isExternal || resourceType === 'group') continue;
    if (resourceType !== 'macro')
      index.nodes.set(uniqueId, { uniqueId, section: sections.get(uniqueId) ?? 'nodes', macros, digest: 'same' });
    else if (!index.macros.has(uniqueId)) index.macros.set(uniqueId, { uniqueId, packageName, macros, digest: 'same' });
  }
}

function addChanges(found: Found, sides: Sides): void {
  const { changes, macros } = compareStates({ ...sides, options, versions: { before: null, after: null } });
  const byId = new Map(macros.map((change) => [change.uniqueId, change]));
  for (const { uniqueId, change, reasons, selectors } of changes) {
    const known = found.get(uniqueId);
    found.set(uniqueId, {
      change,
      selectors: new Set([...(known?.selectors ?? []), ...selectors]),
      because: [...(known?.because ?? []), ...reasons.map(({ facet, key, selectors: seen }) => ({ facet, key, isSeen: seen.length > 0 }))],
      macros: reasons.flatMap(({ path, key }) => {
        const macro = byId.get(key ?? '');
        return path === null || !macro ? [] : [{ path, change: macro }];
      }),
    });
  }
}

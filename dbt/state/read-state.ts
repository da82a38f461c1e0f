/** Reads a manifest.json for comparing while its bytes come: an index of everything, and whole entries of what is asked for. */
import { parseJson } from '@weft/base/json';
import { JsonCutter } from '../artifacts/cut-json.ts';
import { readRecord } from '../artifacts/read-field.ts';
import { readSelectableNode, type SelectableNode } from '../selection/selectable-node.ts';
import type { CompareOptions } from './compared-fields.ts';
import { emptyIndex, indexEntry, isCompared, type StateIndex } from './index-state.ts';

export interface ReadState {
  readonly index: StateIndex;
  /** For selecting; empty where it was not asked for. */
  readonly nodes: readonly SelectableNode[];
  /** Of what `keeps` said yes to. */
  readonly entries: ReadonlyMap<string, unknown>;
  readonly dbtVersion: string | null;
  readonly projectName: string | null;
}

export interface ReadStateOptions extends CompareOptions {
  readonly wantsNodes: boolean;
  /** Asked when the entry is indexed; entries take ten times the memory of the index. */
  readonly keeps: (uniqueId: string, index: StateIndex) => boolean;
}

/** A file that is no manifest throws as `JsonCutter` does. */
export async function readState(bytes: AsyncIterable<Buffer>, options: ReadStateOptions): Promise<ReadState> {
  const index = emptyIndex();
  const nodes: SelectableNode[] = [];
  const entries = new Map<string, unknown>();
  let metadata: Readonly<Record<string, unknown>> = {};
  const cutter = new JsonCutter(
    {
      onEntry({ section, key, buffer, start, end }) {
        if (key === null || !isCompared(section)) return;
        const parsed = parseJson(buffer.toString('utf8', start, end));
        if (!('value' in parsed)) return;
        indexEntry(index, section, key, parsed.value, options);
        if (options.keeps(key, index)) entries.set(key, parsed.value);
        const node = options.wantsNodes && section !== 'macros' ? readSelectableNode(key, parsed.value) : null;
        if (node) nodes.push(node);
      },
      onValue(name, value) {
        if (name === 'metadata') metadata = readRecord(value);
      },
    },
    { file: 'manifest.json' },
  );
  for await (const chunk of bytes) cutter.feed(chunk);
  cutter.end();
  const text = (value: unknown) => (typeof value === 'string' ? value : null);
  return { index, nodes, entries, dbtVersion: text(metadata.dbt_version), projectName: text(metadata.project_name) };
}

/** Only these entries, whole: others are cut and not parsed. */
export async function readEntries(bytes: AsyncIterable<Buffer>, ids: ReadonlySet<string>): Promise<ReadonlyMap<string, unknown>> {
  const entries = new Map<string, unknown>();
  const cutter = new JsonCutter(
    {
      onEntry({ section, key, buffer, start, end }) {
        if (key === null || !ids.has(key) || !isCompared(section)) return;
        const parsed = parseJson(buffer.toString('utf8', start, end));
        if ('value' in parsed) entries.set(key, parsed.value);
      },
      onValue() {},
    },
    { file: 'manifest.json' },
  );
  for await (const chunk of bytes) cutter.feed(chunk);
  cutter.end();
  return entries;
}

/** No more whole entries are kept than people will look at. */
export const entriesKeptMax = 4_000;

/** Keeps what differs from the other state. */
export function keepsDiffering(before: StateIndex): ReadStateOptions['keeps'] {
  let kept = 0;
  return (uniqueId, { nodes, macros }) => {
    const [now, was] = [nodes.get(uniqueId) ?? macros.get(uniqueId), before.nodes.get(uniqueId) ?? before.macros.get(uniqueId)];
    return now !== undefined && was !== undefined && now.digest !== was.digest && kept++ < entriesKeptMax;
  };
}

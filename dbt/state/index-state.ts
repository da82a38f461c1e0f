/** A manifest as far as comparing needs it: of each node a digest of everything that is compared, so that whole bodies are looked at only where digests differ. */
import { createHash } from 'node:crypto';
import { isRecord } from '@weft/base/json';
import { readFilledText, readRecord, readTexts } from '../artifacts/read-field.ts';
import { canonicalJson } from './canonical-json.ts';
import { type CompareOptions, comparedFields, selectableSections } from './compared-fields.ts';

export interface StateNode {
  readonly uniqueId: string;
  readonly section: string;
  /** Unique ids of the macros that it calls itself. */
  readonly macros: readonly string[];
  readonly digest: string;
}

export interface StateMacro {
  readonly uniqueId: string;
  readonly packageName: string;
  readonly macros: readonly string[];
  readonly digest: string;
}

export interface StateIndex {
  readonly nodes: Map<string, StateNode>;
  readonly macros: Map<string, StateMacro>;
}

export function emptyIndex(): StateIndex {
  return { nodes: new Map(), macros: new Map() };
}

/** Sections that are compared; entries of others need not be parsed. */
export function isCompared(section: string): boolean {
  return section === 'macros' || selectableSections.has(section);
}

/** `entry`: parsed. What is no object is passed over. */
export function indexEntry(index: StateIndex, section: string, uniqueId: string, entry: unknown, options: CompareOptions): void {
  if (!isRecord(entry)) return;
  const packageName = readFilledText(entry.package_name) ?? '';
  const macros = readTexts(readRecord(entry.depends_on).macros);
  if (section === 'macros') {
    index.macros.set(uniqueId, { uniqueId, packageName, macros, digest: digestOf(String(entry.macro_sql)) });
    return;
  }
  if (!selectableSections.has(section)) return;
  const fields = comparedFields(section, entry, entry, options);
  const content = fields.map(({ facet, key, value }) => [facet, key, value === undefined ? 'undefined' : value]);
  index.nodes.set(uniqueId, { uniqueId, section, macros, digest: digestOf(canonicalJson(content)) });
}

function digestOf(text: string): string {
  return createHash('sha1').update(text).digest('base64url');
}

/** What changed between two states of a project for whoever reads it: nodes that came and went, and what of contract and access differs. */
import type { Id } from '@weft/base/id';
import { documentSections, type NodeDocument } from '@weft/dbt/artifacts/node-document';
import type { Host } from '@weft/host/host';
import { readDocuments } from '../catalog/state-nodes.ts';
import { writeDocuments } from '../catalog/write-documents.ts';
import { diffVersions } from '../ingest/diff-versions.ts';
import { breaksByRemoval, compareDocuments, type FieldChange } from './compare-documents.ts';

export interface NodeChange {
  readonly uniqueId: string;
  readonly name: string;
  readonly resourceType: string;
  readonly version: string | number | null;
  /** Now; of a removed one: before. */
  readonly access: string | null;
  readonly change: 'added' | 'removed' | 'changed';
  /** Of a changed one; empty: code or configuration only. */
  readonly fields: readonly FieldChange[];
  /** The worst of its fields, or of its removal. */
  readonly breaks: FieldChange['breaks'];
  /** dbt stops at a broken contract of a versioned model, and warns of others. */
  readonly isError: boolean;
}

/** Macros are how models are made, not what is promised. */
const sections = documentSections.filter((section) => section !== 'macros');
const documentsAtOnce = 1000;

/** What breaks others first, then removed, changed and added ones, each by name. Fault not_found `state_version.not_found`. */
export async function compareVersions(host: Host, before: Id<'stateVersion'>, after: Id<'stateVersion'>): Promise<readonly NodeChange[]> {
  await writeDocuments(host, before);
  await writeDocuments(host, after);
  const difference = await diffVersions(host, before, after);
  const isShown = (entry: { readonly section: string; readonly isExternal: boolean }) =>
    sections.includes(entry.section) && !entry.isExternal;
  const removed = difference.removed.filter(isShown);
  const added = difference.added.filter(isShown);
  const changed = difference.changed.filter((it) => isShown(it.after));
  const changes: NodeChange[] = [];
  for (const [kind, entries] of [['removed', removed] as const, ['added', added] as const]) {
    for (let at = 0; at < entries.length; at += documentsAtOnce) {
      const ids = entries.slice(at, at + documentsAtOnce).map(({ id }) => id);
      for (const document of (await readDocuments(host, ids)).values()) {
        const breaks = kind === 'removed' ? breaksByRemoval(document) : null;
        changes.push({ ...describe(document), change: kind, fields: [], breaks, isError: isError(document, breaks) });
      }
    }
  }
  for (let at = 0; at < changed.length; at += documentsAtOnce) {
    const some = changed.slice(at, at + documentsAtOnce);
    const documents = await readDocuments(
      host,
      some.flatMap((it) => [it.before.id, it.after.id]),
    );
    for (const it of some) {
      const [was, is] = [documents.get(it.before.id), documents.get(it.after.id)];
      if (!was || !is) continue;
      const fields = compareDocuments(was, is);
      const breaks = worst(fields);
      changes.push({ ...describe(is), change: 'changed', fields, breaks, isError: isError(was, breaks) });
    }
  }
  return changes.sort(byWeight);
}

function describe(document: NodeDocument): Pick<NodeChange, 'uniqueId' | 'name' | 'resourceType' | 'version' | 'access'> {
  const { uniqueId, name, resourceType, version, access } = document;
  return { uniqueId, name, resourceType, version, access };
}

function worst(fields: readonly FieldChange[]): FieldChange['breaks'] {
  if (fields.some(({ breaks }) => breaks === 'contract')) return 'contract';
  return fields.some(({ breaks }) => breaks === 'reference') ? 'reference' : null;
}

function isError({ version }: NodeDocument, breaks: FieldChange['breaks']): boolean {
  return breaks === 'contract' && version !== null;
}

const kindOrder = ['removed', 'changed', 'added'] as const;

function byWeight(a: NodeChange, b: NodeChange): number {
  const rank = (it: NodeChange) => (it.breaks === null ? (it.fields.length > 0 || it.change !== 'changed' ? 1 : 2) : 0);
  return rank(a) - rank(b) || kindOrder.indexOf(a.change) - kindOrder.indexOf(b.change) || (a.name < b.name ? -1 : 1);
}

/** The nodes of a state version as the catalog knows them, kept in memory by entry: the next version shares nearly all of them. */
import type { Id } from '@weft/base/id';
import { documentSections, type NodeDocument } from '@weft/dbt/artifacts/node-document';
import type { Host } from '@weft/host/host';
import { entryIdsOf, getStateVersion } from '../ingest/list-entries.ts';
import { selectDocuments } from './store-documents.ts';
import { writeDocuments } from './write-documents.ts';

/** A document without what is long: descriptions and columns are read when they are shown (`readDocuments`). */
export interface StateNode extends Omit<NodeDocument, 'columns' | 'constraints'> {
  readonly entryId: Id<'entry'>;
  /** The first 200 characters, for lists. */
  readonly description: string;
  readonly isDescribed: boolean;
  readonly columnCount: number;
  readonly describedColumnCount: number;
}

type Kept = Map<number, StateNode>;
const keptIn = new WeakMap<Host['database'], Map<Id<'project'>, Kept>>();

/** Over all projects together; some 1.5 kB each. */
const nodesMax = 400_000;
const summaryLength = 200;

/** In the manifest's order. Documents that are not written yet are written now. Fault not_found `state_version.not_found`. */
export async function loadStateNodes(host: Host, versionId: Id<'stateVersion'>): Promise<readonly StateNode[]> {
  const version = await getStateVersion(host, versionId);
  const ids = entryIdsOf(version, documentSections);
  const kept = touch(host, version.projectId);
  if (ids.some((id) => !kept.has(id))) {
    const shared = new Map<string, Readonly<Record<string, unknown>>>();
    const read = async (some: Iterable<number>) => {
      for (const [entryId, document] of await selectDocuments(host.database.db, some)) kept.set(entryId, lean(entryId, document, shared));
    };
    // What is written is read while the next is made; what could not be read is read below.
    let reading = Promise.resolve();
    await writeDocuments(host, versionId, (written) => {
      reading = reading.then(() => read(written)).catch(() => {});
    });
    await reading;
    const missing = ids.filter((id) => !kept.has(id));
    for (let at = 0; at < missing.length; at += documentsAtOnce) await read(missing.subarray(at, at + documentsAtOnce));
  }
  forget(host, kept, ids);
  const nodes: StateNode[] = [];
  for (const id of ids) {
    const node = kept.get(id);
    if (node) nodes.push(node);
  }
  return nodes;
}

/** Their JSON is parsed in one go, in which nothing else has its turn. */
const documentsAtOnce = 500;

/** Whole documents, by entry; what is not there is left out. */
export async function readDocuments(host: Host, entryIds: readonly Id<'entry'>[]): Promise<ReadonlyMap<Id<'entry'>, NodeDocument>> {
  return entryIds.length === 0 ? new Map() : new Map(await selectDocuments(host.database.db, entryIds));
}

/** Nearly all nodes of a project have one of a few configs. Fields are named one by one: what `...` makes is slow to make and to read. */
function lean(entryId: Id<'entry'>, document: NodeDocument, shared: Map<string, Readonly<Record<string, unknown>>>): StateNode {
  const { config, columns } = document;
  const text = JSON.stringify(config);
  const same = shared.get(text) ?? config;
  shared.set(text, same);
  return {
    entryId,
    uniqueId: document.uniqueId,
    resourceType: document.resourceType,
    name: document.name,
    packageName: document.packageName,
    fqn: document.fqn,
    tags: document.tags,
    originalFilePath: document.originalFilePath,
    patchPath: document.patchPath,
    config: same,
    access: document.access,
    version: document.version,
    latestVersion: document.latestVersion,
    sourceName: document.sourceName,
    testName: document.testName,
    dependsOn: document.dependsOn,
    database: document.database,
    schema: document.schema,
    identifier: document.identifier,
    relationName: document.relationName,
    group: document.group,
    deprecationDate: document.deprecationDate,
    isContractEnforced: document.isContractEnforced,
    isExternal: document.isExternal,
    description: document.description.slice(0, summaryLength),
    isDescribed: document.description.trim() !== '',
    columnCount: columns.length,
    describedColumnCount: columns.filter((column) => column.description.trim() !== '').length,
    label: document.label,
    owner: document.owner,
    attachedNode: document.attachedNode,
    columnName: document.columnName,
    macros: document.macros,
    language: document.language,
    exposure: document.exposure,
  };
}

function touch(host: Host, projectId: Id<'project'>): Kept {
  const projects = keptIn.get(host.database) ?? new Map<Id<'project'>, Kept>();
  keptIn.set(host.database, projects);
  const kept: Kept = projects.get(projectId) ?? new Map();
  projects.delete(projectId);
  projects.set(projectId, kept);
  return kept;
}

/** A project that has gathered several versions' worth begins anew with the newest; then projects used longest ago go. */
function forget(host: Host, current: Kept, ids: Float64Array): void {
  if (current.size > 2 * ids.length + 10_000) {
    const wanted = new Set(ids);
    for (const id of current.keys()) if (!wanted.has(id)) current.delete(id);
  }
  const projects = keptIn.get(host.database) ?? new Map<Id<'project'>, Kept>();
  let count = [...projects.values()].reduce((sum, { size }) => sum + size, 0);
  for (const [oldest, kept] of projects) {
    if (count <= nodesMax || kept === current) return;
    projects.delete(oldest);
    count -= kept.size;
  }
}

/** Finds out the columns of every node of an environment's newest state, upstream first; what has not changed is not looked at again. */
import { Fault } from '@weft/base/fault';
import type { Id } from '@weft/base/id';
import { dialectOf } from '@weft/dbt/sql/dialect';
import type { Host } from '@weft/host/host';
import { writeDocuments } from '../catalog/write-documents.ts';
import { findDefinition } from '../ingest/find-definition.ts';
import { listEntries } from '../ingest/list-entries.ts';
import { listAppliedCatalog } from '../ingest/list-results.ts';
import { readEntryBodies } from '../ingest/read-entry-bodies.ts';
import type { Entry } from '../ingest/recall-entries.ts';
import { getEnvironment, listEnvironments } from '../projects/environments.ts';
import { listProjects } from '../projects/get-project.ts';
import type { Environment } from '../projects/model.ts';
import { digest, digestColumns, type NodeColumns, withoutColumns } from './node-columns.ts';
import { inOrder } from './node-order.ts';
import { questionOf, type Upstream } from './question-of.ts';
import { readCatalogColumns, readNode, toldColumns } from './read-node.ts';
import {
  deleteNodesExcept,
  type NodeRow,
  selectConsumers,
  selectInputs,
  selectNodes,
  selectSame,
  upsertNodes,
  upsertProgress,
} from './store-columns.ts';
import type { Tracer } from './tracer.ts';

/** So many bodies are read at once, and so many answers written. */
const batchSize = 200;

const tracedTypes: ReadonlySet<string> = new Set(['model', 'seed', 'snapshot', 'source']);

export interface TracedEnvironment {
  readonly nodeCount: number;
  /** Those that were not as before. */
  readonly tracedCount: number;
  /** Environments of other projects that read a model whose columns have changed. */
  readonly consumers: readonly Id<'environment'>[];
}

/** Safe to do twice. null: there is no manifest, or the environment is gone. */
export async function traceEnvironment(
  host: Host,
  tracer: Tracer,
  place: { readonly accountId: Id<'account'>; readonly environmentId: Id<'environment'> },
  signal: AbortSignal,
): Promise<TracedEnvironment | null> {
  const definition = await findDefinition(host, place.environmentId);
  if (!definition) return null;
  const environment = await getEnvironment(host, place.accountId, place.environmentId).catch(goneIsNull);
  if (!environment) return null;
  // People look for models before they look for what columns are made of, and both take all that the machine has.
  if (environment.deploymentType !== null) await writeDocuments(host, definition.versionId);
  const entries = await listEntries(host, definition.versionId, { sections: ['nodes', 'sources'], resourceTypes: [...tracedTypes] });
  const adapter = definition.metadata.adapter_type;
  const work = new Work(host, tracer, environment, typeof adapter === 'string' ? adapter : null);
  await work.recall(entries);
  const told = { environmentId: environment.id, accountId: environment.accountId, stateVersionId: definition.versionId };
  const counts = () => ({ nodeCount: entries.length, doneCount: work.doneCount, tracedCount: work.tracedCount });
  const startedAt = host.clock.now();
  const tell = (finishedAt: Date | null) => upsertProgress(host.database.db, { ...told, ...counts(), startedAt, finishedAt });
  await tell(null);
  for (const batch of batches(inOrder(entries))) {
    signal.throwIfAborted();
    if (await work.trace(batch)) await tell(null);
  }
  await host.database.transaction((tx) =>
    deleteNodesExcept(
      tx,
      environment.id,
      entries.map(({ uniqueId }) => uniqueId),
    ),
  );
  await tell(host.clock.now());
  return {
    nodeCount: entries.length,
    tracedCount: work.tracedCount,
    consumers: work.hasNewColumns ? await consumersOf(host, environment) : [],
  };
}

function goneIsNull(error: unknown): null {
  if (error instanceof Fault && error.kind === 'not_found') return null;
  throw error;
}

async function consumersOf(host: Host, { accountId, projectId, id }: Environment): Promise<Id<'environment'>[]> {
  const name = (await listProjects(host, accountId)).find((project) => project.id === projectId)?.dbtProjectName;
  return name == null ? [] : selectConsumers(host.database.db, accountId, name, id);
}

/** Raised when SQL is read by other rules than before, so that what was answered by the older ones is asked again. */
const rules = 'rules 3';

function batches<Item>(items: readonly Item[]): Item[][] {
  return Array.from({ length: Math.ceil(items.length / batchSize) }, (_, at) => items.slice(at * batchSize, (at + 1) * batchSize));
}

function sameKey(entryId: Id<'entry'>, inputsDigest: Buffer): string {
  return `${entryId} ${inputsDigest.toString('base64')}`;
}

class Work {
  doneCount = 0;
  tracedCount = 0;
  hasNewColumns = false;
  private readonly host: Host;
  private readonly tracer: Tracer;
  private readonly environment: Environment;
  private readonly adapter: string | null;
  private readonly known = new Map<string, NodeRow>();
  private readonly entries = new Map<string, Entry>();
  private catalog: ReadonlyMap<string, Id<'entry'>> = new Map();
  /** What some environment has found out of the batch's entries. */
  private elsewhere: ReadonlySet<string> = new Set();
  /** Models of other projects as their own projects have them, by unique id. */
  private producers: ReadonlyMap<string, NodeRow> = new Map();

  constructor(host: Host, tracer: Tracer, environment: Environment, adapter: string | null) {
    this.host = host;
    this.tracer = tracer;
    this.environment = environment;
    this.adapter = adapter;
  }

  async recall(entries: readonly Entry[]): Promise<void> {
    for (const entry of entries) this.entries.set(entry.uniqueId, entry);
    const { db } = this.host.database;
    for (const row of await selectNodes(db, [this.environment.id])) this.known.set(row.uniqueId, row);
    this.catalog = new Map((await listAppliedCatalog(this.host, this.environment.id)).map(({ uniqueId, entryId }) => [uniqueId, entryId]));
    const foreign = new Set(entries.flatMap((entry) => (entry.isExternal ? [entry.packageName] : [])));
    if (foreign.size === 0) return;
    const projects = (await listProjects(this.host, this.environment.accountId)).filter((it) => foreign.has(it.dbtProjectName));
    const environments = (await listEnvironments(this.host, this.environment.accountId)).filter(
      (it) => it.deploymentType === 'production' && projects.some(({ id }) => id === it.projectId),
    );
    const rows = await selectNodes(
      db,
      environments.map(({ id }) => id),
    );
    this.producers = new Map(rows.filter(({ isPublic, producer }) => isPublic && producer === null).map((row) => [row.uniqueId, row]));
  }

  /** False: nothing of it was new. */
  async trace(batch: readonly Entry[]): Promise<boolean> {
    const before = this.tracedCount;
    const fresh: NodeRow[] = [];
    const reads: Id<'entry'>[] = [];
    // What of the batch is surely as before needs no body; a change upstream in the same batch shows when its turn comes.
    for (const entry of batch) if (!this.isAsBefore(entry)) reads.push(entry.id, ...this.catalogIds(entry));
    const bodies = await readEntryBodies(this.host, reads);
    await this.recallSame(batch);
    for (const entry of batch) {
      const inputsDigest = this.digestOf(entry);
      const before = this.known.get(entry.uniqueId);
      this.doneCount++;
      if (before && before.entryId === entry.id && before.inputsDigest.equals(inputsDigest)) continue;
      const answer = await this.answerTo(entry, inputsDigest, bodies);
      const row = this.rowOf(entry, inputsDigest, answer);
      if (!before?.columnsDigest.equals(row.columnsDigest)) this.hasNewColumns = true;
      this.known.set(entry.uniqueId, row);
      fresh.push(row);
    }
    const { id: environmentId, accountId, projectId } = this.environment;
    await upsertNodes(this.host.database.db, { environmentId, accountId, projectId }, fresh);
    this.tracedCount += fresh.length;
    return this.tracedCount > before;
  }

  /** A question a batch, as a question a node would take longer than parsing it. */
  private async recallSame(batch: readonly Entry[]): Promise<void> {
    const ids = batch.flatMap((entry) => (this.isAsBefore(entry) ? [] : [entry.id]));
    const inputs = ids.length === 0 ? [] : await selectInputs(this.host.database.db, ids);
    this.elsewhere = new Set(inputs.map(({ entryId, inputsDigest }) => sameKey(entryId, inputsDigest)));
  }

  private isAsBefore(entry: Entry): boolean {
    const before = this.known.get(entry.uniqueId);
    return before !== undefined && before.entryId === entry.id && before.inputsDigest.equals(this.digestOf(entry));
  }

  private catalogIds(entry: Entry): Id<'entry'>[] {
    const id = this.catalog.get(entry.uniqueId);
    return id === undefined ? [] : [id];
  }

  private digestOf(entry: Entry): Buffer {
    const upstream = entry.dependsOn.map((id) => `${id} ${this.known.get(id)?.columnsDigest.toString('hex') ?? ''}`);
    const producer = this.producers.get(entry.uniqueId)?.columnsDigest.toString('hex') ?? '';
    return digest([rules, String(entry.id), this.adapter ?? '', producer, ...this.catalogIds(entry).map(String), ...upstream]);
  }

  private async answerTo(entry: Entry, inputsDigest: Buffer, bodies: ReadonlyMap<Id<'entry'>, Buffer>): Promise<NodeColumns> {
    const isElsewhere = this.elsewhere.has(sameKey(entry.id, inputsDigest));
    const same = isElsewhere ? await selectSame(this.host.database.db, entry.id, inputsDigest) : null;
    if (same) return same.answer;
    const read = bodies.has(entry.id) ? bodies : await readEntryBodies(this.host, [entry.id, ...this.catalogIds(entry)]);
    const text = readNode(entry.section, entry.uniqueId, read.get(entry.id));
    const [catalogId] = this.catalogIds(entry);
    const told = toldColumns(catalogId === undefined ? [] : readCatalogColumns(entry.uniqueId, read.get(catalogId)), text);
    const upstream: Upstream = {
      nodes: entry.dependsOn.flatMap((id) => {
        const node = this.entries.get(id);
        // In a circle one comes before what it reads.
        return node
          ? [{ entry: node, answer: this.known.get(id)?.answer ?? withoutColumns('node.circle', 'It is part of a circle.') }]
          : [];
      }),
      producer: this.producers.get(entry.uniqueId)?.answer ?? null,
    };
    return questionOf({ entry, text, told, upstream, dialect: dialectOf(this.adapter) }, this.tracer);
  }

  private rowOf(entry: Entry, inputsDigest: Buffer, answer: NodeColumns): NodeRow {
    const { id: environmentId, accountId, projectId } = this.environment;
    return {
      ...{ environmentId, accountId, projectId, uniqueId: entry.uniqueId, entryId: entry.id, inputsDigest, answer },
      columnsDigest: digestColumns(answer),
      producer: entry.isExternal ? entry.packageName : null,
      isPublic: entry.access === 'public',
    };
  }
}

/** Follows the nodes of one dbt command by its events, and writes them down in batches: a command may have thousands. */
import { messageOf } from '@weft/base/fault';
import type { DbtEvent, NodeProgress as NodeFacts } from '@weft/engine/events/read-dbt-event';
import type { Host } from '@weft/host/host';
import { cutLines } from './cut-lines.ts';
import { signalRun } from './events.ts';
import { finalState, type RunNode } from './run-node.ts';
import type { StepPlace } from './step-log.ts';
import { upsertNodes } from './step-store.ts';

const batchMilliseconds = 250;

export class NodeProgress {
  readonly #host: Host;
  readonly #place: StepPlace;
  readonly #scrub: (text: string) => string;
  readonly #stop: AbortSignal;
  readonly #nodes = new Map<string, RunNode>();
  #unwritten = new Set<string>();
  #timer: NodeJS.Timeout | null = null;
  #writing: Promise<void> = Promise.resolve();

  /** `stop`: aborted when the command is told to end: dbt says of a query that it broke off what it says of one that failed. */
  constructor(host: Host, place: StepPlace, scrub: (text: string) => string, stop: AbortSignal) {
    this.#host = host;
    this.#place = place;
    this.#scrub = scrub;
    this.#stop = stop;
  }

  get nodes(): readonly RunNode[] {
    return [...this.#nodes.values()];
  }

  hear(event: DbtEvent): void {
    if (event.node === null) return;
    const before = this.#nodes.get(event.node.uniqueId) ?? null;
    const after = this.#follow(event, event.node, before);
    if (after === null || after === before) return;
    this.#nodes.set(after.uniqueId, after);
    this.#unwritten.add(after.uniqueId);
    this.#timer ??= setTimeout(() => this.#write(), batchMilliseconds);
    const { uniqueId, state } = after;
    if (state !== before?.state) signalRun(this.#host, { kind: 'node', ...this.#place, uniqueId, state });
  }

  /** Resolves when all that was heard is written, or could not be. */
  async close(): Promise<void> {
    this.#write();
    await this.#writing;
  }

  /** Null: the line tells nothing that belongs to the node's progress. */
  #follow(event: DbtEvent, told: NodeFacts, before: RunNode | null): RunNode | null {
    const final = event.kind === 'node_started' ? null : finalState(told.status);
    if (before === null && event.kind === 'node_told' && final === null) return null;
    const isLast = event.kind === 'node_finished' || (final !== null && (before === null || before.state === 'running'));
    const known: RunNode = {
      stepIndex: this.#place.stepIndex,
      uniqueId: told.uniqueId,
      name: told.name,
      resourceType: told.resourceType,
      materialized: told.materialized ?? before?.materialized ?? null,
      relationName: told.relationName ?? before?.relationName ?? null,
      nodeIndex: told.index ?? before?.nodeIndex ?? null,
      nodeTotal: told.total ?? before?.nodeTotal ?? null,
      state: before?.state ?? 'running',
      dbtStatus: before?.dbtStatus ?? null,
      message: before?.message ?? null,
      startedAt: before?.startedAt ?? told.startedAt ?? event.at,
      finishedAt: before?.finishedAt ?? null,
      executionSeconds: before?.executionSeconds ?? null,
    };
    if (!isLast) return known;
    // A last word that is none known to us is no success.
    const state = final ?? 'failed';
    return {
      ...known,
      state: state === 'failed' && this.#stop.aborted ? 'cancelled' : state,
      dbtStatus: told.status,
      message: told.message === null ? known.message : cutLines(this.#scrub(told.message)),
      finishedAt: told.finishedAt ?? event.at,
      executionSeconds: told.executionSeconds ?? known.executionSeconds,
    };
  }

  #write(): void {
    if (this.#timer) clearTimeout(this.#timer);
    this.#timer = null;
    const wanted = [...this.#unwritten].flatMap((uniqueId) => this.#nodes.get(uniqueId) ?? []);
    this.#unwritten = new Set();
    if (wanted.length === 0) return;
    const { runId, stepIndex } = this.#place;
    this.#writing = this.#writing
      .then(() => upsertNodes(this.#host.database.db, runId, stepIndex, wanted))
      .catch((error: unknown) => {
        this.#host.log.warn('run.progress_not_written', { runId, reason: messageOf(error) });
        for (const node of wanted) this.#unwritten.add(node.uniqueId);
      });
  }
}

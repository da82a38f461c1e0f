/** Tells a run as it goes: first how it stands, then what changes, then that it is done. */
import type { Id } from '@weft/base/id';
import { getRun, listRunNodes, listSteps } from '@weft/domain/runs/list-runs';
import { isFinished } from '@weft/domain/runs/model';
import type { Step } from '@weft/domain/runs/plan-steps';
import type { RunNode } from '@weft/domain/runs/run-node';
import type { Host } from '@weft/host/host';
import type { RunEvents } from '@weft/wire/weft/live-events';
import { z } from 'zod';
import type { MakeFrames, Watch } from '../kit/event-streams.ts';
import { frame, heartbeat } from '../kit/event-streams.ts';
import type { LogTail } from './follow-logs.ts';
import { presentRunNode, presentRunState, presentStepState } from './present-progress.ts';

export interface FollowedRun {
  readonly accountId: Id<'account'>;
  readonly runId: Id<'run'>;
}

/** A page draws a few times a second; what happens in between is told together. */
const gatherMilliseconds = 100;

/** A node's signal comes some tenths of a second before its row is written: so often it is looked for. */
const looksMax = 20;

/** Of one write to the socket: big enough to be quick, small enough to be little that a slow reader leaves lying. */
const chunkCharacters = 64 * 1024;

const signalSchema = z.object({
  kind: z.enum(['run', 'step', 'node', 'log']),
  stepIndex: z.number().optional(),
  uniqueId: z.string().optional(),
  state: z.string().optional(),
});

/** `logs`: what is told of the logs, their text or only that there is more. */
export function followRun(host: Host, followed: FollowedRun, logs: LogTail): MakeFrames {
  return async function* (watch) {
    const follower = new RunFollower(host, followed, logs);
    const endListening = host.signals.listen(`run:${followed.runId}`, (data) => {
      follower.hear(data);
      watch.wake();
    });
    try {
      yield* follower.frames(watch);
    } finally {
      endListening();
    }
  };
}

class RunFollower {
  readonly #host: Host;
  readonly #followed: FollowedRun;
  readonly #logs: LogTail;
  /** What was told last of the run and of each step. */
  readonly #told = new Map<string, string>();
  /** The state that was told last of each node. */
  readonly #nodeStates = new Map<string, RunNode['state']>();
  /** Nodes with news: the state that was signalled, and how often it was looked for. */
  readonly #expected = new Map<string, { readonly uniqueId: string; readonly state: string; looks: number }>();
  readonly #logsToRead = new Set<number>();
  /** Everything is looked at: at first, at the end, and now and then, since a signal may be lost. */
  #isAllDue = true;
  #areStepsDue = false;

  constructor(host: Host, followed: FollowedRun, logs: LogTail) {
    this.#host = host;
    this.#followed = followed;
    this.#logs = logs;
  }

  hear(data: unknown): void {
    const read = signalSchema.safeParse(data);
    if (!read.success) return;
    const { kind, stepIndex, uniqueId, state } = read.data;
    if (kind === 'run' || kind === 'step') this.#areStepsDue = true;
    if (kind === 'node' && stepIndex !== undefined && uniqueId !== undefined && state !== undefined)
      this.#expected.set(keyOf({ stepIndex, uniqueId }), { uniqueId, state, looks: 0 });
    if (kind !== 'node' && stepIndex !== undefined) this.#logsToRead.add(stepIndex);
  }

  async *frames(watch: Watch): AsyncGenerator<string, void> {
    while (!watch.isOver) {
      const status = yield* this.#look();
      if (status !== null) {
        yield tell('done', { status });
        return;
      }
      if (this.#expected.size > 0) watch.wake();
      const isWoken = await watch.rest();
      if (watch.isOver) return;
      if (isWoken) await watch.gather(gatherMilliseconds);
      else {
        this.#isAllDue = true;
        yield heartbeat;
      }
    }
  }

  /** Answers the status of a run that is over, when everything of it has been told. */
  async *#look(): AsyncGenerator<string, number | null> {
    const { accountId, runId } = this.#followed;
    // Before anything else: what is read after it is whole when it says that the run is over.
    const run = await getRun(this.#host, accountId, runId);
    const isAll = this.#isAllDue || isFinished(run);
    const areStepsDue = isAll || this.#areStepsDue;
    this.#isAllDue = false;
    this.#areStepsDue = false;
    yield* this.#tellIfNew('run', 'run', presentRunState(run));
    if (areStepsDue) yield* this.#tellSteps(await listSteps(this.#host, [runId]));
    yield* inChunks(this.#tellNodes(isAll ? await listRunNodes(this.#host, runId) : await this.#listExpectedNodes()));
    const logsToRead = isAll ? null : new Set(this.#logsToRead);
    this.#logsToRead.clear();
    for await (const { event, cursor } of this.#logs.read(logsToRead)) yield frame('log', event, cursor);
    return isFinished(run) ? presentRunState(run).status : null;
  }

  *#tellSteps(steps: readonly Step[]): Generator<string, void> {
    this.#logs.meet(steps);
    for (const step of steps) {
      if (yield* this.#tellIfNew('step', `step ${step.index}`, presentStepState(step))) this.#logsToRead.add(step.index);
    }
  }

  *#tellNodes(nodes: readonly RunNode[]): Generator<string, void> {
    for (const node of nodes) {
      const key = keyOf(node);
      if (this.#expected.get(key)?.state === node.state) this.#expected.delete(key);
      if (this.#nodeStates.get(key) === node.state) continue;
      this.#nodeStates.set(key, node.state);
      yield tell('node', presentRunNode(node));
    }
  }

  async #listExpectedNodes(): Promise<RunNode[]> {
    if (this.#expected.size === 0) return [];
    const uniqueIds = [...new Set([...this.#expected.values()].map(({ uniqueId }) => uniqueId))];
    const nodes = await listRunNodes(this.#host, this.#followed.runId, uniqueIds);
    for (const [key, expected] of this.#expected) {
      expected.looks += 1;
      if (expected.looks > looksMax) this.#expected.delete(key);
    }
    return nodes;
  }

  *#tellIfNew<Name extends keyof RunEvents>(event: Name, key: string, data: RunEvents[Name]): Generator<string, boolean> {
    const text = tell(event, data);
    if (this.#told.get(key) === text) return false;
    this.#told.set(key, text);
    yield text;
    return true;
  }
}

function tell<Name extends keyof RunEvents>(event: Name, data: RunEvents[Name]): string {
  return frame(event, data);
}

function keyOf({ stepIndex, uniqueId }: Pick<RunNode, 'stepIndex' | 'uniqueId'>): string {
  return `${stepIndex} ${uniqueId}`;
}

function* inChunks(frames: Generator<string, void>): Generator<string, void> {
  let chunk = '';
  for (const one of frames) {
    chunk += one;
    if (chunk.length < chunkCharacters) continue;
    yield chunk;
    chunk = '';
  }
  if (chunk !== '') yield chunk;
}

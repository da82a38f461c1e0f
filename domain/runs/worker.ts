/** One worker: takes runs from the queue as slots get free, keeps them alive in the eyes of others, and ends what it began. */
import { setTimeout as sleep } from 'node:timers/promises';
import { Fault, messageOf } from '@weft/base/fault';
import type { Id } from '@weft/base/id';
import type { Host } from '@weft/host/host';
import { z } from 'zod';
import { claimRuns } from './claim-runs.ts';
import type { Room } from './decide-claims.ts';
import { endAbandonedRuns, Presence } from './end-abandoned-runs.ts';
import { endRun, handRunBack } from './end-run.ts';
import { cancelTopic, queueTopic } from './events.ts';
import type { HeldRun, Outcome, Worker as WorkerName } from './model.ts';
import { updateHeartbeats } from './queue-store.ts';
import { outcomeOfStop, Stop } from './stop-reason.ts';
import { roomFor } from './worker-room.ts';

/** Does the work of a run. A fault means that the run failed for that reason; it resolves soon after `stop` was asked for. */
export type Execute = (host: Host, run: HeldRun, stop: Stop) => Promise<Outcome>;

export interface WorkerOptions {
  readonly name: WorkerName;
  readonly slots: number;
  /** CI has so many slots of its own; left out: as many again. */
  readonly ciSlots?: number;
  /** What programs may still take of the machine's memory; left out: enough. */
  readonly availableBytes?: () => number;
  readonly execute: Execute;
  /** How often the queue is looked at without being told to. */
  readonly pollMilliseconds: number;
  readonly heartbeatMilliseconds: number;
}

interface Held {
  readonly run: HeldRun;
  readonly stop: Stop;
  readonly done: Promise<void>;
}

const CancelSignal = z.object({ runId: z.number() });

export class Worker {
  readonly #host: Host;
  readonly #options: WorkerOptions;
  readonly #held = new Map<Id<'run'>, Held>();
  readonly #endings: (() => void)[] = [];
  readonly #presence: Presence;
  #isStopping = false;
  #look: Promise<void> | null = null;
  #isLookWanted = false;

  constructor(host: Host, options: WorkerOptions) {
    this.#host = host;
    this.#options = options;
    this.#presence = new Presence(host.clock);
  }

  async start(): Promise<void> {
    await endAbandonedRuns(this.#host, this.#options.name);
    this.#endings.push(this.#host.signals.listen(queueTopic, () => this.wake()));
    this.#endings.push(this.#host.signals.listen(cancelTopic, (data) => this.#hearCancel(data)));
    this.#every(this.#options.pollMilliseconds, async () => this.wake());
    this.#every(this.#options.heartbeatMilliseconds, () => this.#beat());
    this.wake();
  }

  /** Looks at the queue now, or once more after the look that is under way. */
  wake(): void {
    if (this.#isStopping) return;
    if (this.#look) {
      this.#isLookWanted = true;
      return;
    }
    this.#isLookWanted = false;
    this.#look = this.#claim()
      .catch((error: unknown) => this.#host.log.warn('runs.queue_not_read', { reason: messageOf(error) }))
      .finally(() => {
        this.#look = null;
        if (this.#isLookWanted) this.wake();
      });
  }

  /** Hands back what has not begun and ends what has; resolves when nothing is under way. */
  async stop(): Promise<void> {
    this.#isStopping = true;
    for (const endIt of this.#endings) endIt();
    await this.#look;
    await Promise.all([...this.#held.values()].map((held) => this.#giveUp(held)));
  }

  async #claim(): Promise<void> {
    for (const run of await claimRuns(this.#host, this.#options.name, this.#room())) {
      const stop = new Stop();
      const done = this.#carryOut(run, stop).finally(() => {
        this.#held.delete(run.id);
        this.wake();
      });
      this.#held.set(run.id, { run, stop, done });
    }
  }

  #room(): Room {
    const { slots, ciSlots = slots, availableBytes = () => Number.POSITIVE_INFINITY } = this.#options;
    const held = [...this.#held.values()].map(({ run }) => ({ isCi: run.plan.jobType === 'ci', claimedAt: run.dequeuedAt }));
    return roomFor({ slots, ciSlots, held, availableBytes: availableBytes(), at: this.#host.clock.now() });
  }

  async #carryOut(run: HeldRun, stop: Stop): Promise<void> {
    const { timeoutSeconds } = run.plan;
    // setTimeout counts to 2^31 ms; a longer timeout is as good as none.
    const milliseconds = timeoutSeconds * 1000;
    const isTimed = timeoutSeconds > 0 && milliseconds < 2 ** 31;
    const timer = isTimed ? setTimeout(() => stop.ask({ kind: 'timed_out', timeoutSeconds }), milliseconds) : null;
    const outcome = await this.#options.execute(this.#host, run, stop).catch((error: unknown) => this.#explain(run, error));
    if (timer) clearTimeout(timer);
    const final = stop.reason ? outcomeOfStop(stop.reason) : outcome;
    if (final) await this.#end(run, final);
  }

  #explain(run: HeldRun, error: unknown): Outcome {
    if (error instanceof Fault) return { state: 'failed', reason: error.message };
    this.#host.log.error('run.broken', { runId: run.id, reason: messageOf(error), stack: error instanceof Error ? error.stack : null });
    return { state: 'failed', reason: `Weft itself failed at this run: ${messageOf(error)}. Its log has more.` };
  }

  /** The database may be away for a while; a run whose end is not written would stay Running for ever. */
  async #end(run: HeldRun, outcome: Outcome): Promise<void> {
    for (let pause = 200; ; pause = Math.min(pause * 2, 5_000)) {
      try {
        const ended = await endRun(this.#host, run, outcome);
        this.#host.log.info('run.ended', { runId: run.id, state: ended?.state ?? 'ended by another worker' });
        return;
      } catch (error) {
        this.#host.log.warn('run.end_not_written', { runId: run.id, reason: messageOf(error) });
        if (this.#isStopping) return;
        await sleep(pause);
      }
    }
  }

  async #giveUp(held: Held): Promise<void> {
    const isBack = await handRunBack(this.#host, held.run).catch(() => false);
    held.stop.ask({ kind: isBack ? 'no_longer_ours' : 'weft_stopped' });
    await held.done;
  }

  /** Also finds what was cancelled while a signal was lost, and what others took for dead. */
  async #beat(): Promise<void> {
    const held = [...this.#held.values()];
    const mayJudge = this.#presence.wasConfirmed();
    const own = await updateHeartbeats(this.#host.database.db, this.#options.name, this.#host.clock.now());
    const reasons = new Map(own.map((beat) => [beat.runId, beat.cancelReason]));
    for (const { run, stop } of held) {
      const reason = reasons.get(run.id);
      if (reason === undefined && this.#held.has(run.id)) stop.ask({ kind: 'no_longer_ours' });
      else if (reason != null) stop.ask({ kind: 'cancelled', reason });
    }
    this.#presence.confirm();
    if (mayJudge) await endAbandonedRuns(this.#host, this.#options.name);
  }

  #hearCancel(data: unknown): void {
    const signal = CancelSignal.safeParse(data);
    if (signal.success && [...this.#held.keys()].some((id) => id === signal.data.runId)) this.#beatNow();
  }

  #beatNow(): void {
    this.#beat().catch((error: unknown) => this.#host.log.warn('runs.heartbeat_failed', { reason: messageOf(error) }));
  }

  /** One call after the other; one that fails is told and tried again at the next turn. */
  #every(milliseconds: number, work: () => Promise<void>): void {
    let isAtWork = false;
    const timer = setInterval(() => {
      if (isAtWork) return;
      isAtWork = true;
      work()
        .catch((error: unknown) => this.#host.log.warn('runs.heartbeat_failed', { reason: messageOf(error) }))
        .finally(() => {
          isAtWork = false;
        });
    }, milliseconds);
    this.#endings.push(() => clearInterval(timer));
  }
}

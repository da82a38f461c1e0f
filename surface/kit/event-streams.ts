/** Server-sent events: made only as fast as they are read, a comment when there is nothing to say, an end when either side goes. */
import { Readable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import { Fault, messageOf } from '@weft/base/fault';
import type { Host } from '@weft/host/host';
import type { Asked } from './route.ts';
import { Bare } from './route.ts';

/** Far below the 120 s after which the listener takes a silent connection for dead. */
const heartbeatMillisecondsUsual = 15_000;

/** A browser opens one a page, or two; more than this is somebody's mistake. */
const streamsMax = 2_000;

/** What the maker of one stream waits on. */
export class Watch {
  readonly #heartbeatMilliseconds: number;
  readonly #over = new AbortController();
  #wake = new AbortController();

  constructor(heartbeatMilliseconds: number) {
    this.#heartbeatMilliseconds = heartbeatMilliseconds;
  }

  /** Nobody listens any more, or the server stops: the maker returns. */
  get isOver(): boolean {
    return this.#over.signal.aborted;
  }

  /** There is something to look at; waking twice is waking once. */
  wake(): void {
    this.#wake.abort();
  }

  end(): void {
    this.#over.abort();
    this.#wake.abort();
  }

  /** True: woken, or over. False: so much time went by that something should be said. */
  async rest(): Promise<boolean> {
    const { signal } = this.#wake;
    await sleep(this.#heartbeatMilliseconds, null, { signal }).catch(() => {});
    if (signal.aborted && !this.isOver) this.#wake = new AbortController();
    return signal.aborted;
  }

  /** Lets news gather, so that a burst is told at once. */
  async gather(milliseconds: number): Promise<void> {
    await sleep(milliseconds, null, { signal: this.#over.signal }).catch(() => {});
  }
}

/** Makes the frames of a stream. It is asked for the next one when the reader has taken the last, so nothing piles up for who reads slowly. */
export type MakeFrames = (watch: Watch) => AsyncGenerator<string, void>;

export interface EventStreamOptions {
  readonly heartbeatMilliseconds?: number;
}

export class EventStreams {
  readonly #open = new Set<Watch>();
  readonly #heartbeatMilliseconds: number;
  #isEnding = false;

  constructor(options: EventStreamOptions = {}) {
    this.#heartbeatMilliseconds = options.heartbeatMilliseconds ?? heartbeatMillisecondsUsual;
  }

  get openCount(): number {
    return this.#open.size;
  }

  /** `mayGoOn` is asked now and then: a stream outlives the session or the token that it was opened with. Fault: unavailable `stream.too_many`. */
  answer(
    host: Pick<Host, 'log'>,
    { request, reply }: Pick<Asked, 'request' | 'reply'>,
    make: MakeFrames,
    mayGoOn: () => Promise<boolean> = async () => true,
  ): Bare {
    // A connection that was a stream is of no use after it, and a server that stops would wait for it.
    reply
      .header('connection', 'close')
      .type('text/event-stream; charset=utf-8')
      .header('cache-control', 'no-cache, no-transform')
      .header('x-accel-buffering', 'no');
    if (request.method === 'HEAD') return new Bare(200, null);
    if (this.#isEnding || this.#open.size >= streamsMax)
      throw new Fault(
        'unavailable',
        'stream.too_many',
        'This Weft has no room for another live stream. Ask for the present state instead.',
      );
    const watch = new Watch(this.#heartbeatMilliseconds);
    this.#open.add(watch);
    const timer = setInterval(() => {
      // The database may be away for a moment: that says nothing of the caller.
      mayGoOn().then(
        (isAllowed) => isAllowed || watch.end(),
        () => {},
      );
    }, 2 * this.#heartbeatMilliseconds);
    // Of the response and not of the stream below, which closes only once its maker has returned.
    reply.raw.once('close', () => {
      clearInterval(timer);
      watch.end();
      this.#open.delete(watch);
    });
    return new Bare(200, Readable.from(guarded(host, watch, make), { objectMode: false }));
  }

  /** Every stream ends in good order; clients come back to whichever server is there then. */
  end(): void {
    this.#isEnding = true;
    for (const watch of this.#open) watch.end();
  }
}

/**
 * The comment sends the headers off before there is any news; the maker listens by then, so that who is told to be connected misses nothing.
 * A maker that fails ends the stream: the client comes back and says where it was.
 */
async function* guarded(host: Pick<Host, 'log'>, watch: Watch, make: MakeFrames): AsyncGenerator<string, void> {
  const frames = make(watch);
  const first = frames.next();
  first.catch(() => {});
  try {
    yield ': stream\n\n';
    for (let made = await first; made.done !== true; made = await frames.next()) yield made.value;
  } catch (error) {
    host.log.warn('stream.broken', { reason: messageOf(error) });
  } finally {
    await frames.return();
  }
}

/** What a maker yields when it was not woken. */
export const heartbeat = ': still here\n\n';

export function frame(event: string, data: object, id?: string): string {
  return `event: ${event}\n${id === undefined ? '' : `id: ${id}\n`}data: ${JSON.stringify(data)}\n\n`;
}

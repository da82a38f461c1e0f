/** Reads a stream of server-sent events as a browser does, one event at a time. */

export interface HeardEvent {
  readonly event: string;
  /** The last id that was said, by this event or an earlier one. */
  readonly id: string | null;
  // The tests know what they expect.
  readonly data: Record<string, unknown>;
}

export interface EventReader {
  readonly status: number;
  readonly contentType: string | null;
  /** How many comments have come. */
  readonly comments: number;
  /** The next event; null: the stream has ended. */
  next(): Promise<HeardEvent | null>;
  /** Reads on until the event that fits, and answers all that came, it included. Throws when the stream ends before. */
  until(fits: (heard: HeardEvent) => boolean): Promise<HeardEvent[]>;
  /** Everything up to the end. */
  rest(): Promise<HeardEvent[]>;
  /** Hangs up. */
  close(): Promise<void>;
}

export async function readEvents(url: string, headers: Record<string, string>): Promise<EventReader> {
  const controller = new AbortController();
  const response = await fetch(url, { headers: { accept: 'text/event-stream', ...headers }, signal: controller.signal });
  const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader();
  if (!reader) throw new Error('the answer has no body');
  const heard: HeardEvent[] = [];
  let text = '';
  let id: string | null = null;
  let comments = 0;
  const take = (block: string) => {
    const fields = new Map(block.split('\n').map((line) => [line.slice(0, line.indexOf(':')), line.slice(line.indexOf(':') + 2)]));
    if (fields.has('')) comments += 1;
    id = fields.get('id') ?? id;
    const event = fields.get('event');
    if (event !== undefined) heard.push({ event, id, data: JSON.parse(fields.get('data') ?? 'null') });
  };
  const next = async (): Promise<HeardEvent | null> => {
    while (heard.length === 0) {
      const { value, done } = await reader.read();
      if (done) return null;
      const blocks = `${text}${value}`.split('\n\n');
      text = blocks.pop() ?? '';
      blocks.forEach(take);
    }
    return heard.shift() ?? null;
  };
  return {
    status: response.status,
    contentType: response.headers.get('content-type'),
    get comments() {
      return comments;
    },
    next,
    async until(fits) {
      const all: HeardEvent[] = [];
      for (;;) {
        const one = await next();
        if (one === null) throw new Error(`the stream ended after ${JSON.stringify(all)}`);
        all.push(one);
        if (fits(one)) return all;
      }
    },
    async rest() {
      const all: HeardEvent[] = [];
      for (let one = await next(); one !== null; one = await next()) all.push(one);
      return all;
    },
    async close() {
      controller.abort();
      await reader.cancel().catch(() => {});
    },
  };
}

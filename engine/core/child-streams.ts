/** Where forked children send what they print: one unix socket, to which each child connects once for stdout and once for stderr. */
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough, type Readable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';

export interface Outputs {
  readonly stdout: Readable;
  readonly stderr: Readable;
}

export interface ChildStreams {
  /** The socket's path, for children. */
  readonly path: string;
  /** A folder only this process may enter, gone when the streams are closed. */
  readonly folder: string;
  /** Call before the child is started. `onTalk`: the child may ask for a connection of two directions. */
  expect(id: number, onTalk?: (talk: Socket) => void): Outputs;
  /** The child has ended: what it never opened ends too, and what its own children still hold is let go after a while. */
  finish(id: number): Promise<void>;
  close(): Promise<void>;
}

interface Line {
  readonly output: PassThrough;
  socket: Socket | null;
}

const headerBytesMax = 64;
/** A child can end before its connection was seen here. */
const lateMilliseconds = 300;
const heldMilliseconds = 2_000;

export async function openChildStreams(): Promise<ChildStreams> {
  // In the system's folder for temporary files, because a socket's path may have little more than 100 characters.
  const folder = await mkdtemp(join(tmpdir(), 'weft-'));
  const path = join(folder, 'out');
  const lines = new Map<string, Line>();
  const talks = new Map<string, (talk: Socket) => void>();
  const server = createServer((socket) => connect(socket, lines, talks));
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(path, resolve);
  });
  server.unref();
  return {
    path,
    folder,
    expect(id, onTalk) {
      if (onTalk) talks.set(`${id} talk`, onTalk);
      const outputs = { stdout: new PassThrough(), stderr: new PassThrough() };
      for (const [name, output] of Object.entries(outputs)) lines.set(`${id} ${name}`, { output, socket: null });
      return outputs;
    },
    async finish(id) {
      talks.delete(`${id} talk`);
      await Promise.all(['stdout', 'stderr'].map((name) => finishLine(lines, `${id} ${name}`)));
    },
    async close() {
      server.close();
      for (const { socket } of lines.values()) socket?.destroy();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** The first line says whose output follows. */
function connect(socket: Socket, lines: Map<string, Line>, talks: Map<string, (talk: Socket) => void>): void {
  let head = Buffer.alloc(0);
  socket.on('error', () => {});
  socket.on('data', function read(chunk: Buffer) {
    head = Buffer.concat([head, chunk]);
    const end = head.indexOf(10);
    if (end < 0 && head.length <= headerBytesMax) return;
    socket.off('data', read);
    const name = head.subarray(0, Math.max(end, 0)).toString('utf8');
    const onTalk = talks.get(name);
    if (onTalk) {
      talks.delete(name);
      socket.unshift(head.subarray(end + 1));
      onTalk(socket);
      return;
    }
    const line = lines.get(name);
    if (line === undefined || line.socket !== null) {
      socket.destroy();
      return;
    }
    line.socket = socket;
    line.output.write(head.subarray(end + 1));
    socket.pipe(line.output);
  });
}

async function finishLine(lines: Map<string, Line>, key: string): Promise<void> {
  const line = lines.get(key);
  if (line === undefined) return;
  for (let waited = 0; line.socket === null && waited < lateMilliseconds; waited += 20) await sleep(20);
  lines.delete(key);
  if (line.socket === null) {
    line.output.end();
    return;
  }
  if (line.output.writableEnded) return;
  const timer = new AbortController();
  const ended = new Promise<void>((resolve) => line.output.once('finish', resolve));
  await Promise.race([ended, sleep(heldMilliseconds, null, { signal: timer.signal, ref: false }).catch(() => null)]);
  timer.abort();
  line.socket.destroy();
  if (!line.output.writableEnded) line.output.end();
}

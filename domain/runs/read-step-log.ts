/** Reads a step's log from any byte on, while it grows and long after. */
import { open, stat } from 'node:fs/promises';
import { Fault } from '@weft/base/fault';
import type { Id } from '@weft/base/id';
import type { Host } from '@weft/host/host';
import { describeIngest } from './describe-ingest.ts';
import { getRun } from './list-runs.ts';
import type { Step } from './plan-steps.ts';
import { type LogKind, liveLogFile, storedLogKey } from './step-log.ts';
import { selectNodes, selectStep } from './step-store.ts';

export interface LogPart {
  readonly text: string;
  /** Where to read on. */
  readonly nextOffset: number;
  /** Nothing will come after `nextOffset`. */
  readonly isComplete: boolean;
}

interface Wanted {
  readonly runId: Id<'run'>;
  readonly stepIndex: number;
  readonly kind: LogKind;
}

const partBytesMax = 1024 * 1024;

/** `offset`: bytes from the beginning; at most 1 MiB comes back. Faults: not_found `run.not_found`, `run.step_not_found`. */
export async function readStepLog(host: Host, accountId: Id<'account'>, wanted: Wanted & { readonly offset?: number }): Promise<LogPart> {
  await getRun(host, accountId, wanted.runId);
  const found = await selectStep(host.database.db, wanted.runId, wanted.stepIndex);
  if (!found) throw new Fault('not_found', 'run.step_not_found', `Run ${wanted.runId} has no step ${wanted.stepIndex}.`);
  const offset = Math.max(0, wanted.offset ?? 0);
  const { step, isLogStored } = found;
  if (step.kind === 'ingest') return cut(await ingestLog(host, step), offset);
  const bytes = isLogStored ? await readStored(host, wanted, offset) : await readLive(host, wanted, offset);
  const whole = wholeCharacters(bytes);
  const hasEnded = step.state !== 'queued' && step.state !== 'running';
  return { text: whole.toString('utf8'), nextOffset: offset + whole.length, isComplete: hasEnded && bytes.length < partBytesMax };
}

/** The whole lines at the end of the log, of its last `bytesMax` bytes. Faults as `readStepLog`. */
export async function readStepLogEnd(host: Host, accountId: Id<'account'>, wanted: Wanted, bytesMax: number): Promise<string> {
  const offset = Math.max(0, (await sizeOf(host, wanted)) - bytesMax);
  const { text } = await readStepLog(host, accountId, { ...wanted, offset });
  // The first line is cut, maybe in the middle of a character.
  return offset === 0 ? text : text.slice(text.indexOf('\n') + 1);
}

/** Of either place: it is in one of them. An ingest step has neither, and its log is short. */
async function sizeOf(host: Host, { runId, stepIndex, kind }: Wanted): Promise<number> {
  const live = await stat(liveLogFile(host, { runId, stepIndex }, kind)).catch(() => null);
  return live?.size ?? (await host.blobs.size(storedLogKey({ runId, stepIndex }, kind))) ?? 0;
}

async function ingestLog(host: Host, step: Step): Promise<Buffer> {
  const nodes = await selectNodes(host.database.db, step.runId);
  return Buffer.from(describeIngest(step, nodes));
}

function cut(text: Buffer, offset: number): LogPart {
  const part = wholeCharacters(text.subarray(offset, offset + partBytesMax));
  return { text: part.toString('utf8'), nextOffset: offset + part.length, isComplete: offset + part.length >= text.length };
}

async function readStored(host: Host, { runId, stepIndex, kind }: Wanted, offset: number): Promise<Buffer> {
  const key = storedLogKey({ runId, stepIndex }, kind);
  const size = (await host.blobs.size(key)) ?? 0;
  if (offset >= size) return Buffer.alloc(0);
  const part = await host.blobs.read(key, { start: offset, end: Math.min(size, offset + partBytesMax) });
  return part ?? Buffer.alloc(0);
}

/** A step that has not begun has no file, and neither has one on another machine's disk. */
async function readLive(host: Host, { runId, stepIndex, kind }: Wanted, offset: number): Promise<Buffer> {
  const file = await open(liveLogFile(host, { runId, stepIndex }, kind)).catch(() => null);
  if (file === null) return Buffer.alloc(0);
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(partBytesMax), 0, partBytesMax, offset);
    return buffer.subarray(0, bytesRead);
  } finally {
    await file.close();
  }
}

/** Leaves a character that is not whole yet for the next read. */
function wholeCharacters(bytes: Buffer): Buffer {
  for (let back = 1; back <= Math.min(3, bytes.length); back++) {
    const byte = bytes[bytes.length - back] ?? 0;
    if (byte < 0x80) return bytes;
    const length = byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : byte >= 0xc0 ? 2 : 0;
    if (length > 0) return length > back ? bytes.subarray(0, bytes.length - back) : bytes;
  }
  return bytes;
}

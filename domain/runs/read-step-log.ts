/** Reads a step's log from any byte on, while it grows and long after. */
import { Fault } from '@weft/base/fault';
import type { Id } from '@weft/base/id';
import type { Host } from '@weft/host/host';
import { describeIngest } from './describe-ingest.ts';
import { getRun } from './list-runs.ts';
import { bytesOf, findLogBytes, type LogBytes } from './log-bytes.ts';
import type { LogKind } from './step-log.ts';
import { selectNodes, selectStep } from './step-store.ts';

export interface LogPart {
  readonly text: string;
  /** Where to read on. */
  readonly nextOffset: number;
  /** Nothing will come after `nextOffset`. */
  readonly isComplete: boolean;
}

export interface WantedLog {
  readonly runId: Id<'run'>;
  readonly stepIndex: number;
  readonly kind: LogKind;
}

/** Three who watch a loud run hold as many of these at once, each as bytes, as text and as what is sent. */
const partBytesMax = 512 * 1024;

/** `offset`: bytes from the beginning; at most 512 KiB come back. Faults: not_found `run.not_found`, `run.step_not_found`. */
export async function readStepLog(
  host: Host,
  accountId: Id<'account'>,
  wanted: WantedLog & { readonly offset?: number },
): Promise<LogPart> {
  const { bytes, hasEnded } = await findStepLog(host, accountId, wanted);
  const offset = Math.max(0, wanted.offset ?? 0);
  const part = await bytes.read(offset, Math.min(bytes.sizeBytes, offset + partBytesMax));
  const whole = wholeCharacters(part);
  return { text: whole.toString('utf8'), nextOffset: offset + whole.length, isComplete: hasEnded && part.length < partBytesMax };
}

/** `hasEnded`: the step has, so nothing is added. Faults as `readStepLog`. */
export async function findStepLog(
  host: Host,
  accountId: Id<'account'>,
  { runId, stepIndex, kind }: WantedLog,
): Promise<{ readonly bytes: LogBytes; readonly hasEnded: boolean }> {
  await getRun(host, accountId, runId);
  const found = await selectStep(host.database.db, runId, stepIndex);
  if (!found) throw new Fault('not_found', 'run.step_not_found', `Run ${runId} has no step ${stepIndex}.`);
  const { step } = found;
  if (step.kind === 'ingest')
    return { bytes: bytesOf(Buffer.from(describeIngest(step, await selectNodes(host.database.db, runId)))), hasEnded: true };
  const hasEnded = step.state !== 'queued' && step.state !== 'running';
  return { bytes: await findLogBytes(host, { runId, stepIndex }, kind), hasEnded };
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

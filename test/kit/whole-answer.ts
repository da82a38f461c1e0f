/** All that an answer over HTTP says, to the last file: what is packed is unpacked, and of a stream that stays open the beginning is read. */
import { gunzipSync, inflateRawSync } from 'node:zlib';

export interface WholeAnswer {
  readonly status: number;
  /** Headers too, one below the other. */
  readonly text: string;
}

const streamMilliseconds = 300;

export async function wholeAnswer(url: string, init: RequestInit = {}): Promise<WholeAnswer> {
  const ending = new AbortController();
  const answer = await fetch(url, { redirect: 'manual', signal: ending.signal, ...init });
  const headers = [...answer.headers].map((pair) => pair.join(': ')).join('\n');
  const isStream = answer.headers.get('content-type')?.startsWith('text/event-stream') === true;
  const body = isStream ? await beginningOf(answer, ending) : Buffer.from(await answer.arrayBuffer());
  return { status: answer.status, text: `${headers}\n\n${textOf(body)}` };
}

async function beginningOf(answer: Response, ending: AbortController): Promise<Buffer> {
  const parts: Uint8Array[] = [];
  const end = setTimeout(() => ending.abort(), streamMilliseconds);
  try {
    for await (const part of answer.body ?? []) parts.push(part);
  } catch (error) {
    if (!ending.signal.aborted) throw error;
  } finally {
    clearTimeout(end);
  }
  return Buffer.concat(parts);
}

const localFile = Buffer.from('PK\x03\x04', 'latin1');

function textOf(body: Buffer): string {
  if (body.subarray(0, 2).equals(Buffer.from([0x1f, 0x8b]))) return textOf(gunzipSync(body));
  if (!body.subarray(0, 4).equals(localFile)) return body.toString('utf8');
  const files: string[] = [];
  for (let at = 0; at >= 0; at = body.indexOf(localFile, at + 4)) {
    const start = at + 30 + body.readUInt16LE(at + 26) + body.readUInt16LE(at + 28);
    const isDeflated = body.readUInt16LE(at + 8) === 8;
    const bytes = isDeflated ? inflateRawSync(body.subarray(start)) : body.subarray(start, start + body.readUInt32LE(at + 18));
    files.push(body.toString('utf8', at + 30, start), bytes.toString('utf8'));
  }
  return files.join('\n');
}

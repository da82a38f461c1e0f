/** Uploads generated projects to a running Weft as dbt's uploader does, and holds times, memory and bytes against JSON.parse of the same manifest. */
import { execFile, fork } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, createReadStream, openSync, readSync } from 'node:fs';
import { mkdtemp, rm, stat } from 'node:fs/promises';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { promisify } from 'node:util';
import { z } from 'zod';
import { generateUpload, type Upload } from './generate-manifest.ts';
import type { Published, Ready } from './ingest-server.ts';
import { writeStoredZip } from './write-zip.ts';

export interface IngestFigures {
  readonly models: number;
  readonly zipBytes: number;
  /** null: JSON.parse cannot read the manifest. */
  readonly parse: { readonly milliseconds: number; readonly rssBytes: number } | null;
  readonly first: UploadFigures;
  /** 1 % of models, tests and sources changed. */
  readonly second: UploadFigures;
  /** Bytes that the second version added over bytes of the first: entries, versions, packs. */
  readonly bytesShare: number;
  /** Of the server before anything was uploaded. */
  readonly rssBefore: number;
}

export interface UploadFigures {
  /** From the first byte of the PUT to the publication. */
  readonly allMilliseconds: number;
  readonly lastByteToAccepted: number;
  readonly lastByteToPublished: number;
  readonly rssPeak: number;
  readonly bytes: Published['bytes'];
}

const execute = promisify(execFile);
const parsedSchema = z.object({ milliseconds: z.number(), rssBytes: z.number() });

/**
 * `root`: the clone; `dist`: where the benchmarks were built. With `results`, the upload is what a whole `dbt build` leaves, a fifth more
 * bytes and a row for each of its nodes; without, the manifest that the goals speak of.
 */
export async function measureIngest(root: string, dist: string, models: number, content: Content = 'manifest'): Promise<IngestFigures> {
  const folder = await mkdtemp(join(tmpdir(), 'weft-ingest-'));
  const inFolder = (name: string) => join(folder, name);
  const files = {
    first: inFolder('first.zip'),
    second: inFolder('second.zip'),
    manifest: inFolder('manifest.json'),
    changed: inFolder('changed.json'),
  };
  try {
    await generate({ models, seed: 1, changedShare: 0, file: files.first, manifestFile: files.manifest }, content);
    await generate({ models, seed: 1, changedShare: 0.01, file: files.second, manifestFile: files.changed }, content);
    const parse = await parseBest(join(dist, 'parse-json.js'), files.manifest);
    const server = fork(join(dist, 'ingest-server.js'), [root, join(folder, 'home')], { execArgv: ['--expose-gc'] });
    const [ready]: [Ready] = await hear(server);
    server.send('forget');
    const [{ rss: rssBefore }]: [{ rss: number }] = await hear(server);
    const first = await upload(server, ready, files.first);
    const second = await upload(server, ready, files.second);
    server.disconnect();
    await once(server, 'exit');
    const bytesShare = (second.bytes.state - first.bytes.state) / first.bytes.state;
    return { models, zipBytes: (await stat(files.first)).size, parse, first, second, bytesShare, rssBefore };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

type Content = 'manifest' | 'manifest and results';

async function generate(upload: Upload & { readonly manifestFile: string }, content: Content): Promise<void> {
  await generateUpload(upload);
  if (content === 'manifest') await writeStoredZip(upload.file, [{ name: 'manifest.json', body: blocksOf(upload.manifestFile) }]);
}

function* blocksOf(path: string): Generator<Buffer, void> {
  const file = openSync(path, 'r');
  for (let length = 1; length > 0; ) {
    const block = Buffer.alloc(1024 * 1024);
    length = readSync(file, block);
    yield block.subarray(0, length);
  }
  closeSync(file);
}

/** The best of three, as is fair to it. */
async function parseBest(program: string, file: string) {
  let best: z.infer<typeof parsedSchema> | null = null;
  for (let round = 0; round < 3; round++) {
    try {
      const { stdout } = await execute(process.execPath, ['--max-old-space-size=8192', program, file]);
      const parsed = parsedSchema.parse(JSON.parse(stdout));
      if (best === null || parsed.milliseconds < best.milliseconds) best = parsed;
    } catch {
      // Node has no string of more than 512 MB.
      return null;
    }
  }
  return best;
}

async function upload(server: ReturnType<typeof fork>, ready: Ready, file: string): Promise<UploadFigures> {
  server.send('forget');
  await hear(server);
  const base = `/api/private/accounts/${ready.accountId}/environments/${ready.environmentId}/ingests/`;
  const announced = await ask(ready, 'POST', base, null);
  const { id, upload_url } = z
    .object({ data: z.object({ id: z.number(), upload_url: z.string() }) })
    .parse(JSON.parse(announced.body)).data;
  const begunAt = now();
  const put = request(upload_url, { method: 'PUT', headers: { 'content-length': (await stat(file)).size } });
  const answered = once(put, 'response');
  await pipeline(createReadStream(file, { highWaterMark: 256 * 1024 }), put);
  const [response] = await answered;
  if (response.statusCode !== 200) throw new Error(`the PUT was answered with ${response.statusCode}`);
  response.resume();
  server.send({ uploadId: id });
  const completed = await ask(ready, 'PATCH', `${base}${id}/`, JSON.stringify({ upload_status: 'SUCCESS' }));
  if (completed.status !== 204) throw new Error(`the PATCH was answered with ${completed.status}`);
  const [published]: [Published] = await hear(server);
  const { lastByteAt, acceptedAt, publishedAt, rssPeak, bytes } = published;
  return {
    allMilliseconds: publishedAt - begunAt,
    lastByteToAccepted: acceptedAt - lastByteAt,
    lastByteToPublished: publishedAt - lastByteAt,
    ...{ rssPeak, bytes },
  };
}

async function ask({ port, token }: Ready, method: string, path: string, body: string | null): Promise<{ status: number; body: string }> {
  const headers = { authorization: `Token ${token}`, ...(body === null ? {} : { 'content-type': 'application/json' }) };
  const asked = request({ host: '127.0.0.1', port, path, method, headers });
  asked.end(body ?? undefined);
  const [response] = await once(asked, 'response');
  let text = '';
  for await (const chunk of response) text += chunk;
  return { status: response.statusCode, body: text };
}

async function hear<T>(server: ReturnType<typeof fork>): Promise<[T]> {
  const died = once(server, 'exit').then(([code]) => {
    throw new Error(`the server ended with ${code}`);
  });
  const [message] = await Promise.race([once(server, 'message'), died]);
  return [message];
}

function now(): number {
  return Number(process.hrtime.bigint()) / 1e6;
}

/** `ingest.js [MODELS] [results]`, once built: prints the figures. */
if (process.argv[1]?.endsWith('dist/ingest.js')) {
  const dist = join(process.argv[1], '..');
  console.log(
    JSON.stringify(
      await measureIngest(
        join(dist, '../..'),
        dist,
        Number(process.argv[2] ?? 10_000),
        process.argv[3] === 'results' ? 'manifest and results' : 'manifest',
      ),
      null,
      2,
    ),
  );
}

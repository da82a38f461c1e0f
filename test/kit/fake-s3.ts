/** A small S3 for tests: one bucket in memory, path style; put, get with ranges, head, delete, list (v2, in pages) and multipart. */
import { randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';

export interface FakeS3 {
  readonly endpoint: string;
  readonly objects: ReadonlyMap<string, Buffer>;
  /** Multipart uploads that were begun and neither completed nor given up. */
  readonly openUploads: ReadonlyMap<string, ReadonlyMap<number, Buffer>>;
  /** From now on each request gets this answer, until null. */
  fail(answer: { readonly status: number; readonly code: string } | null): void;
  close(): Promise<void>;
}

export interface FakeS3Options {
  readonly bucket: string;
  /** A request signed with another key is refused. The signature itself is not checked. */
  readonly accessKeyId: string;
  /** How many keys a page of a list has. */
  readonly pageSize: number;
}

interface Exchange {
  readonly method: string;
  readonly key: string;
  readonly query: URLSearchParams;
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
}

export async function startFakeS3(options: FakeS3Options): Promise<FakeS3> {
  const objects = new Map<string, Buffer>();
  const uploads = new Map<string, Map<number, Buffer>>();
  let failure: { readonly status: number; readonly code: string } | null = null;
  const server = createServer(async (request, response) => {
    const url = new URL(request.url ?? '/', 'http://s3');
    const [, bucket = '', ...path] = url.pathname.split('/').map(decodeURIComponent);
    const exchange = { method: request.method ?? '', key: path.join('/'), query: url.searchParams, request, response };
    const isSigned = request.headers.authorization?.startsWith(`AWS4-HMAC-SHA256 Credential=${options.accessKeyId}/`) === true;
    if (failure) return refuse(response, failure.status, failure.code);
    if (!isSigned) return refuse(response, 403, 'InvalidAccessKeyId');
    if (bucket !== options.bucket) return refuse(response, 404, 'NoSuchBucket');
    if (exchange.key === '') return list(exchange, objects, options.pageSize);
    if (exchange.query.has('uploadId') || exchange.query.has('uploads')) return multipart(exchange, objects, uploads);
    return object(exchange, objects);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    endpoint: `http://127.0.0.1:${portOf(server.address())}`,
    objects,
    openUploads: uploads,
    fail(answer) {
      failure = answer;
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

async function object({ method, key, request, response }: Exchange, objects: Map<string, Buffer>): Promise<void> {
  if (method === 'PUT') {
    const body = await received(request);
    if (body === null) return;
    objects.set(key, body);
    return answer(response, 200);
  }
  if (method === 'DELETE') {
    objects.delete(key);
    return answer(response, 204);
  }
  const body = objects.get(key);
  if (body === undefined) return refuse(response, 404, 'NoSuchKey');
  const [, start, end] = /^bytes=(\d+)-(\d+)$/.exec(request.headers.range ?? '') ?? [];
  if (start === undefined || end === undefined) return answer(response, 200, body);
  if (Number(start) >= body.length) return refuse(response, 416, 'InvalidRange');
  const part = body.subarray(Number(start), Number(end) + 1);
  response.setHeader('content-range', `bytes ${start}-${Number(start) + part.length - 1}/${body.length}`);
  answer(response, 206, part);
}

async function multipart(exchange: Exchange, objects: Map<string, Buffer>, uploads: Map<string, Map<number, Buffer>>): Promise<void> {
  const { method, key, query, request, response } = exchange;
  const id = query.get('uploadId');
  if (method === 'POST' && id === null) {
    const made = randomUUID();
    uploads.set(made, new Map());
    return answer(response, 200, xml(`<InitiateMultipartUploadResult><UploadId>${made}</UploadId></InitiateMultipartUploadResult>`));
  }
  const parts = uploads.get(id ?? '');
  const body = await received(request);
  if (body === null) return;
  if (id === null || parts === undefined) return refuse(response, 404, 'NoSuchUpload');
  if (method === 'PUT') {
    parts.set(Number(query.get('partNumber')), body);
    response.setHeader('etag', `"${query.get('partNumber')}"`);
    return answer(response, 200);
  }
  uploads.delete(id);
  if (method === 'DELETE') return answer(response, 204);
  const named = [...body.toString().matchAll(/<PartNumber>(\d+)<\/PartNumber>/g)].map(([, number]) => parts.get(Number(number)));
  objects.set(key, Buffer.concat(named.filter((part) => part !== undefined)));
  answer(response, 200, xml('<CompleteMultipartUploadResult><ETag>"whole"</ETag></CompleteMultipartUploadResult>'));
}

function list({ query, response }: Exchange, objects: ReadonlyMap<string, Buffer>, pageSize: number): void {
  const after = query.get('continuation-token') ?? '';
  const keys = [...objects.keys()].filter((key) => key.startsWith(query.get('prefix') ?? '') && key > after).sort();
  const page = keys.slice(0, pageSize);
  const next = keys.length > pageSize ? `<NextContinuationToken>${page.at(-1)}</NextContinuationToken>` : '';
  const contents = page.map((key) => `<Contents><Key>${key}</Key></Contents>`).join('');
  answer(response, 200, xml(`<ListBucketResult><IsTruncated>${next !== ''}</IsTruncated>${contents}${next}</ListBucketResult>`));
}

function refuse(response: ServerResponse, status: number, code: string): void {
  answer(response, status, xml(`<Error><Code>${code}</Code><Message>${code}, says the fake</Message></Error>`));
}

function answer(response: ServerResponse, status: number, body: Buffer = Buffer.alloc(0)): void {
  response.writeHead(status, { 'content-length': body.length }).end(body);
}

/** null when the sender went away in the middle. */
function received(request: IncomingMessage): Promise<Buffer | null> {
  return buffer(request).catch(() => null);
}

function xml(text: string): Buffer {
  return Buffer.from(`<?xml version="1.0" encoding="UTF-8"?>${text}`);
}

function portOf(address: AddressInfo | string | null): number {
  if (address === null || typeof address === 'string') throw new Error('the fake S3 does not listen on a port');
  return address.port;
}

/** A blob store in an S3 bucket, or whatever speaks S3. */
import { pipeline, Readable, Transform } from 'node:stream';
import {
  DeleteObjectCommand,
  GetObjectCommand,
  HeadObjectCommand,
  PutObjectCommand,
  paginateListObjectsV2,
  S3Client,
} from '@aws-sdk/client-s3';
import { Upload } from '@aws-sdk/lib-storage';
import { messageOf } from '@weft/base/fault';
import { z } from 'zod';
import { type BlobStore, checkKey, checkPrefix, storageFull, storageRefused, storageUnreachable } from './blob.ts';
import type { StorageCredentials } from './config.ts';

export interface S3Place {
  readonly bucket: string;
  /** Goes before every key; empty or ending in `/`. */
  readonly prefix: string;
  /** null: AWS's own for the region. */
  readonly endpoint: string | null;
  readonly region: string;
  /** null: as the client finds them, such as a role of the machine. */
  readonly credentials: StorageCredentials | null;
}

export interface S3Store extends BlobStore {
  close(): void;
}

/** Nothing is asked of the bucket yet. */
export function openS3Store({ bucket: Bucket, prefix, endpoint, region, credentials }: S3Place): S3Store {
  const client = new S3Client({
    region,
    ...(endpoint === null ? {} : { endpoint, forcePathStyle: true }),
    ...(credentials === null ? {} : { credentials: { ...credentials, sessionToken: credentials.sessionToken ?? undefined } }),
    // Stores other than AWS's often do not know the checksums that the client sends unasked.
    requestChecksumCalculation: 'WHEN_REQUIRED',
    responseChecksumValidation: 'WHEN_REQUIRED',
    // The limit is on silence, not on the whole: 5 GB may take long.
    requestHandler: { connectionTimeout: 5_000, socketTimeout: 30_000 },
  });
  const Key = (key: string) => {
    checkKey(key);
    return prefix + key;
  };
  return {
    async put(key, body) {
      return put(client, Bucket, Key(key), body);
    },
    async read(key, range) {
      const input = { Bucket, Key: Key(key) };
      // HTTP has no empty range.
      if (range && range.end <= range.start) return (await sizeOf(client, input)) === null ? null : Buffer.alloc(0);
      const Range = range && `bytes=${range.start}-${range.end - 1}`;
      const found = await told(async () => (await client.send(new GetObjectCommand({ ...input, Range }))).Body?.transformToByteArray());
      if (found === 'beyond') return Buffer.alloc(0);
      return found === null ? null : Buffer.from(found ?? []);
    },
    async stream(key) {
      const input = { Bucket, Key: Key(key) };
      const found = await told(async () => (await client.send(new GetObjectCommand(input))).Body);
      return found instanceof Readable ? found : null;
    },
    async size(key) {
      return sizeOf(client, { Bucket, Key: Key(key) });
    },
    async remove(key) {
      const input = { Bucket, Key: Key(key) };
      await told(() => client.send(new DeleteObjectCommand(input)));
    },
    async list(wanted) {
      checkPrefix(wanted);
      const keys = await told(() => listKeys(client, Bucket, prefix + wanted));
      return Array.isArray(keys)
        ? keys
            .map((key) => key.slice(prefix.length))
            .filter(isOurs)
            .sort()
        : [];
    },
    close: () => client.destroy(),
  };
}

/** Parts of 8 MiB, two at a time: 16 MiB of memory an upload, and at most 80 GB in S3's 10,000 parts. */
async function put(client: S3Client, Bucket: string, Key: string, body: Readable | Buffer): Promise<number> {
  if (Buffer.isBuffer(body)) {
    await told(() => client.send(new PutObjectCommand({ Bucket, Key, Body: body })));
    return body.length;
  }
  let size = 0;
  let broken: Error | null = null;
  const counted = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      size += chunk.length;
      done(null, chunk);
    },
  });
  // An error of who sends must come back as it is, and must not look like an end of the body.
  const Body = pipeline(body, counted, (error) => {
    broken = error ?? null;
  });
  try {
    await told(() => new Upload({ client, params: { Bucket, Key, Body }, partSize: 8 * 1024 * 1024, queueSize: 2 }).done());
  } catch (error) {
    body.destroy();
    throw broken ?? error;
  }
  return size;
}

async function sizeOf(client: S3Client, input: { Bucket: string; Key: string }): Promise<number | null> {
  const found = await told(async () => (await client.send(new HeadObjectCommand(input))).ContentLength ?? 0);
  return typeof found === 'number' ? found : null;
}

async function listKeys(client: S3Client, Bucket: string, Prefix: string): Promise<string[]> {
  const keys: string[] = [];
  for await (const page of paginateListObjectsV2({ client }, { Bucket, Prefix })) {
    for (const { Key } of page.Contents ?? []) if (Key !== undefined) keys.push(Key);
  }
  return keys;
}

/** A bucket may hold what others put there; consoles make "folders" as keys that end in a slash. */
function isOurs(key: string): boolean {
  try {
    checkKey(key);
    return true;
  } catch {
    return false;
  }
}

const errorSchema = z.object({
  name: z.string(),
  $metadata: z.object({ httpStatusCode: z.number().optional() }).optional(),
});

/** null: there is no such blob; 'beyond': it ends before the range begins. */
async function told<T>(work: () => Promise<T>): Promise<T | null | 'beyond'> {
  try {
    return await work();
  } catch (error) {
    const read = errorSchema.safeParse(error);
    const name = read.success ? read.data.name : '';
    const status = read.success ? read.data.$metadata?.httpStatusCode : undefined;
    if (name === 'NoSuchKey' || name === 'NotFound') return null;
    if (status === 416) return 'beyond';
    if (status === 507 || /StorageFull|QuotaExceeded/.test(name)) throw storageFull();
    if (status !== undefined && status >= 400 && status < 500) throw storageRefused(`${name}: ${messageOf(error)}`);
    if (name === 'CredentialsProviderError') throw storageRefused(messageOf(error));
    throw status !== undefined || isNetwork(error) ? storageUnreachable(messageOf(error)) : error;
  }
}

function isNetwork(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  if (error.name === 'TimeoutError') return true;
  return 'code' in error && /^(ECONN|ENOTFOUND|EAI_|EHOST|ENET|EPIPE|ETIMEDOUT|CERT_|DEPTH_|SELF_|UNABLE_)/.test(String(error.code));
}

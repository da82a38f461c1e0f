import { execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdirSync, mkdtempSync, readdirSync } from 'node:fs';
import { stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { pathToFileURL } from 'node:url';
import { type FakeS3, startFakeS3 } from '@weft/kit/fake-s3';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { BlobStore } from './blob.ts';
import { openBlobStore } from './open-blob-store.ts';

const credentials = { accessKeyId: 'id', secretAccessKey: 'secret', sessionToken: null };
const big = randomBytes(21 * 1024 * 1024 + 5);
const badKeys = [
  ...['', '/', '/etc/passwd', '../x', 'a/../../x', 'a/..', './a', 'a/./b', 'a//b', 'a/', 'a\\b', 'a b', 'ä', 'a\0b', '%2e%2e/x'],
  ...['.incoming/x', `${'a/'.repeat(500)}b`, 'x'.repeat(201)],
];
let s3: FakeS3;

beforeAll(async () => {
  s3 = await startFakeS3({ bucket: 'weft-bucket', accessKeyId: 'id', pageSize: 3 });
});
afterAll(() => s3.close());

describe.each([
  ['a folder', () => openBlobStore(inFolder(), { blobs: mkdtempSync(join(tmpdir(), 'weft-blobs-')) })],
  ['a folder named by URL', () => openBlobStore(inFolder(`${pathToFileURL(mkdtempSync(join(tmpdir(), 'weft-blobs-')))}/`), { blobs: '' })],
  ['S3', () => openBlobStore(inS3(`one/${randomBytes(4).toString('hex')}/`), { blobs: '' })],
  ['S3 without a prefix', () => openBlobStore(inS3(''), { blobs: '' })],
])('%s', (_, open) => {
  let store: BlobStore;
  beforeAll(async () => {
    store = await open();
    for (const key of await store.list('')) await store.remove(key);
  });

  test('what was put is read, whole, in ranges, as a stream, with its size', async () => {
    expect(await store.put('packs/1.bin', Buffer.from('0123456789'))).toBe(10);
    expect(String(await store.read('packs/1.bin'))).toBe('0123456789');
    expect(await store.size('packs/1.bin')).toBe(10);
    const stream = await store.stream('packs/1.bin');
    expect(stream && String(await buffer(stream))).toBe('0123456789');
    for (const [start, end] of [
      [0, 10],
      [0, 1],
      [3, 7],
      [9, 10],
      [5, 100],
      [10, 12],
      [50, 60],
      [4, 4],
      [0, 0],
    ] as const)
      expect(String(await store.read('packs/1.bin', { start, end })), `${start} to ${end}`).toBe('0123456789'.slice(start, end));
  });

  test('nothing is there before it was put, or after it was removed', async () => {
    await store.put('gone/soon', Buffer.from('x'));
    await store.remove('gone/soon');
    for (const key of ['gone/soon', 'gone', 'never/there', 'never']) {
      expect(await store.read(key)).toBeNull();
      expect(await store.read(key, { start: 0, end: 5 })).toBeNull();
      expect(await store.read(key, { start: 5, end: 5 })).toBeNull();
      expect(await store.stream(key)).toBeNull();
      expect(await store.size(key)).toBeNull();
      await store.remove(key);
    }
  });

  test('an empty blob is a blob', async () => {
    expect(await store.put('empty/buffer', Buffer.alloc(0))).toBe(0);
    expect(await store.put('empty/stream', Readable.from([]))).toBe(0);
    for (const key of ['empty/buffer', 'empty/stream']) {
      expect(await store.size(key)).toBe(0);
      expect(await store.read(key)).toEqual(Buffer.alloc(0));
      expect(await store.read(key, { start: 0, end: 5 })).toEqual(Buffer.alloc(0));
    }
  });

  test('the last put wins', async () => {
    await store.put('twice', Buffer.from('a longer first'));
    await store.put('twice', Buffer.from('second'));
    expect(String(await store.read('twice'))).toBe('second');
  });

  test('a stream of any size arrives whole', async () => {
    const chunks = Array.from({ length: Math.ceil(big.length / 65_000) }, (_, index) => big.subarray(index * 65_000, (index + 1) * 65_000));
    expect(await store.put('big/stream', Readable.from(chunks))).toBe(big.length);
    const back = await store.read('big/stream');
    expect(back?.equals(big)).toBe(true);
    const middle = await store.read('big/stream', { start: 9_000_000, end: 9_000_100 });
    expect(middle?.equals(big.subarray(9_000_000, 9_000_100))).toBe(true);
    await store.remove('big/stream');
  });

  test('a stream that breaks leaves nothing, and what was there before stays', async () => {
    await store.put('broken/kept', Buffer.from('before'));
    for (const key of ['broken/new', 'broken/kept']) {
      const source = async function* () {
        yield big;
        throw new Error('the sender went away');
      };
      await expect(store.put(key, Readable.from(source()))).rejects.toThrow('the sender went away');
    }
    const dropped = new Readable({ read() {} });
    dropped.push(big);
    const put = store.put('broken/new', dropped);
    dropped.destroy();
    await expect(put).rejects.toThrow();
    expect(await store.read('broken/new')).toBeNull();
    expect(String(await store.read('broken/kept'))).toBe('before');
    expect(await store.list('broken')).toEqual(['broken/kept']);
    expect(s3.openUploads.size).toBe(0);
  });

  test('keys are listed by prefix, sorted, over more than a page', async () => {
    const keys = ['runs/1/a.json', 'runs/1/.publication.json', 'runs/1/deep/b', 'runs/10/a.json', 'runs/2/a.json', 'runs-old/1', 'Runs/1'];
    for (const key of keys) await store.put(`list/${key}`, Buffer.from(key));
    const listed = async (prefix: string) => (await store.list(`list/${prefix}`)).map((key) => key.slice('list/'.length));
    expect(await listed('')).toEqual([...keys].sort());
    expect(await listed('runs/1')).toEqual(['runs/1/.publication.json', 'runs/1/a.json', 'runs/1/deep/b', 'runs/10/a.json']);
    expect(await listed('runs/1/')).toEqual(['runs/1/.publication.json', 'runs/1/a.json', 'runs/1/deep/b']);
    expect(await listed('runs/1/deep')).toEqual(['runs/1/deep/b']);
    expect(await listed('nothing')).toEqual([]);
    expect(await store.list('nothing/at/all')).toEqual([]);
  });

  test('no key and no prefix leads out of the store', async () => {
    const refused = { code: 'blob.key_refused', kind: 'invalid' };
    for (const key of badKeys) {
      const attempts = [() => store.put(key, Buffer.from('x')), () => store.read(key), () => store.stream(key), () => store.size(key)];
      for (const attempt of [...attempts, () => store.remove(key)]) await expect(async () => attempt(), key).rejects.toMatchObject(refused);
    }
    for (const prefix of ['../', '/', 'a/../b', '..//', 'a b'])
      await expect(async () => store.list(prefix), prefix).rejects.toMatchObject(refused);
  });

  test('many who put, list and remove at once do not disturb each other', async () => {
    const work = Array.from({ length: 30 }, async (_, index) => {
      const key = `crowd/${index % 3}/${index}`;
      for (let round = 0; round < 5; round++) {
        await store.put(key, Buffer.from(`${index}-${round}`));
        expect(await store.list(`crowd/${index % 3}/`)).toContain(key);
        expect(String(await store.read(key))).toBe(`${index}-${round}`);
        await store.remove(key);
      }
    });
    await Promise.all(work);
    expect(await store.list('crowd/')).toEqual([]);
  });
});

describe('a folder', () => {
  test('removes with a blob the folders that it left empty, and at the start what a killed Weft left half-written', async () => {
    const blobs = mkdtempSync(join(tmpdir(), 'weft-blobs-'));
    const store = await openBlobStore(inFolder(), { blobs });
    await store.put('runs/1/deep/a', Buffer.from('x'));
    await store.put('runs/1/b', Buffer.from('x'));
    await store.remove('runs/1/deep/a');
    expect(readdirSync(join(blobs, 'runs/1'))).toEqual(['b']);
    await store.remove('runs/1/b');
    expect(readdirSync(blobs)).toEqual(['.incoming']);
    await writeFile(join(blobs, '.incoming', 'half'), 'x');
    await openBlobStore(inFolder(), { blobs });
    expect(readdirSync(join(blobs, '.incoming'))).toEqual([]);
  });

  test('is read by its owner only', async () => {
    const blobs = mkdtempSync(join(tmpdir(), 'weft-blobs-'));
    await (await openBlobStore(inFolder(), { blobs })).put('a/b', Buffer.from('x'));
    expect((await stat(join(blobs, 'a/b'))).mode & 0o077).toBe(0);
  });

  const small = smallDisk();
  afterAll(() => small && execFileSync('umount', ['-l', small], { stdio: 'ignore' }));
  test.skipIf(small === null)('on a full disk says so, keeps what it had, and goes on when there is room', async () => {
    const store = await openBlobStore(inFolder(), { blobs: join(small ?? '', 'blobs') });
    await store.put('kept', Buffer.alloc(100_000, 'a'));
    await expect(store.put('kept', big)).rejects.toMatchObject({ code: 'storage.full', kind: 'unavailable' });
    await expect(store.put('deep/new', Readable.from([big]))).rejects.toMatchObject({ code: 'storage.full' });
    expect(await store.list('')).toEqual(['kept']);
    expect((await store.read('kept'))?.equals(Buffer.alloc(100_000, 'a'))).toBe(true);
    expect(await store.put('deep/new', Buffer.alloc(500_000))).toBe(500_000);
  });
});

describe('S3', () => {
  test.each([
    [507, 'InsufficientStorage', 'storage.full'],
    [400, 'QuotaExceeded', 'storage.full'],
    [403, 'AccessDenied', 'storage.refused'],
    [404, 'NoSuchBucket', 'storage.refused'],
    [500, 'InternalError', 'storage.unreachable'],
  ])('that answers %i %s is %s', async (status, code, fault) => {
    const store = await openBlobStore(inS3('failing'), { blobs: '' });
    s3.fail({ status, code });
    try {
      await expect(store.put('a', Buffer.from('x'))).rejects.toMatchObject({ code: fault, kind: 'unavailable' });
      await expect(store.put('a', Readable.from([big]))).rejects.toMatchObject({ code: fault });
      await expect(store.read('a')).rejects.toMatchObject({ code: fault });
      await expect(store.list('')).rejects.toMatchObject({ code: fault });
    } finally {
      s3.fail(null);
    }
  });

  test('that refuses the key, or is not there, is told apart', async () => {
    const stranger = await openBlobStore({ ...inS3(''), storageCredentials: { ...credentials, accessKeyId: 'other' } }, { blobs: '' });
    await expect(stranger.read('a')).rejects.toMatchObject({ code: 'storage.refused' });
    const nobody = await openBlobStore({ ...inS3(''), storageUrl: 's3://weft-bucket?endpoint=http://127.0.0.1:9' }, { blobs: '' });
    await expect(nobody.read('a')).rejects.toMatchObject({ code: 'storage.unreachable' });
  });

  test('keeps Weft’s keys under its prefix and passes by what others put there', async () => {
    const store = await openBlobStore(inS3('shared/weft'), { blobs: '' });
    await store.put('a/b', Buffer.from('x'));
    expect([...s3.objects.keys()]).toContain('shared/weft/a/b');
    const client = await openBlobStore(inS3('shared'), { blobs: '' });
    await client.put('weft-other/c', Buffer.from('x'));
    expect(await store.list('')).toEqual(['a/b']);
  });
});

function inFolder(storageUrl: string | null = null) {
  return { storageUrl, storageCredentials: null, storageRegion: null };
}

function inS3(prefix: string) {
  return { storageUrl: `s3://weft-bucket/${prefix}?endpoint=${s3.endpoint}`, storageCredentials: credentials, storageRegion: null };
}

/** A disk of 1 MB, where the machine lets us mount one. */
function smallDisk(): string | null {
  if (process.platform !== 'linux' || process.getuid?.() !== 0) return null;
  const folder = join(mkdtempSync(join(tmpdir(), 'weft-disk-')), 'small');
  mkdirSync(folder);
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=1m', 'tmpfs', folder], { stdio: 'ignore' });
    return folder;
  } catch {
    return null;
  }
}

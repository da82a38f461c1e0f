import { Fault } from '@weft/base/fault';
import { makeZip, makeZipParts, type ZipFile } from '@weft/kit/make-zip';
import { describe, expect, test } from 'vitest';
import { artifactKind } from './known-artifacts.ts';
import { type UnzipLimits, unzip } from './unzip-stream.ts';

const manifest = JSON.stringify({
  metadata: {},
  nodes: Object.fromEntries(Array.from({ length: 150 }, (_, i) => [`model.shop.m${i}`, { i }])),
});
const small = '{"results":[]}';
const wanted = (name: string) => artifactKind(name) !== null;

async function* inChunks(bytes: Buffer, size: number): AsyncGenerator<Buffer> {
  for (let at = 0; at < bytes.length; at += size) yield Buffer.from(bytes.subarray(at, at + size));
}

/** What came out: a text by name, or a word in its place. */
async function unpack(zip: Buffer, chunkSize = 1000, limits: Partial<UnzipLimits> = {}): Promise<Record<string, string>> {
  const out: Record<string, string> = {};
  let pieces: Buffer[] = [];
  for await (const event of unzip(inChunks(zip, chunkSize), wanted, limits)) {
    if (event.kind === 'entry') pieces = [];
    else if (event.kind === 'data') pieces.push(Buffer.from(event.bytes));
    else if (event.kind === 'end') {
      out[event.name] = Buffer.concat(pieces).toString();
      expect(Buffer.concat(pieces).length).toBe(event.sizeBytes);
    } else out[event.name] = event.kind;
  }
  return out;
}

async function refusal(zip: Buffer, limits: Partial<UnzipLimits> = {}): Promise<string> {
  for (const size of [1, 1000, 64 * 1024]) {
    const fault = await unpack(zip, size, limits).then(
      () => null,
      (error: unknown) => error,
    );
    if (!(fault instanceof Fault)) throw fault ?? new Error('the zip was accepted');
    if (size > 1000) return fault.code;
  }
  throw new Error('unreachable');
}

describe('what uploaders send', () => {
  const variants: [string, Partial<ZipFile>][] = [
    ['stored', {}],
    ['deflated', { method: 'deflated' }],
    ['stored with zip64 sizes', { isZip64: true }],
    ['deflated with zip64 sizes', { method: 'deflated', isZip64: true }],
    ['deflated, sizes after the data', { method: 'deflated', descriptor: 'signed' }],
    ['deflated, sizes after the data without a signature', { method: 'deflated', descriptor: 'unsigned' }],
    ['deflated, wide sizes after the data', { method: 'deflated', descriptor: 'signed', isZip64: true }],
    ['deflated, wide sizes after the data without a signature', { method: 'deflated', descriptor: 'unsigned', isZip64: true }],
  ];
  test.each(variants)('%s: every entry comes out whole, wherever the chunks end', async (_, how) => {
    const files = [
      { path: 'run_results.json', body: small, ...how },
      { path: 'graph.gpickle', body: 'left', ...how },
      { path: 'catalog.json', body: '', ...how },
      { path: 'work\\proj\\target\\manifest.json', body: manifest, ...how },
    ];
    for (const size of [1, 7, 1000, 64 * 1024, 10_000_000]) {
      expect(await unpack(makeZip(files), size)).toEqual({
        'run_results.json': small,
        'graph.gpickle': 'left-out',
        'catalog.json': '',
        'manifest.json': manifest,
      });
    }
  });

  test('a path is reduced to its last part', async () => {
    const zip = makeZip([
      { path: '../../etc/manifest.json', body: small },
      { path: '/root/.ssh/authorized_keys', body: 'x' },
      { path: 'target/', body: '' },
    ]);
    expect(await unpack(zip)).toEqual({ 'manifest.json': small, authorized_keys: 'left-out', '': 'left-out' });
  });

  test('an empty zip holds nothing', async () => {
    expect(await unpack(makeZip([]))).toEqual({});
  });

  test('a stored entry of unknown size sends the caller to the whole file', async () => {
    const zip = makeZip([
      { path: 'run_results.json', body: small },
      { path: 'manifest.json', body: manifest, descriptor: 'signed' },
    ]);
    expect(await unpack(zip)).toEqual({ 'run_results.json': small, 'manifest.json': 'needs-central-directory' });
  });
});

describe('what is refused', () => {
  const good: ZipFile = { path: 'manifest.json', body: manifest };
  const packed: ZipFile = { ...good, method: 'deflated' };
  const parts = makeZipParts([good, { path: 'run_results.json', body: small }]);
  const other = makeZipParts([{ path: 'manifest.json', body: manifest.replace('m7"', 'm8"') }]);
  const join = (...buffers: (Buffer | undefined)[]) => Buffer.concat(buffers.map((buffer) => buffer ?? Buffer.alloc(0)));

  test.each<[string, Buffer, string]>([
    ['nothing at all', Buffer.alloc(0), 'zip.not_a_zip'],
    ['JSON instead of a zip', Buffer.from(manifest), 'zip.not_a_zip'],
    ['something before the zip', join(Buffer.from('#!'), makeZip([good])), 'zip.not_a_zip'],
    ['a wrong checksum', makeZip([{ ...good, stated: { crc: 1 } }]), 'zip.damaged'],
    ['a wrong checksum, deflated', makeZip([{ ...packed, stated: { crc: 1 } }]), 'zip.damaged'],
    ['a wrong checksum after the data', makeZip([{ ...packed, descriptor: 'signed', stated: { crc: 1 } }]), 'zip.damaged'],
    ['a wrong size', makeZip([{ ...packed, stated: { size: 5 } }]), 'zip.damaged'],
    ['encryption', makeZip([{ ...good, flags: 1 }]), 'zip.not_supported'],
    ['another method', makeZip([{ ...good, stated: { methodNumber: 93 } }]), 'zip.not_supported'],
    ['two files of one name', makeZip([good, { path: 'b/manifest.json', body: small }]), 'zip.same_name'],
    ['something after the end', join(makeZip([good]), Buffer.from('x')), 'zip.damaged'],
    ['an entry that the directory does not name', join(...parts.locals, makeZipParts([good]).directory, parts.end), 'zip.damaged'],
    ['an entry that only the directory names', join(parts.locals[0], parts.directory, parts.end), 'zip.damaged'],
    ['a directory of other contents', join(parts.locals[0], other.directory, other.end), 'zip.damaged'],
    ['no directory', join(...parts.locals, parts.end), 'zip.damaged'],
    ['an end record of another zip', join(...parts.locals, parts.directory, other.end), 'zip.damaged'],
    ['junk between entries', join(parts.locals[0], Buffer.alloc(100), parts.locals[1], parts.directory, parts.end), 'zip.damaged'],
    ['deflated data that is none', makeZip([{ ...good, stated: { methodNumber: 8 } }]), 'zip.damaged'],
  ])('%s', async (_, zip, code) => {
    expect(await refusal(zip)).toBe(code);
  });

  test('a zip that is cut off anywhere', async () => {
    for (const how of [good, packed, { ...packed, descriptor: 'signed' as const }]) {
      const zip = makeZip([{ ...how, body: small }]);
      for (let length = 4; length < zip.length; length++)
        expect(await refusal(zip.subarray(0, length))).toMatch(/zip\.(truncated|damaged)/);
      expect(await refusal(zip.subarray(0, 50))).toBe('zip.truncated');
    }
  });

  test('bytes changed anywhere are refused or change nothing that is read', async () => {
    const zip = makeZip([{ ...packed, body: small }]);
    for (let at = 0; at < zip.length; at++) {
      const changed = Buffer.from(zip);
      changed[at] = (changed[at] ?? 0) ^ 0x41;
      const out = await unpack(changed).catch((error: unknown) => error);
      if (!(out instanceof Fault)) expect([small, 'left-out']).toContain(Object.values(Object(out))[0]);
    }
  });

  test.each(['stored', 'deflated'] as const)('more than the limits allow, %s', async (method) => {
    const zip = makeZip([
      { ...good, method },
      { path: 'run_results.json', body: small },
    ]);
    expect(await refusal(zip, { totalBytes: manifest.length })).toBe('zip.too_large');
    expect(await refusal(zip, { entries: 1 })).toBe('zip.too_large');
    expect(await unpack(zip, 100, { totalBytes: manifest.length + small.length, entries: 2 })).toHaveProperty('run_results.json');
  });

  test('a deflate bomb stops at the ratio, and blanks below it pass', async () => {
    const zip = makeZip([{ path: 'manifest.json', body: Buffer.alloc(4_000_000, ' '), method: 'deflated' }]);
    expect(await refusal(zip, { ratioFromBytes: 1_000_000 })).toBe('zip.too_large');
    expect(Object.keys(await unpack(zip))).toEqual(['manifest.json']);
  });
});

test('the chunks can be read on after an early stop', async () => {
  const chunks = inChunks(makeZip([{ path: 'manifest.json', body: manifest, descriptor: 'signed' }]), 1000);
  for await (const event of unzip(chunks, wanted)) if (event.kind === 'needs-central-directory') break;
  let left = 0;
  for await (const chunk of chunks) left += chunk.length;
  expect(left).toBeGreaterThan(3_000);
});

import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { makeZip, makeZipParts } from '@weft/kit/make-zip';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type UnzipFileLimits, unzipFile } from './unzip-file.ts';

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'weft-unzip-'));
});
afterAll(() => rm(folder, { recursive: true }));

async function unpack(zip: Buffer, limits: Partial<UnzipFileLimits> = {}): Promise<Record<string, string>> {
  const path = join(folder, 'upload.zip');
  await writeFile(path, zip);
  const out: Record<string, string> = {};
  let text = '';
  for await (const event of unzipFile(path, (name) => name.endsWith('.json'), limits)) {
    if (event.kind === 'entry') text = '';
    else if (event.kind === 'data') text += event.bytes.toString();
    else out[event.name] = event.kind === 'end' ? text : event.kind;
  }
  return out;
}

const manifest = { path: '..\\target\\manifest.json', body: '{"nodes":{}}', descriptor: 'signed' as const };
const results = { path: '/x/../run_results.json', body: '{"results":[]}', method: 'deflated' as const };

test('entries of unknown size come out whole, by their last name only', async () => {
  const zip = makeZip([manifest, { path: 'a/b.sql', body: 'x' }, results]);
  expect(await unpack(zip)).toEqual({ 'manifest.json': manifest.body, 'run_results.json': results.body, 'b.sql': 'left-out' });
});

test.each([
  ['no zip', Buffer.from('hello, this is no zip at all'), {}, 'zip.damaged'],
  ['no end', makeZip([manifest]).subarray(0, 40), {}, 'zip.damaged'],
  ['a wrong checksum', makeZip([{ ...results, stated: { crc: 1 } }]), {}, 'zip.damaged'],
  ['a wrong size', makeZip([{ ...results, stated: { size: 5 } }]), {}, 'zip.damaged'],
  ['two files of one name', makeZip([manifest, { ...manifest, path: 'manifest.json' }]), {}, 'zip.same_name'],
  ['too many entries', makeZip([manifest, results]), { entries: 1 }, 'zip.too_large'],
  ['too many bytes', makeZip([manifest, results]), { totalBytes: 20 }, 'zip.too_large'],
  ['encryption', makeZip([{ ...results, flags: 1 }]), {}, 'zip.damaged'],
  ['no contents', Buffer.concat([makeZipParts([results]).directory, makeZipParts([results]).end]), {}, 'zip.damaged'],
])('%s is refused', async (_, zip, limits, code) => {
  await expect(unpack(zip, limits)).rejects.toMatchObject({ code });
});

import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { JsonCutter } from '@weft/dbt/artifacts/cut-json';
import { hashEntry } from '@weft/dbt/artifacts/hash-entry';
import { unzip } from '@weft/dbt/artifacts/unzip-stream';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { generateUpload } from './generate-manifest.ts';

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'weft-generate-'));
});
afterAll(() => rm(folder, { recursive: true }));

const size = { models: 250, seed: 3 };

async function hashesOf(file: string): Promise<Map<string, string>> {
  const hashes = new Map<string, string>();
  const cutter = new JsonCutter(
    { onValue: () => {}, onEntry: (entry) => hashes.set(`${entry.section} ${entry.key}`, hashEntry(entry)) },
    { file: 'manifest.json' },
  );
  for await (const event of unzip(createReadStream(file), (name) => name === 'manifest.json'))
    if (event.kind === 'data') cutter.feed(event.bytes);
  cutter.end();
  return hashes;
}

test('an upload is the same each time it is generated, at some 16 KB a model', async () => {
  const files = [join(folder, 'a.zip'), join(folder, 'b.zip')];
  const digests: string[] = [];
  for (const file of files) {
    const { manifestBytes } = await generateUpload({ ...size, changedShare: 0, file });
    // What does not grow with the models, above all 600 macros, is about 0.9 MB.
    expect((manifestBytes - 900_000) / size.models).toBeGreaterThan(15_000);
    expect((manifestBytes - 900_000) / size.models).toBeLessThan(17_500);
    digests.push(
      createHash('sha256')
        .update(await readFile(file))
        .digest('hex'),
    );
  }
  expect(digests[0]).toBe(digests[1]);
});

test('its manifest hangs together: every parent is there, and the maps follow from the entries', async () => {
  const manifestFile = join(folder, 'manifest.json');
  const { publicModels } = await generateUpload({ ...size, changedShare: 0, file: join(folder, 'c.zip'), manifestFile });
  const manifest = JSON.parse(await readFile(manifestFile, 'utf8'));
  const members: Record<string, { depends_on?: { nodes: string[] }; access?: string }> = {
    ...manifest.nodes,
    ...manifest.sources,
    ...manifest.exposures,
    ...manifest.unit_tests,
  };
  expect(Object.values(members).filter(({ access }) => access === 'public')).toHaveLength(publicModels);
  const children: Record<string, string[]> = Object.fromEntries(Object.keys(members).map((id) => [id, []]));
  for (const [id, { depends_on }] of Object.entries(members)) for (const parent of depends_on?.nodes ?? []) children[parent]?.push(id);
  for (const ids of Object.values(children)) ids.sort();
  expect(manifest.child_map).toEqual(children);
  expect(manifest.parent_map).toEqual(
    Object.fromEntries(Object.entries(members).map(([id, { depends_on }]) => [id, (depends_on?.nodes ?? []).sort()])),
  );
});

test('a later upload differs in the share asked for, though every time of creation differs', async () => {
  const [first, later] = [join(folder, 'd.zip'), join(folder, 'e.zip')];
  await generateUpload({ ...size, changedShare: 0, file: first });
  await generateUpload({ ...size, changedShare: 0.05, file: later });
  const before = await hashesOf(first);
  const after = [...(await hashesOf(later))];
  const changed = after.filter(([key, hash]) => before.get(key) !== hash).length;
  expect(changed / after.filter(([key]) => /^(nodes|sources) /.test(key)).length).toBeGreaterThan(0.03);
  expect(changed / after.filter(([key]) => /^(nodes|sources) /.test(key)).length).toBeLessThan(0.07);
});

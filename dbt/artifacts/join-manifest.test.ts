import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { copyArtifact } from './copy-artifact.ts';
import { JsonCutter } from './cut-json.ts';
import { type JoinOptions, joinManifest, type StoredEntry } from './join-manifest.ts';
import { readNodeFacts } from './node-facts.ts';

const bytesOf = (name: string) => readFileSync(join(import.meta.dirname, 'fixtures', name));

/** The entries of a manifest as they would be stored, and its metadata. */
function store(name: string, withFacts: boolean): { readonly metadata: unknown; readonly entries: readonly StoredEntry[] } {
  const entries: StoredEntry[] = [];
  let metadata: unknown = null;
  const cutter = new JsonCutter(
    {
      onValue: (_, value) => {
        metadata = value;
      },
      onEntry: ({ section, key, buffer, start, end }) => {
        const body = Buffer.from(buffer.subarray(start, end));
        const facts = withFacts ? readNodeFacts(section, key ?? '', JSON.parse(body.toString())).facts : null;
        entries.push({ section, key: key ?? '', body, facts });
      },
    },
    { file: name },
  );
  cutter.feed(bytesOf(name));
  cutter.end();
  return { metadata, entries };
}

async function joined(name: string, options: JoinOptions, withFacts = true) {
  const { metadata, entries } = store(name, withFacts);
  const blocks: Buffer[] = [];
  for await (const block of joinManifest(metadata, entries, options)) blocks.push(block);
  return JSON.parse(Buffer.concat(blocks).toString());
}

test.each(['manifest-v12.json', 'manifest-v11.json', 'manifest-v10.json', 'manifest-consumer-v12.json'])(
  '%s is the same after being cut, stored and joined, save for secrets',
  async (name) => {
    const original = JSON.parse(bytesOf(name).toString());
    for (const withFacts of [true, false]) {
      const again = await joined(name, { createdAt: null, external: 'keep' }, withFacts);
      expect(again).toMatchObject({
        ...original,
        metadata: { ...original.metadata, env: {}, user_id: null, send_anonymous_usage_stats: null },
      });
      for (const map of ['parent_map', 'child_map', 'group_map']) expect(again[map]).toEqual(original[map]);
      expect(Object.keys(again.child_map)).toEqual(Object.keys(original.child_map));
    }
  },
);

test('one time of creation is written where entries have one, disabled ones too', async () => {
  const again = await joined('manifest-v12.json', { createdAt: 1795000000.5, external: 'keep' });
  expect(again.nodes['model.shop.stg_order'].created_at).toBe(1795000000.5);
  expect(again.disabled['model.shop.retired'][0].created_at).toBe(1795000000.5);
  expect(again.groups['group.shop.sales']).not.toHaveProperty('created_at');
});

test('external models leave with their edges', async () => {
  const again = await joined('manifest-consumer-v12.json', { createdAt: null, external: 'strip' });
  expect(Object.keys(again.nodes)).toEqual(['model.mart.revenue']);
  expect(again.parent_map).toEqual({ 'model.mart.revenue': [] });
  expect(again.child_map).toEqual({ 'model.mart.revenue': [] });
  expect(again.nodes['model.mart.revenue'].depends_on.nodes).toEqual(['model.shop.fct_order.v2']);
});

test('nothing at all joins to an empty manifest of every section', async () => {
  const blocks: Buffer[] = [];
  for await (const block of joinManifest({}, [], { createdAt: null, external: 'keep' })) blocks.push(block);
  expect(JSON.parse(Buffer.concat(blocks).toString())).toMatchObject({ metadata: {}, nodes: {}, unit_tests: {}, parent_map: {} });
});

test.each(['run-results-v6.json', 'catalog-v1.json', 'sources-v3.json', 'semantic-manifest.json', 'manifest-v12.json'])(
  '%s is copied whole, save for secrets',
  (name) => {
    const copy = copyArtifact();
    const cutter = new JsonCutter(copy.listener, { file: name });
    const blocks: Buffer[] = [];
    const bytes = bytesOf(name);
    for (let at = 0; at < bytes.length; at += 777) {
      cutter.feed(Buffer.from(bytes.subarray(at, at + 777)));
      const block = copy.take();
      if (block) blocks.push(block);
    }
    cutter.end();
    const copied = Buffer.concat([...blocks, copy.end()]).toString();
    const original = JSON.parse(bytes.toString());
    expect(copied).not.toContain('hush');
    expect(JSON.parse(copied)).toEqual({
      ...original,
      ...('metadata' in original ? { metadata: { ...original.metadata, ...hidden(original.metadata) } } : {}),
    });
  },
);

function hidden(metadata: object): Record<string, unknown> {
  return Object.fromEntries(
    [
      ['env', {}],
      ['user_id', null],
      ['send_anonymous_usage_stats', null],
    ].filter(([key]) => String(key) in metadata),
  );
}

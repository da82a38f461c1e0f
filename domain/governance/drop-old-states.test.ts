/** What a retention drops and what it never does, with real manifests in a real database. */
import type { Id } from '@weft/base/id';
import { makeManifest } from '@weft/kit/artifacts';
import { type IngestHouse, openIngestHouse } from '@weft/kit/ingest-house';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openGraph } from '../catalog/open-graph.ts';
import { loadStateNodes } from '../catalog/state-nodes.ts';
import { listInvocations } from '../ingest/list-invocations.ts';
import { getState, listStates } from '../ingest/list-states.ts';
import { listArtifacts, openArtifact } from '../ingest/open-artifact.ts';
import { dropOldStates, previewOldStates } from './drop-old-states.ts';
import { changeRetention, findRetention } from './retention.ts';

let house: IngestHouse;
const day = 86_400_000;
const nothing = async () => [];

beforeAll(async () => {
  house = await openIngestHouse({ at: '2026-01-01T00:00:00Z' });
  for (let at = 1; at <= 6; at++) {
    house.clock.turn(day);
    const generatedAt = house.clock.now().toISOString().replace('Z', '000Z');
    // The second and the fifth are equal.
    const sql = `select ${at === 5 ? 2 : at} as id`;
    const models = [{ name: 'orders', sql }, { name: 'same' }, ...(at === 1 ? [{ name: 'first' }] : [])];
    await house.upload({
      'manifest.json': makeManifest({ models, generatedAt, invocationId: `00000000-0000-4000-8000-00000000000${at}` }),
    });
  }
  for (const { versionId } of (await states()).items) await loadStateNodes(house, versionId);
});
afterAll(() => house.close());

const states = () => listStates(house, house.production.id, { limit: 100, offset: 0 });
const asked = (days: number, statesMin: number, held: readonly Id<'invocation'>[] = []) => ({
  ...{ accountId: house.accountId, retention: { days, statesMin }, heldBy: async () => held },
});

test('what would go is told before: never the newest, never what is named, never what is young', async () => {
  const ids = (await states()).items.map(({ invocationId }) => invocationId);
  house.clock.turn(10 * day);
  expect(await previewOldStates(house, asked(1, 1))).toMatchObject({ states: 5, versions: 4 });
  expect(await previewOldStates(house, asked(1, 3))).toMatchObject({ states: 3, versions: 2 });
  expect(
    await previewOldStates(
      house,
      asked(
        1,
        3,
        [ids[4] ?? ids[0]].flatMap((id) => id ?? []),
      ),
    ),
  ).toMatchObject({ states: 2 });
  expect(await previewOldStates(house, asked(100, 1))).toMatchObject({ states: 0, versions: 0, oldest: null });
  expect((await states()).totalCount).toBe(6);
});

test('without a choice everything is kept', async () => {
  expect(await findRetention(house, house.accountId)).toBe(null);
  expect(await dropOldStates(house, nothing)).toEqual([]);
});

test('old states go, what others still have of them stays, and what is now is whole', async () => {
  await changeRetention(house, house.accountId, { days: 1, statesMin: 2 });
  const before = await listInvocations(house, house.production.id);
  expect(await dropOldStates(house, nothing)).toEqual([
    { accountId: house.accountId, retention: { days: 1, statesMin: 2 }, states: 4, versions: 3 },
  ]);
  const left = (await states()).items;
  expect(left.map(({ generatedAt }) => generatedAt.getUTCDate())).toEqual([7, 6]);
  for (const { versionId } of left) expect((await loadStateNodes(house, versionId)).map(({ name }) => name)).toEqual(['orders', 'same']);
  expect((await openGraph(house, house.accountId, 'production')).nodes).toHaveLength(2);
  // Invocations stay, since runs and results name them; their manifests are gone as files are gone.
  expect(await listInvocations(house, house.production.id)).toHaveLength(before.length);
  const oldest = before.at(-1);
  if (!oldest) throw new Error('no invocation');
  expect(await openArtifact(house, oldest.id, 'manifest.json')).toBe(null);
  expect((await listArtifacts(house, oldest.id)).map(({ name }) => name)).not.toContain('manifest.json');
  await expect(getState(house, house.project.id, oldest.id)).rejects.toMatchObject({ code: 'state.not_found' });
  expect(await dropOldStates(house, nothing)).toEqual([]);
});

test('what was dropped can come back by an upload, whole', async () => {
  const generatedAt = house.clock.now().toISOString().replace('Z', '000Z');
  const models = [{ name: 'orders', sql: 'select 1 as id' }, { name: 'same' }, { name: 'first' }];
  await house.upload({ 'manifest.json': makeManifest({ models, generatedAt, invocationId: '00000000-0000-4000-8000-000000000009' }) });
  const [newest] = (await states()).items;
  if (!newest) throw new Error('no state');
  expect((await loadStateNodes(house, newest.versionId)).map(({ name }) => name)).toEqual(['orders', 'same', 'first']);
});

test.each([
  [0, 5],
  [5, 0],
  [1.5, 5],
  [99_999, 5],
])('%d days and %d states are refused', async (days, statesMin) => {
  await expect(changeRetention(house, house.accountId, { days, statesMin })).rejects.toMatchObject({ code: 'state_retention.invalid' });
});

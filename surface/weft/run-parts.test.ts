import { Readable } from 'node:stream';
import { completeUpload } from '@weft/domain/ingest/complete-upload';
import { openUpload } from '@weft/domain/ingest/open-upload';
import { receiveUpload } from '@weft/domain/ingest/receive-upload';
import { type AppHouse, openAppHouse } from '@weft/kit/app';
import { type MadeModel, makeManifest, makeRunResults } from '@weft/kit/artifacts';
import { zipOf } from '@weft/kit/ingest-house';
import { registerReactions } from '@weft/server/register-reactions';
import { afterAll, beforeAll, expect, test } from 'vitest';

let house: AppHouse;
let base: string;
let uploads = 0;

/** A build of these models, uploaded; answers the id of the run that it makes. */
async function build(models: readonly MadeModel[], status = 'success'): Promise<number> {
  uploads += 1;
  const made = {
    invocationId: `22222222-2222-4222-8222-${String(uploads).padStart(12, '0')}`,
    generatedAt: `2026-01-01T12:0${uploads}:00.000000Z`,
  };
  const results = models.map(({ name }) => ({ uniqueId: `model.shop.${name}`, status: name === 'orders' ? status : 'success' }));
  const files = { 'manifest.json': makeManifest({ ...made, models }), 'run_results.json': makeRunResults({ ...made, results }) };
  const { uploadId, secret } = await openUpload(house, { environment: house.production, createdBy: 'a token', jobIdHint: null });
  await receiveUpload(house, { uploadId, secret, sizeBytes: null, body: Readable.from([zipOf(files)], { objectMode: false }) });
  await completeUpload(house, { environmentId: house.production.id, uploadId });
  await house.settle();
  const answer = await house.ask('GET', `/api/v2/accounts/${house.accountId}/runs/?order_by=-id&limit=1`);
  return answer.json().data[0].id;
}

const ask = async (run: number, path: string, token = house.ownerToken) =>
  (await house.ask('GET', `${base}${run}/${path}`, { token })).json().data;

const orders = { name: 'orders', access: 'public' } as const;
let first: number;
let second: number;

beforeAll(async () => {
  house = await openAppHouse();
  await registerReactions(house, house.outbox);
  base = `/api/weft/accounts/${house.accountId}/runs/`;
  first = await build([
    { ...orders, columns: ['id'] },
    { name: 'gone', access: 'public' },
    { name: 'hidden', access: 'public' },
  ]);
  second = await build([
    { ...orders, columns: ['id', 'amount'], dependsOn: ['model.shop.hidden'] },
    { name: 'hidden', access: 'private' },
    { name: 'new', access: 'public' },
  ]);
});
afterAll(() => house.close());

test('what a run changed for other projects is told model by model, with what broke first', async () => {
  const changes = await ask(second, 'mesh-changes/');
  expect(changes).toMatchObject({ not_published: null, is_first: false, compared_with: first });
  const told = changes.changes.map(({ name, kind, access_now }: Record<string, unknown>) => [name, kind, access_now]);
  expect(told).toEqual([
    ['gone', 'removed', null],
    ['hidden', 'removed', 'private'],
    ['orders', 'changed', 'public'],
    ['new', 'added', 'public'],
  ]);
  expect(changes.changes[2].fields).toEqual([{ field: 'column', name: 'amount', before: null, after: expect.any(String) }]);
  expect(await ask(first, 'mesh-changes/')).toMatchObject({ is_first: true, compared_with: null });
});

test('a run that changes nothing says so, and one that failed published nothing', async () => {
  const same = [
    { ...orders, columns: ['id', 'amount'], dependsOn: ['model.shop.hidden'] },
    { name: 'hidden', access: 'private' as const },
    { name: 'new', access: 'public' as const },
  ];
  const third = await build(same);
  expect(await ask(third, 'mesh-changes/')).toEqual({ not_published: null, is_first: false, compared_with: second, changes: [] });
  const failed = await build([orders], 'error');
  expect(await ask(failed, 'mesh-changes/')).toMatchObject({ not_published: 'not_succeeded', changes: [] });
  const next = await build(same);
  expect(await ask(next, 'mesh-changes/')).toMatchObject({ compared_with: third, changes: [] });
});

test('the timing of nodes has their threads, phases and what they waited for', async () => {
  const [node] = await ask(second, 'timing/');
  expect(node).toMatchObject({
    unique_id: 'model.shop.orders',
    thread: 'Thread-1',
    rows_affected: null,
    depends_on: ['model.shop.hidden'],
  });
  expect(node.phases).toEqual([{ name: 'execute', started_at: '2026-01-01T12:01:59.000Z', completed_at: '2026-01-01T12:02:00.000Z' }]);
});

test('a node is described with its code and its past', async () => {
  const [{ step_index: step }] = await ask(second, 'nodes/');
  const node = await ask(second, `node/?step=${step}&unique_id=model.shop.orders`);
  expect(node).toMatchObject({
    node: { name: 'orders', state: 'success' },
    compiled_code: 'select 1',
    depends_on: ['model.shop.hidden'],
    tests: [],
  });
  expect(node.past.map(({ run_id }: { run_id: number }) => run_id)).toEqual([second, first]);
  expect((await house.ask('GET', `${base}${second}/node/?step=${step}&unique_id=model.shop.nobody`)).json().data.code).toBe(
    'run.node_not_found',
  );
  expect((await house.ask('GET', `${base}${second}/node/?step=x&unique_id=a`)).statusCode).toBe(400);
});

test('files are listed by step, and a run that was never retried is alone in its chain', async () => {
  const files = await ask(second, 'files/');
  expect(files.map(({ path }: { path: string }) => path)).toEqual(['manifest.json', 'run_results.json']);
  expect(files[0].size_bytes).toBeGreaterThan(100);
  expect((await ask(second, 'chain/')).runs).toMatchObject([{ id: second, status: 10, retrying_run_id: null }]);
});

test.each(['timing/', 'node/?step=1&unique_id=model.shop.orders', 'files/', 'chain/', 'mesh-changes/'])(
  '%s is for who may read runs of the project',
  async (path) => {
    const status = async (token: string) => (await house.ask('GET', `${base}${second}/${path}`, { token })).statusCode;
    expect(await status(house.strangerToken)).toBe(404);
    expect(await status(await house.token('metadata_only'))).toBe(403);
    expect(await status(await house.token('job_viewer', house.project.id))).toBe(200);
    expect((await house.ask('GET', `${base}424242/${path}`)).json().data.code).toBe('run.not_found');
  },
);

import { text } from 'node:stream/consumers';
import { makeCatalog, makeManifest, makeRunResults, makeSources } from '@weft/kit/artifacts';
import { type IngestHouse, openIngestHouse } from '@weft/kit/ingest-house';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { getProject } from '../projects/get-project.ts';
import { findDefinition } from './find-definition.ts';
import { getInvocation } from './get-invocation.ts';
import { listEntries } from './list-entries.ts';
import { listInvocations } from './list-invocations.ts';
import { listAppliedCatalog, listAppliedNodes, listAppliedSources, listNodeResults } from './list-results.ts';
import { mergeResults } from './merge-results.ts';
import { listArtifacts, openArtifact } from './open-artifact.ts';

let house: IngestHouse;

beforeEach(async () => {
  house = await openIngestHouse();
});

afterEach(() => house.close());

const orders = 'model.shop.orders';
const customers = 'model.shop.customers';
const twoModels = [{ name: 'orders' }, { name: 'customers', dependsOn: [orders] }];

async function modelsOf(environment = house.production) {
  const definition = await findDefinition(house, environment.id);
  return definition ? (await listEntries(house, definition.versionId)).map(({ uniqueId }) => uniqueId) : null;
}

test('artifacts become an invocation, the state of their environment, and files that can be had again', async () => {
  const upload = await house.upload({
    'manifest.json': makeManifest({ models: twoModels }),
    'run_results.json': makeRunResults({ results: [{ uniqueId: orders }, { uniqueId: customers, status: 'error' }] }),
    'semantic_manifest.json': { semantic_models: [] },
    passwd: 'left out',
  });

  expect(upload).toMatchObject({ state: 'accepted', command: 'run', dbtVersion: '1.11.16' });
  const invocationId = upload.invocationId ?? expect.fail();
  expect(await getInvocation(house, invocationId)).toMatchObject({
    environmentId: house.production.id,
    source: { kind: 'upload', uploadId: upload.id },
    command: 'run',
    invocationCommand: expect.not.stringContaining('hunter2'),
    outcome: 'error',
    statusCounts: { success: 1, error: 1 },
    startedAt: new Date('2026-01-01T11:59:55Z'),
    finishedAt: new Date('2026-01-01T12:00:00Z'),
    elapsedSeconds: 4.5,
  });
  expect(await modelsOf()).toEqual([orders, customers]);
  expect((await listNodeResults(house, invocationId)).map(({ uniqueId, status }) => [uniqueId, status])).toEqual([
    [orders, 'success'],
    [customers, 'error'],
  ]);
  expect((await listArtifacts(house, invocationId)).map(({ name }) => name)).toEqual([
    'manifest.json',
    'run_results.json',
    'semantic_manifest.json',
  ]);
  expect(house.announced).toContainEqual({
    name: 'artifacts.accepted',
    data: {
      accountId: house.accountId,
      projectId: house.project.id,
      environmentId: house.production.id,
      invocationId,
      uploadId: upload.id,
      jobIdHint: null,
    },
  });
  expect((await getProject(house, house.accountId, house.project.id)).dbtProjectName).toBe('shop');
});

test('the files of an invocation say what they said, save what nobody may see', async () => {
  const files = {
    'manifest.json': makeManifest({ models: twoModels }),
    'run_results.json': makeRunResults({ results: [{ uniqueId: orders }] }),
  };
  const { invocationId } = await house.upload(files);
  const read = async (name: string) => {
    const stream = await openArtifact(house, invocationId ?? expect.fail(), name);
    return stream ? JSON.parse(await text(stream)) : null;
  };

  const manifest = await read('manifest.json');
  expect(Object.keys(manifest.nodes)).toEqual([orders, customers]);
  expect(manifest.nodes[customers].raw_code).toBe('select 1');
  expect(manifest.parent_map).toEqual({ [orders]: [], [customers]: [orders] });
  expect(manifest.child_map).toEqual({ [orders]: [customers], [customers]: [] });
  expect(manifest.metadata).toMatchObject({ project_name: 'shop', env: {} });
  const results = await read('run_results.json');
  expect(results.results).toEqual(JSON.parse(JSON.stringify(files['run_results.json'])).results);
  expect(JSON.stringify([manifest, results])).not.toContain('hunter2');
  expect(await read('catalog.json')).toBeNull();
});

test('the same invocation again is a duplicate of the first', async () => {
  const files = { 'manifest.json': makeManifest(), 'run_results.json': makeRunResults({ results: [{ uniqueId: orders }] }) };
  const first = await house.upload(files);
  const again = await house.upload(files);

  expect(again).toMatchObject({ state: 'duplicate', invocationId: first.invocationId });
  expect(await listInvocations(house, house.production.id)).toHaveLength(1);
  expect(house.announced.filter(({ name }) => name === 'artifacts.accepted')).toHaveLength(1);
  // Nothing of the second one is left.
  expect(await house.blobs.list('artifacts/')).toEqual([`artifacts/${first.invocationId}/run_results.json.gz`]);
});

test('an invocation is another one in another environment', async () => {
  const files = { 'manifest.json': makeManifest() };
  await house.upload(files);
  expect(await house.upload(files, house.staging)).toMatchObject({ state: 'accepted' });
});

test('an upload that comes late does not turn the definition back', async () => {
  const at = (invocationId: string, generatedAt: string, name: string) => ({
    'manifest.json': makeManifest({ invocationId, generatedAt, models: [{ name }] }),
  });
  await house.upload(at('b', '2026-01-01T12:00:00Z', 'new'));
  const late = await house.upload(at('a', '2026-01-01T11:00:00Z', 'old'));

  expect(late.state).toBe('accepted');
  expect(await modelsOf()).toEqual(['model.shop.new']);
});

test.each(['parse', 'ls', 'compile', 'show'])('dbt %s updates the definition and erases nothing that is applied', async (which) => {
  await house.upload({
    'manifest.json': makeManifest({ models: twoModels }),
    'run_results.json': makeRunResults({ results: [{ uniqueId: orders }, { uniqueId: customers }] }),
  });
  const applied = await listAppliedNodes(house, house.production.id);
  const later = { invocationId: 'later', generatedAt: '2026-01-01T13:00:00Z' };
  const manifest = { 'manifest.json': makeManifest({ ...later, models: [{ name: 'orders', sql: 'select 2' }] }) };
  const results = makeRunResults({ ...later, which, results: [{ uniqueId: orders, status: 'error' }] });
  await house.upload(which === 'parse' || which === 'ls' ? manifest : { ...manifest, 'run_results.json': results });

  expect(await modelsOf()).toEqual([orders]);
  expect(await listAppliedNodes(house, house.production.id)).toEqual(applied);
});

test('a run of some nodes leaves the others as they were, and results older than what is known change nothing', async () => {
  const run = (invocationId: string, hour: number, results: { uniqueId: string; status?: string }[]) => {
    const made = { invocationId, generatedAt: `2026-01-01T${hour}:00:00.000Z` };
    return house.upload({
      'manifest.json': makeManifest({ ...made, models: twoModels }),
      'run_results.json': makeRunResults({ ...made, results }),
    });
  };
  const first = await run('a', 10, [{ uniqueId: orders }, { uniqueId: customers }]);
  const third = await run('c', 12, [{ uniqueId: orders, status: 'error' }]);
  await run('b', 11, [{ uniqueId: orders }]);

  const merged = async () => {
    const nodes = await listAppliedNodes(house, house.production.id);
    return nodes.map(({ uniqueId, status, invocationId, successInvocationId }) => [uniqueId, status, invocationId, successInvocationId]);
  };
  const expected = [
    [customers, 'success', first.invocationId, first.invocationId],
    [orders, 'error', third.invocationId, first.invocationId],
  ];
  expect(await merged()).toEqual(expected);
  const before = await listAppliedNodes(house, house.production.id);
  await mergeResults(house, house.production.id);
  expect(await merged()).toEqual(expected);
  expect(await listAppliedNodes(house, house.production.id)).toEqual(before);
});

test('what ran is kept as it was when it ran', async () => {
  await house.upload({
    'manifest.json': makeManifest({ models: [{ name: 'orders', sql: 'select 1' }] }),
    'run_results.json': makeRunResults({ results: [{ uniqueId: orders }] }),
  });
  const [ran] = await listAppliedNodes(house, house.production.id, [orders]);
  const later = makeManifest({ invocationId: 'b', generatedAt: '2026-01-01T13:00:00Z', models: [{ name: 'orders', sql: 'select 2' }] });
  await house.upload({ 'manifest.json': later });

  const definition = (await findDefinition(house, house.production.id)) ?? expect.fail();
  const [defined] = await listEntries(house, definition.versionId);
  expect(ran?.entryId).not.toBe(defined?.id);
  expect((await listAppliedNodes(house, house.production.id, [orders]))[0]?.entryId).toBe(ran?.entryId);
});

test('a catalog and freshness are merged, and say nothing of models of other projects', async () => {
  const theirs = { name: 'raw', project: 'producer', isExternal: true };
  const docs = (invocationId: string, generatedAt: string, uniqueIds: string[]) => ({
    'manifest.json': makeManifest({ invocationId, generatedAt, models: [...twoModels, theirs] }),
    'catalog.json': makeCatalog({ invocationId, generatedAt, uniqueIds }),
  });
  await house.upload(docs('a', '2026-01-01T10:00:00Z', [orders, customers, 'model.producer.raw']));
  await house.upload(docs('b', '2026-01-01T11:00:00Z', [orders]));
  const sources = [{ uniqueId: 'source.shop.raw.orders', status: 'error' }];
  const fresh = await house.upload({
    'manifest.json': makeManifest({ invocationId: 'c' }),
    'sources.json': makeSources({ invocationId: 'c', sources }),
  });

  expect((await listAppliedCatalog(house, house.production.id)).map(({ uniqueId }) => uniqueId)).toEqual([customers, orders]);
  expect(await listAppliedSources(house, house.production.id)).toMatchObject([{ uniqueId: 'source.shop.raw.orders', status: 'error' }]);
  expect(await getInvocation(house, fresh.invocationId ?? expect.fail())).toMatchObject({ command: 'freshness', outcome: 'error' });
});

test('a model that another project put there is told as such', async () => {
  const models = [
    { name: 'orders', dependsOn: ['model.producer.raw'] },
    { name: 'raw', project: 'producer', isExternal: true },
  ];
  await house.upload({ 'manifest.json': makeManifest({ models }) });
  const definition = (await findDefinition(house, house.production.id)) ?? expect.fail();
  const entries = await listEntries(house, definition.versionId, { resourceTypes: ['model'] });
  expect(entries.map(({ uniqueId, isExternal }) => [uniqueId, isExternal])).toEqual([
    [orders, false],
    ['model.producer.raw', true],
  ]);
});

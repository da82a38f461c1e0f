/** The mesh on a real database, from uploads to what a consumer is told. */
import { randomUUID } from 'node:crypto';
import { mkdtemp, readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { MadeModel } from '@weft/kit/artifacts';
import { makeManifest, makeRunResults } from '@weft/kit/artifacts';
import type { IngestHouse } from '@weft/kit/ingest-house';
import { openIngestHouse } from '@weft/kit/ingest-house';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { artifactsAccepted } from '../ingest/events.ts';
import type { Environment } from '../projects/model.ts';
import { describeMesh } from './describe-mesh.ts';
import { explainMissingRefs, explainRef } from './explain-ref.ts';
import { findPublicationFor, readPublication } from './get-publication.ts';
import { listOfferedModels } from './list-offered-models.ts';
import { publishAcceptedState } from './on-artifacts-accepted.ts';
import { writePublications } from './write-publications.ts';

let house: IngestHouse;
let consumer: { accountId: IngestHouse['accountId']; projectId: Environment['projectId']; kind: 'production' };
let consumerEnvironment: Environment;

beforeEach(async () => {
  house = await openIngestHouse();
  house.outbox.on(artifactsAccepted, 'publish', (news) => publishAcceptedState(house, news));
  await house.outbox.start();
  const added = await house.addProject('Finance');
  consumerEnvironment = added.environment;
  consumer = { accountId: house.accountId, projectId: added.project.id, kind: 'production' };
});
afterEach(() => house.close());

const models: readonly MadeModel[] = [
  { name: 'orders', access: 'public', version: 1, latestVersion: 2 },
  { name: 'orders', access: 'public', version: 2, latestVersion: 2 },
  { name: 'customers', access: 'public' },
  { name: 'stg_orders', access: 'protected' },
  { name: 'salaries', access: 'private' },
];

let minute = 0;

/** Each upload is a minute younger than the one before. */
function upload(input: {
  models?: readonly MadeModel[];
  status?: string;
  environment?: Environment;
  project?: string;
  minutesLater?: number;
  /** dbt's name of the command; null: one that leaves a manifest alone. Default `run`. */
  which?: string | null;
}) {
  minute += input.minutesLater ?? 1;
  const generatedAt = new Date(Date.parse('2026-01-01T12:00:00Z') + minute * 60_000).toISOString();
  const invocationId = randomUUID();
  const made = input.models ?? models;
  const files = {
    'manifest.json': makeManifest({ invocationId, generatedAt, models: made, project: input.project ?? 'shop' }),
  };
  const { which = 'run', status = 'success' } = input;
  const results = makeRunResults({
    invocationId,
    generatedAt,
    which: which ?? '',
    results: [{ uniqueId: 'model.shop.customers', status }],
  });
  return house.upload(which === null ? files : { ...files, 'run_results.json': results }, input.environment ?? house.production);
}

async function publishedNames(kind: 'production' | 'development' = 'production'): Promise<string[]> {
  const offered = await findPublicationFor(house, { ...consumer, kind }, 'shop');
  return Object.keys((await readPublication(house, offered.publicationId)).public_models);
}

test('an upload that succeeded publishes its public models; one that failed changes nothing', async () => {
  await upload({});
  expect(await publishedNames()).toEqual(['model.shop.customers', 'model.shop.orders.v1', 'model.shop.orders.v2']);
  const before = await findPublicationFor(house, consumer, 'shop');
  await upload({ models: [{ name: 'customers', access: 'public' }], status: 'error' });
  expect(await findPublicationFor(house, consumer, 'shop')).toEqual(before);
});

test.each([null, 'compile', 'show', 'list'])('what failed is not published by a command (%s) that builds nothing', async (which) => {
  await upload({});
  const before = await findPublicationFor(house, consumer, 'shop');
  const more = [...models, { name: 'does_not_build', access: 'public' as const }];
  await upload({ models: more, status: 'error' });
  await upload({ models: more, which });
  expect(await findPublicationFor(house, consumer, 'shop')).toEqual(before);
  await upload({ models: more, which: 'build' });
  expect(await publishedNames()).toContain('model.shop.does_not_build');
});

test.each([null, 'compile', 'generate'])('a command (%s) that builds nothing publishes where nothing has failed', async (which) => {
  await upload({ which });
  expect(await publishedNames()).toContain('model.shop.customers');
  await upload({ models: [...models, { name: 'made_public', access: 'public' }], which });
  expect(await publishedNames()).toContain('model.shop.made_public');
});

test('an upload that arrives late does not turn back who reads what', async () => {
  await upload({});
  const reading = (name: string): readonly MadeModel[] => [
    { name: 'revenue', dependsOn: [`model.shop.${name}`] },
    { name, project: 'shop', isExternal: true },
  ];
  await upload({ models: reading('customers'), environment: consumerEnvironment, project: 'finance' });
  await upload({ models: reading('orders'), environment: consumerEnvironment, project: 'finance', minutesLater: -1 });
  const offered = await listOfferedModels(house, house.accountId, house.project.id, 'production');
  expect(offered.models.flatMap(({ model, consumers }) => (consumers.length > 0 ? [model.name] : []))).toEqual(['customers']);
});

test('the same models again keep the publication and its tag; a change makes a new one', async () => {
  await upload({});
  const first = await findPublicationFor(house, consumer, 'shop');
  await upload({});
  expect(await findPublicationFor(house, consumer, 'shop')).toEqual(first);
  await upload({ models: [...models, { name: 'payments', access: 'public' }] });
  const second = await findPublicationFor(house, consumer, 'shop');
  expect(second.digest).not.toBe(first.digest);
  expect(house.announced.filter(({ name }) => name === 'publication.changed')).toHaveLength(2);
});

test('an upload that arrives late does not turn the publication back', async () => {
  await upload({ minutesLater: 10, models: [{ name: 'newest', access: 'public' }] });
  await upload({ minutesLater: -5, models: [{ name: 'older', access: 'public' }] });
  expect(await publishedNames()).toEqual(['model.shop.newest']);
});

test('everything but production reads staging as soon as it is marked, without falling back', async () => {
  await upload({});
  await expect(findPublicationFor(house, { ...consumer, kind: 'development' }, 'shop')).rejects.toMatchObject({
    code: 'ref.staging_empty',
  });
  await upload({ environment: house.staging, models: [{ name: 'only_in_staging', access: 'public' }] });
  expect(await publishedNames('development')).toEqual(['model.shop.only_in_staging']);
  expect(await publishedNames('production')).toContain('model.shop.customers');
});

test.each([
  [{ project: 'shop', model: 'customers', version: null }, null, '"customers"'],
  [{ project: 'shop', model: 'orders', version: '1' }, null, 'version 1 of latest 2'],
  [{ project: 'shop', model: 'orders', version: '9' }, 'ref.version_missing', 'Its public versions: 1, 2'],
  [{ project: 'shop', model: 'stg_orders', version: null }, 'ref.not_public', 'access: protected'],
  [{ project: 'shop', model: 'salaries', version: null }, 'ref.private', 'is private'],
  [{ project: 'shop', model: 'custmers', version: null }, 'ref.unknown_model', 'customers'],
  [{ project: 'Shop', model: 'customers', version: null }, 'ref.case_mismatch', 'case-sensitive'],
  [{ project: 'store', model: 'customers', version: null }, 'ref.unknown_project', 'shop'],
])('%o is told as %s', async (ref, code, words) => {
  await upload({});
  const explained = await explainRef(house, consumer, ref);
  expect(explained.fault?.code ?? null).toBe(code);
  expect(explained.message).toContain(words);
});

test('a model that was taken away is told apart from one that never was', async () => {
  await upload({});
  await upload({ models: models.filter((model) => model.name !== 'customers') });
  const { message } = await explainRef(house, consumer, { project: 'shop', model: 'customers', version: null });
  expect(message).toContain('It was public until after 2026-01-01T');
});

test("dbt's words for a missing ref become ours, for other projects' models only", async () => {
  await upload({});
  const output = "Model 'model.finance.m' depends on a node named 'stg_orders' in package or project 'shop' which was not found";
  expect(await explainMissingRefs(house, consumer, output, ['shop'])).toEqual([expect.stringContaining('access: protected')]);
  const undeclared = "depends on a node named 'customers' in package or project 'shop' which was not found";
  expect(await explainMissingRefs(house, consumer, undeclared, [])).toEqual([
    expect.stringContaining('Add "- name: shop" under "projects:"'),
  ]);
});

test('publications are written for a run, and every name that fails is told at once', async () => {
  await upload({});
  const folder = await mkdtemp(join(tmpdir(), 'weft-publications-'));
  const [written] = await writePublications(house, consumer, [{ name: 'shop', file: 'dependencies.yml', line: 2 }], folder);
  expect(JSON.parse(await readFile(join(folder, 'shop.json'), 'utf8'))).toMatchObject({ project_name: 'shop' });
  expect(written).toMatchObject({ upstreamName: 'shop', environmentName: 'production' });
  const wrong = [
    { name: 'SHOP', file: 'dependencies.yml', line: 2 },
    { name: 'nowhere', file: 'dependencies.yml', line: 3 },
  ];
  await expect(writePublications(house, consumer, wrong, folder)).rejects.toThrow(/dependencies\.yml:2: .*\n.*dependencies\.yml:3: /);
});

test('a cycle of projects is refused and spelled out, and neither side is published again', async () => {
  const external = { name: 'revenue', project: 'finance', isExternal: true, access: 'public' } as const;
  await upload({});
  const finance = [
    { name: 'revenue', access: 'public' },
    { ...models[2], name: 'customers', project: 'shop', isExternal: true },
  ] as const;
  await upload({ environment: consumerEnvironment, project: 'finance', models: finance });
  const shop = { accountId: house.accountId, projectId: house.project.id, kind: 'production' } as const;
  await expect(findPublicationFor(house, shop, 'finance')).rejects.toMatchObject({
    code: 'project.cycle',
    message: expect.stringContaining('shop → finance → shop'),
  });
  await upload({ models: [...models, external] });
  const mesh = await describeMesh(house, house.accountId, () => true);
  expect(mesh.cycles).toEqual([['finance', 'shop', 'finance']]);
});

test('who offers sees who reads, and what one may not see is not named', async () => {
  await upload({});
  const reading = [
    { name: 'report', dependsOn: ['model.shop.customers'] },
    { name: 'customers', project: 'shop', isExternal: true },
  ];
  await upload({ environment: consumerEnvironment, project: 'finance', models: reading });
  const offered = await listOfferedModels(house, house.accountId, house.project.id, 'production');
  expect(offered.models.find(({ model }) => model.name === 'customers')?.consumers).toEqual([consumer.projectId]);
  const whole = await describeMesh(house, house.accountId, () => true);
  expect(whole.projects.map(({ project, upstream, downstream }) => [project.name, upstream, downstream])).toEqual([
    ['Shop', [], ['finance']],
    ['Finance', ['shop'], []],
  ]);
  const partly = await describeMesh(house, house.accountId, (id) => id === house.project.id);
  expect(partly.projects.map(({ downstream }) => downstream)).toEqual([[]]);
});

/** What is recommended about two joined projects, to who may read one of them and to who may read both. */
import { financeFiles, platformFiles, secretPrefix } from '@weft/kit/catalog-mesh';
import { type IngestHouse, openIngestHouse } from '@weft/kit/ingest-house';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { catalogAcceptedState } from '../catalog/on-artifacts-accepted.ts';
import type { Sight } from '../catalog/sight.ts';
import { artifactsAccepted } from '../ingest/events.ts';
import type { Environment } from '../projects/model.ts';
import { listDeprecations, listRecommendations } from './list-recommendations.ts';
import type { Rule } from './model.ts';

let house: IngestHouse;
let finance: Environment;

beforeAll(async () => {
  house = await openIngestHouse({ at: '2026-06-01T00:00:00Z' });
  house.outbox.on(artifactsAccepted, 'catalog', (news) => catalogAcceptedState(house, news));
  await house.outbox.start();
  finance = (await house.addProject('Finance')).environment;
  await house.upload(platformFiles());
  const files = financeFiles();
  const manifest: { nodes: object; exposures: object } = JSON.parse(JSON.stringify(files['manifest.json']));
  const exposure = (name: string, nodes: readonly string[]) => ({
    ...{ name, resource_type: 'exposure', package_name: 'finance', unique_id: `exposure.finance.${name}`, type: 'dashboard' },
    ...{ owner: { email: 'board@example.com' }, depends_on: { macros: [], nodes }, fqn: ['finance', name], description: 'x' },
  });
  await house.upload(
    {
      ...files,
      'manifest.json': {
        ...manifest,
        nodes: {
          ...manifest.nodes,
          'model.platform.gone': {
            ...JSON.parse(JSON.stringify(manifest.nodes))['model.platform.orders'],
            name: 'gone',
            unique_id: 'model.platform.gone',
          },
        },
        exposures: {
          ...manifest.exposures,
          'exposure.finance.empty': exposure('empty', []),
          'exposure.finance.dangling': exposure('dangling', ['model.platform.gone', 'model.finance.revenue']),
        },
      },
    },
    finance,
  );
  await house.settle();
});
afterAll(() => house.close());

const everything: Sight = { isReadable: () => true, isOffered: () => true };
const ofFinance: Sight = { isReadable: (id) => id === finance.projectId, isOffered: () => true };

async function ruled(sight: Sight, rule: Rule) {
  const all = await listRecommendations(house, { accountId: house.accountId, view: 'production', sight });
  return all.filter((it) => it.rule === rule);
}

test('a deprecated model that is still read is told with its date, its readers and their owners', async () => {
  const [found] = await ruled(everything, 'deprecated_in_use');
  expect(found).toMatchObject({ severity: 'medium', node: { name: 'orders' }, deprecationDate: '2027-01-01T00:00:00+00:00' });
  expect(found?.readers.map(({ node }) => node.name).sort()).toEqual(['revenue', `${secretPrefix}_mart`]);
  expect(found?.hiddenReaderCount).toBe(0);
});

test('readers in projects that one may not read are a number', async () => {
  const ofPlatform: Sight = { isReadable: (id) => id === house.project.id, isOffered: () => true };
  const [found] = await ruled(ofPlatform, 'deprecated_in_use');
  expect(found?.readers.map(({ node }) => node.name)).toEqual([`${secretPrefix}_mart`]);
  expect(found?.hiddenReaderCount).toBe(1);
});

test('who reads a deprecated model of others is told, in its own project', async () => {
  expect((await ruled(ofFinance, 'reads_deprecated')).map(({ node, why }) => [node.name, why])).toEqual([
    ['revenue', 'It reads what its owner has deprecated: orders (as of 2027-01-01).'],
  ]);
  const [use] = await listDeprecations(house, { accountId: house.accountId, view: 'production', sight: ofFinance });
  expect(use).toMatchObject({
    ...{ consumerProjectId: finance.projectId, upstream: { name: 'orders' }, upstreamOwner: { email: 'platform@example.com' } },
    readers: [{ name: 'revenue' }],
  });
});

test('an exposure of nothing, or of what another project has no more, is dead', async () => {
  expect((await ruled(ofFinance, 'dead_exposure')).map(({ node, why }) => [node.name, why])).toEqual([
    ['dangling', 'It depends on what is not there any more: platform.gone.'],
    ['empty', 'It depends on nothing.'],
  ]);
});

test('columns of public models without a description are counted', async () => {
  const [found] = await ruled(everything, 'undocumented_columns');
  expect(found?.why).toBe('It is public, and 1 of its 2 columns is not described.');
});

test('a source whose freshness was checked is left alone', async () => {
  expect(await ruled(everything, 'source_without_freshness')).toEqual([]);
});

test('who reads finance only is told nothing of the inside of platform', async () => {
  const all = await listRecommendations(house, { accountId: house.accountId, view: 'production', sight: ofFinance });
  expect(JSON.stringify(all.map(({ why, readers }) => [why, readers]))).not.toContain(secretPrefix);
  expect(new Set(all.map(({ node }) => node.projectId))).toEqual(new Set([finance.projectId]));
});

test('once its date has passed it is severe', async () => {
  house.clock.turn(245 * 86_400_000);
  expect((await ruled(everything, 'deprecated_in_use'))[0]?.severity).toBe('high');
  expect((await ruled(ofFinance, 'reads_deprecated'))[0]?.severity).toBe('high');
});

/** Artifacts that no dbt writes: they are taken in, or refused with a reason while the uploader listens; never do they end as a fault of ours. */
import { makeCatalog, makeManifest, makeRunResults, makeSources } from '@weft/kit/artifacts';
import { type IngestHouse, openIngestHouse } from '@weft/kit/ingest-house';
import { afterAll, beforeAll, expect, test } from 'vitest';

type Files = Readonly<Record<string, object>>;

let house: IngestHouse;
let count = 0;

beforeAll(async () => {
  house = await openIngestHouse();
});
afterAll(() => house.close());

const orders = 'model.shop.orders';
const long = `model.shop.${'x'.repeat(6000)}`;

/** `change` spoils the one file that is named. */
function spoiled(file: keyof ReturnType<typeof make>, change: (content: ReturnType<typeof JSON.parse>) => void): Files {
  const { [file]: content, 'manifest.json': manifest } = make();
  const changed = JSON.parse(JSON.stringify(content));
  change(changed);
  return { 'manifest.json': manifest, [file]: changed };
}

function make() {
  count += 1;
  const made = { invocationId: `invocation ${count}` };
  return {
    'manifest.json': makeManifest(made),
    'run_results.json': makeRunResults({ ...made, results: [{ uniqueId: orders }] }),
    'sources.json': makeSources({ ...made, sources: [{ uniqueId: 'source.shop.raw.orders', status: 'pass' }] }),
    'catalog.json': makeCatalog({ ...made, uniqueIds: [orders] }),
  };
}

/** The house's clock says noon of the first. */
const tooLate = '2026-01-02T12:00:01Z';
const yearZero = '0000-01-01T00:00:00Z';
const unstorable = 'a\0b\ud800c';

test.each<[string, () => Files]>([
  [
    'texts that PostgreSQL has no place for',
    () => spoiled('manifest.json', (it) => (it.metadata.quoting = { [unstorable]: [unstorable] })),
  ],
  ['such a text at the top', () => spoiled('manifest.json', (it) => (it.said = unstorable))],
  ['a start in the year 0', () => spoiled('run_results.json', (it) => (it.metadata.invocation_started_at = yearZero))],
  ['a result of the year 0', () => spoiled('run_results.json', (it) => (it.results[0].timing[0].started_at = yearZero))],
  ['more failures than there is room for', () => spoiled('run_results.json', (it) => (it.results[0].failures = 1e300))],
  ['half a failure', () => spoiled('run_results.json', (it) => (it.results[0].failures = 1.5))],
  ['more seconds than there is room for', () => spoiled('run_results.json', (it) => (it.results[0].execution_time = 1e308))],
  ['a source loaded in the year 0', () => spoiled('sources.json', (it) => (it.results[0].max_loaded_at = yearZero))],
  ['a filter that cannot be stored', () => spoiled('sources.json', (it) => (it.results[0].criteria.filter = unstorable))],
])('%s: taken in', async (_, make) => {
  expect(await house.upload(make())).toMatchObject({ state: 'accepted' });
});

test.each<[string, () => Files, string]>([
  ['made in the year 0', () => spoiled('manifest.json', (it) => (it.metadata.generated_at = yearZero)), 'artifact.no_identity'],
  [
    'a manifest of the day after tomorrow',
    () => spoiled('manifest.json', (it) => (it.metadata.generated_at = tooLate)),
    'artifact.from_future',
  ],
  [
    'results of the day after tomorrow',
    () => spoiled('run_results.json', (it) => (it.metadata.generated_at = tooLate)),
    'artifact.from_future',
  ],
  ['an endless invocation_id', () => spoiled('manifest.json', (it) => (it.metadata.invocation_id = long)), 'artifact.no_identity'],
  ['an endless key', () => spoiled('manifest.json', (it) => (it.nodes[long] = {})), 'artifact.too_large'],
  ['a result of an endless id', () => spoiled('run_results.json', (it) => (it.results[0].unique_id = long)), 'artifact.too_large'],
  ['a source of an endless id', () => spoiled('sources.json', (it) => (it.results[0].unique_id = long)), 'artifact.too_large'],
  ['a relation of an endless id', () => spoiled('catalog.json', (it) => (it.nodes[long] = {})), 'artifact.too_large'],
])('%s: refused', async (_, make, code) => {
  await expect(house.upload(make())).rejects.toMatchObject({ code });
});

test.each(['../../elsewhere', 'a/b', 'a\nb', '1st', 'x'.repeat(300)])(
  'no dbt project is called %j: refused, and no project bears it',
  async (name) => {
    const added = await house.addProject(`project of ${JSON.stringify(name).slice(0, 20)}`);
    const files = { 'manifest.json': makeManifest({ project: name }) };
    await expect(house.upload(files, added.environment)).rejects.toMatchObject({ kind: 'invalid', code: 'project.dbt_name_invalid' });
  },
);

test('a dbt project may be called by the letters of any language, as dbt has it', async () => {
  const added = await house.addProject('Données');
  expect(await house.upload({ 'manifest.json': makeManifest({ project: 'données_2' }) }, added.environment)).toMatchObject({
    state: 'accepted',
  });
});

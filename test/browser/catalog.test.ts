/** The catalog as people use it: found by words and selectors, read by keys, whole in light and dark, and without a script that somebody wrote into a description. */
import { makeHybridProject, untilRuns } from '@weft/kit/account';
import { makeManifest } from '@weft/kit/artifacts';
import { financeFiles, platformFiles, secretPrefix } from '@weft/kit/catalog-mesh';
import { openServers, type Server } from '@weft/kit/server';
import { beforeAll, describe, expect, test } from 'vitest';
import { describeInBrowser, expectWholePage, makeOwner, openBrowser, signIn, upload, type Visit } from './browser-kit.ts';

const servers = openServers();
const node = (projectId: number, uniqueId: string, search = '') =>
  `/catalog/1/projects/${projectId}/nodes/${encodeURIComponent(uniqueId)}${search}`;

/** What each page shows when it has its answers. */
const pages: readonly (readonly [string, string])[] = [
  ['/catalog/1', 'who reads whom'],
  ['/catalog/1/projects/1', 'Could be better'],
  ['/catalog/1/projects/2', 'Could be better'],
  ['/catalog/1/packages', 'The project itself'],
  ['/catalog/1/nodes', 'Materialized'],
  ['/catalog/1/nodes?q=tax', 'Before tax'],
  ['/catalog/1/nodes?q=orders%2B%20bad:thing%20nobody', 'Names nothing'],
  ['/catalog/1/nodes?q=zebra', 'Nothing is like that'],
  [node(1, 'model.platform.orders'), 'Deprecated as of'],
  [node(1, 'model.platform.orders', '?tab=columns&column=id'), 'Comes from'],
  [node(1, 'model.platform.orders', '?tab=code'), 'As compiled'],
  [node(1, 'model.platform.orders', '?tab=tests'), 'not_null'],
  [node(1, 'model.platform.orders', '?tab=runs'), 'Command'],
  [node(1, `source.platform.${secretPrefix}_raw.${secretPrefix}_orders`), 'Freshness'],
  [node(1, `group.platform.${secretPrefix}_group`), 'In this group'],
  [node(1, `macro.platform.${secretPrefix}_macro`), 'Where this comes from'],
  [node(1, `exposure.platform.${secretPrefix}_board`), 'Upstream trouble'],
  [node(2, 'model.finance.customers.v1'), 'Versions'],
  [node(2, 'model.finance.nowhere'), 'Not found'],
];

describeInBrowser('the catalog', () => {
  const browser = openBrowser();
  let server: Server;

  beforeAll(async () => {
    server = await servers.start();
    await makeOwner(await browser.visit(server), server);
    const platform = await makeHybridProject(server, 'Platform');
    const finance = await makeHybridProject(server, 'Finance');
    await upload(server, platform, platformFiles());
    await upload(server, finance, financeFiles());
    const large = await makeHybridProject(server, 'Large');
    await upload(server, large, {
      'manifest.json': makeManifest({
        project: 'large',
        models: [
          ...Array.from({ length: 10_000 }, (_, number) => ({ name: `model_${String(number).padStart(5, '0')}` })),
          { name: 'wide', columns: Array.from({ length: 5000 }, (_, number) => `column_${number}`) },
          { name: 'Größe "in" 顧客/<b>' },
        ],
      }),
    });
    for (const { environmentId } of [platform, finance, large]) await untilRuns(server, environmentId, 1);
  });

  describe.each(['light', 'dark'] as const)('in %s', (scheme) => {
    let visit: Visit;

    beforeAll(async () => {
      visit = await browser.visit(server, { scheme });
      await signIn(visit, server);
    });

    test.each(pages)('%s is whole and can be used by everybody', async (path, shows) => {
      await expectWholePage(visit, path, shows);
    });
  });

  test('a telephone shows every page without scrolling sideways', async () => {
    const visit = await browser.visit(server, { width: 390 });
    await signIn(visit, server);
    const wide: string[] = [];
    for (const [path, shows] of pages) {
      await visit.page.goto(path);
      await visit.page.getByText(shows, { exact: false }).first().waitFor({ state: 'attached' });
      if (await visit.page.evaluate(() => document.documentElement.scrollWidth > window.innerWidth)) wide.push(path);
    }
    expect(wide).toEqual([]);
  });

  test('search goes from a typing error to the node by keys alone, and says why it was found', async () => {
    const visit = await browser.visit(server);
    await signIn(visit, server);
    const { page } = visit;
    await page.goto('/accounts/1');
    await page.getByRole('heading', { name: 'Acme' }).waitFor();
    await page.keyboard.press('Control+k');
    await page.getByRole('combobox', { name: 'Go to' }).fill('revenu');
    await page.getByRole('option', { name: /revenue/ }).waitFor();
    await page.getByRole('combobox', { name: 'Go to' }).fill('revneue');
    await page.getByRole('option', { name: /Model.*revenue/ }).waitFor();
    await page.keyboard.press('Enter');
    await page.waitForURL('**/catalog/1/projects/2/nodes/model.finance.revenue');
    await page.getByRole('heading', { name: 'revenue', level: 1 }).waitFor();
  });

  test('a selector is read as one as it is typed, and its mistakes stand below it', async () => {
    const visit = await browser.visit(server);
    await signIn(visit, server);
    const { page } = visit;
    await page.goto('/catalog/1/nodes');
    await page.getByLabel('Search the catalog').fill('access:public,package:platform+');
    await page.getByText('Read as a dbt selector').waitFor();
    await page.getByRole('heading', { name: /^\d+ found/ }).waitFor();
    await page.getByLabel('Search the catalog').fill('colour:red');
    await page.getByText('Nothing is like that').waitFor();
    await page.getByLabel('Search the catalog').fill('tag:nothing_has_it');
    await page.getByText('Names nothing').waitFor();
  });

  test('ten thousand models are a list to scroll, of which only what is in sight is drawn', async () => {
    const visit = await browser.visit(server);
    await signIn(visit, server);
    const { page } = visit;
    await page.goto('/catalog/1/nodes?project=3&type=model&order_by=name');
    await page.getByText('model_00000').waitFor();
    expect(await page.locator('tbody tr').count()).toBeLessThan(120);
    await page.evaluate(() => window.scrollTo(0, document.body.scrollHeight));
    await page.getByText('model_09999').waitFor();
  });

  test('five thousand columns, and a name of any letters, are pages like others', async () => {
    const visit = await browser.visit(server);
    await signIn(visit, server);
    const { page } = visit;
    await page.goto(node(3, 'model.large.wide', '?tab=columns'));
    await page.getByText('column_0', { exact: true }).waitFor();
    expect(await page.locator('tbody tr').count()).toBeLessThan(120);
    await page.getByLabel('Filter Columns').fill('column_4999');
    await page.getByText('column_4999', { exact: true }).waitFor();
    await page.goto('/catalog/1/nodes?project=3&q=顧客');
    await page.getByRole('link', { name: 'Größe "in" 顧客/<b>' }).click();
    await page.getByRole('heading', { name: 'Größe "in" 顧客/<b>', level: 1 }).waitFor();
    await page.reload();
    await page.getByRole('heading', { name: 'Größe "in" 顧客/<b>', level: 1 }).waitFor();
  });

  test('a column leads down into another project, and from there up again', async () => {
    const visit = await browser.visit(server);
    await signIn(visit, server);
    const { page } = visit;
    await page.goto(node(1, 'model.platform.orders', '?tab=columns'));
    await page.getByRole('button', { name: 'amount' }).click();
    await page.getByRole('region', { name: 'Goes into' }).getByRole('link', { name: 'revenue.revenue' }).click();
    await page.getByRole('heading', { name: 'revenue', level: 1 }).waitFor();
    await page.getByRole('region', { name: 'Comes from' }).getByRole('link', { name: 'orders.amount' }).waitFor();
  });

  test('a script in a description is text', async () => {
    const visit = await browser.visit(server);
    await signIn(visit, server);
    const { page } = visit;
    const said: string[] = [];
    page.on('dialog', (dialog) => {
      said.push(dialog.message());
      void dialog.dismiss();
    });
    await page.goto(node(1, 'model.platform.orders'));
    await page.getByText('<script>alert(1)</script>').waitFor();
    expect(await page.locator('strong', { hasText: 'Paid' }).count()).toBe(1);
    expect(said).toEqual([]);
    expect(visit.complaints).toEqual([]);
  });
});

/** Production and staging in the catalog and the lineage: a switch where there is a staging, in the address, and kept while one walks. */
import { makeHybridProject, untilRuns } from '@weft/kit/account';
import { makeManifest } from '@weft/kit/artifacts';
import { openServers, type Server } from '@weft/kit/server';
import { beforeAll, describe, expect, test } from 'vitest';
import { describeInBrowser, expectWholePage, makeOwner, openBrowser, signIn, upload, type Visit } from './browser-kit.ts';

const servers = openServers();
const models = (...names: readonly string[]) => ({
  'manifest.json': makeManifest({ project: 'shop', models: names.map((name) => ({ name })) }),
});
/** Of both views: where there is the switch. */
const pages: readonly (readonly [string, string])[] = [
  ['/catalog/1?view=staging', 'who reads whom'],
  ['/catalog/1/projects/1?view=staging', 'Could be better'],
  ['/catalog/1/packages?view=staging', 'The project itself'],
  ['/catalog/1/nodes?view=staging', 'returns'],
  ['/catalog/1/projects/1/nodes/model.shop.returns?view=staging', 'Where this comes from'],
  ['/catalog/1/projects/1/nodes/model.shop.returns', 'Not found'],
  ['/lineage/1?view=staging', '3 nodes'],
];

describeInBrowser('production and staging in the catalog', () => {
  const browser = openBrowser();
  let server: Server;

  beforeAll(async () => {
    server = await servers.start();
    await makeOwner(await browser.visit(server), server);
    const shop = await makeHybridProject(server, 'Shop');
    const place = { name: 'Staging', type: 'deployment', deployment_type: 'staging' };
    const made = await server.request('POST', `/api/v3/accounts/1/projects/${shop.projectId}/environments/`, { body: place });
    const staging = { environmentId: made.json().data.id, token: shop.token };
    await upload(server, shop, models('orders', 'customers'));
    await upload(server, staging, models('orders', 'customers', 'returns'));
    for (const { environmentId } of [shop, staging]) await untilRuns(server, environmentId, 1);
  });

  async function visitAsOwner(scheme: 'light' | 'dark' = 'light'): Promise<Visit> {
    const visit = await browser.visit(server, { scheme });
    await signIn(visit, server);
    return visit;
  }

  describe.each(['light', 'dark'] as const)('in %s', (scheme) => {
    let visit: Visit;
    beforeAll(async () => {
      visit = await visitAsOwner(scheme);
    });
    test.each(pages)('%s is whole, and can be used by everybody', async (path, shows) => {
      await expectWholePage(visit, path, shows);
      expect(await visit.page.getByRole('radio', { name: 'Staging' }).count()).toBe(1);
    });
  });

  test('whoever has chosen staging walks through it, until they choose production', async () => {
    const { page } = await visitAsOwner();
    const view = () => new URL(page.url()).searchParams.get('view');
    await page.goto('/catalog/1');
    await page.getByRole('radiogroup', { name: 'Show projects as in' }).getByText('Staging').click();
    await page.waitForURL('**/catalog/1?view=staging');
    await page.getByRole('link', { name: 'Models', exact: true }).click();
    await page.getByRole('link', { name: 'returns' }).click();
    await page.getByRole('heading', { name: 'returns', level: 1 }).waitFor();
    expect(view()).toBe('staging');
    await page.getByRole('link', { name: 'Columns' }).click();
    await page.waitForURL(/tab=columns/);
    expect(view()).toBe('staging');
    await page.getByRole('main').getByRole('link', { name: 'Lineage' }).click();
    await page.getByText('1 node, 0 arrows', { exact: false }).waitFor();
    expect(view()).toBe('staging');
    await page.goBack();
    expect(view()).toBe('staging');
    await page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name: 'Catalog' }).click();
    await page.waitForURL('**/catalog/1?view=staging');
    await page.getByRole('radiogroup', { name: 'Show projects as in' }).getByText('Production').click();
    await page.waitForURL(/\/catalog\/1$/);
    await page.getByRole('link', { name: 'Models', exact: true }).click();
    await page.getByRole('link', { name: 'orders' }).waitFor();
    expect([view(), await page.getByRole('link', { name: 'returns' }).count()]).toEqual([null, 0]);
  });

  test('the palette finds what is in the view that is open', async () => {
    const { page } = await visitAsOwner();
    await page.goto('/catalog/1?view=staging');
    await page.getByText('who reads whom').waitFor();
    await page.keyboard.press('Control+k');
    await page.getByRole('combobox', { name: 'Go to' }).fill('returns');
    await page.getByRole('option', { name: /Model.*returns/ }).click();
    await page.getByRole('heading', { name: 'returns', level: 1 }).waitFor();
    expect(new URL(page.url()).searchParams.get('view')).toBe('staging');
  });
});

import { makeHybridProject, makeRunProject, untilRuns } from '@weft/kit/account';
import { makeManifest, makeRunResults } from '@weft/kit/artifacts';
import { openServers, type Server } from '@weft/kit/server';
import { beforeAll, describe, expect, test } from 'vitest';
import { describeInBrowser, expectWholePage, makeOwner, openBrowser, signIn, upload, type Visit } from './browser-kit.ts';

const servers = openServers();

/** What each page shows when it has its answers. */
const pages: readonly (readonly [string, string])[] = [
  ['/accounts/1', 'Latest runs'],
  ['/accounts/1/new-project', 'Project name'],
  ['/deploy/1/jobs', 'Commands'],
  ['/deploy/1/runs', 'Duration'],
  ['/deploy/1/environments', 'Environment ID'],
  ['/deploy/1/projects/1', 'In the mesh'],
  ['/deploy/1/projects/1/environments', 'dbt version'],
  ['/deploy/1/projects/2/jobs', 'Commands'],
  ['/deploy/1/projects/1/runs', 'Duration'],
  ['/deploy/1/projects/1/public-models', 'Used by'],
  ['/deploy/1/projects/2/repository', 'How to push'],
  ['/deploy/1/projects/1/repository', 'No repository'],
  ['/deploy/1/projects/1/settings', 'dbt project name'],
  ['/deploy/1/projects/2/set-up', 'Data warehouse'],
  ['/deploy/1/projects/1/environments/1', 'Environment ID'],
  ['/deploy/1/projects/1/environments/1/edit', 'Run on a custom branch'],
  ['/deploy/1/projects/1/environments/new', 'Run on a custom branch'],
  ['/deploy/1/projects/1/environments/1/artifact-upload', 'Accepted'],
  ['/deploy/1/projects/2/jobs/new', 'Source freshness'],
  ['/deploy/1/projects/1/runs/1', 'Invocation'],
  ['/mesh/1', 'What does a ref mean?'],
  ['/lineage/1', 'What reads what'],
  ['/governance/1', 'Recommendations'],
  ['/deploy/1/projects/1/history', 'Compare any two'],
  ['/deploy/1/projects/1/history/compare', 'Choose two states'],
  ['/settings/accounts/1/general', 'Account name'],
  ['/settings/accounts/1/projects', 'dbt project name'],
  ['/settings/accounts/1/service-tokens', 'Last used'],
  ['/settings/accounts/1/connections', 'Where'],
  ['/settings/accounts/1/integrations', 'No webhooks yet'],
  ['/settings/accounts/1/notifications', 'Nobody else is told'],
  ['/settings/profile/notifications', 'Tell me when'],
  ['/unsubscribe', 'No more mails?'],
  ['/settings/accounts/1/server', 'Public URL'],
  ['/settings/accounts/1/invitations', 'Nobody is invited'],
  ['/settings/profile/personal', 'First name'],
  ['/settings/profile/security', 'Authenticator app'],
  ['/settings/profile/sessions', 'This one'],
  ['/forgot-password', 'Choose a new password'],
  ['/nowhere', 'There is no such page'],
];

describeInBrowser('the pages', () => {
  const browser = openBrowser();
  let server: Server;

  beforeAll(async () => {
    server = await servers.start();
    const first = await browser.visit(server);
    await makeOwner(first, server);
    const producer = await makeHybridProject(server, 'Foundational');
    await makeRunProject(server, { name: 'Finance', schema: 'finance', warehouse: `${servers.folder('warehouse')}/finance.duckdb` });
    const manifest = { models: [{ name: 'orders', access: 'public' as const }, { name: 'stg_orders' }] };
    await upload(server, producer, {
      'manifest.json': makeManifest(manifest),
      'run_results.json': makeRunResults({ results: [{ uniqueId: 'model.shop.orders' }, { uniqueId: 'model.shop.stg_orders' }] }),
    });
    const invocationId = '22222222-2222-4222-8222-222222222222';
    await upload(server, producer, {
      'manifest.json': makeManifest({ ...manifest, invocationId }),
      'run_results.json': makeRunResults({
        invocationId,
        results: [{ uniqueId: 'model.shop.stg_orders', status: 'error', message: 'No.' }],
      }),
    });
    await untilRuns(server, producer.environmentId, 2);
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

  test.each([
    ['/#/accounts/1/projects/1/runs/1/', '/deploy/1/projects/1/runs/1'],
    ['/next/deploy/1/projects/1/runs/1', '/deploy/1/projects/1/runs/1'],
    ['/accounts/1/runs/1/', '/deploy/1/projects/1/runs/1'],
    ['/explore/1/projects/1/environments/production/details/model.shop.orders', '/catalog/1/projects/1/nodes/model.shop.orders'],
    ['/develop/1/projects/1', '/deploy/1/projects/1'],
    ['/settings/profile/credentials/2', '/deploy/1/projects/2/environments'],
  ])('%s, which other programs link to, opens the page', async (old, now) => {
    const visit = await browser.visit(server);
    await signIn(visit, server);
    await visit.page.goto(old);
    await visit.page.waitForURL((url) => url.pathname === now);
  });

  test('the palette goes anywhere by keys alone', async () => {
    const visit = await browser.visit(server);
    await signIn(visit, server);
    const { page } = visit;
    await page.goto('/accounts/1');
    await page.getByRole('row', { name: /Finance/ }).waitFor();
    await page.keyboard.press('Control+k');
    await page.getByRole('combobox', { name: 'Go to' }).fill('finance');
    await page.getByRole('option', { name: /Project.*Finance/ }).waitFor();
    await page.keyboard.press('Enter');
    await page.waitForURL('**/deploy/1/projects/2');
    await page.getByRole('combobox', { name: 'Go to' }).waitFor({ state: 'detached' });
    await page.keyboard.press('g');
    await page.keyboard.press('m');
    await page.waitForURL('**/mesh/1');
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
});

/** Making jobs by hand: starting points, a zone with the next times, upstream models, and the orchestration that comes of it. */
import { makeHybridProject, makeRunProject, untilRuns } from '@weft/kit/account';
import { makeManifest, makeRunResults } from '@weft/kit/artifacts';
import { openServers, type Server } from '@weft/kit/server';
import type { Page } from 'playwright-core';
import { beforeAll, expect, test } from 'vitest';
import { axeViolations, describeInBrowser, makeOwner, openBrowser, signIn, upload, type Visit } from './browser-kit.ts';

const servers = openServers();

describeInBrowser('jobs by hand', () => {
  const browser = openBrowser();
  let server: Server;
  let visit: Visit;
  let page: Page;

  beforeAll(async () => {
    server = await servers.start();
    visit = await browser.visit(server);
    await makeOwner(visit, server);
    const producer = await makeHybridProject(server, 'Foundational');
    await makeRunProject(server, { name: 'Finance', schema: 'finance', warehouse: `${servers.folder('warehouse')}/finance.duckdb` });
    await upload(server, producer, {
      'manifest.json': makeManifest({ models: [{ name: 'orders', access: 'public' }, { name: 'stg_orders' }] }),
      'run_results.json': makeRunResults({ results: [{ uniqueId: 'model.shop.orders' }] }),
    });
    await untilRuns(server, producer.environmentId, 1);
    page = visit.page;
    await signIn(visit, server);
  });

  test('a CI job and a merge job begin with what they are for', async () => {
    await page.goto('/deploy/1/projects/2/jobs/new?kind=ci');
    await expect.poll(() => page.getByLabel('Run on pull requests').isChecked()).toBe(true);
    expect(await page.getByLabel('Commands').inputValue()).toBe('dbt build --select state:modified+');
    await page.getByText('Merge job', { exact: true }).click();
    await expect.poll(() => page.getByLabel('Run on merge').isChecked()).toBe(true);
    expect(await page.getByLabel('Defer to').inputValue()).toMatch(/^environment \d+$/);
  });

  test('a schedule has a zone, five next times, and an error under the field that is wrong', async () => {
    await page.goto('/deploy/1/projects/2/jobs/new');
    await page.getByLabel('Job name').fill('Finance nightly');
    await page.getByLabel('Commands').fill('dbt biuld');
    await page.getByText('names no command that dbt has').waitFor();
    await page.getByLabel('Commands').fill('dbt build');
    await page.getByLabel('Run on a schedule').check();
    await page.getByText('Cron', { exact: true }).click();
    await page.getByLabel('Cron line').fill('61 6 * * *');
    await page.getByText('"61" is no minute').waitFor();
    await page.getByLabel('Cron line').fill('30 2 * * *');
    await page.getByRole('combobox', { name: 'Time zone' }).fill('Berlin');
    await page.getByRole('option', { name: 'Europe/Berlin' }).click();
    const times = page.getByRole('table', { name: /Next five times/ });
    await times.getByRole('columnheader', { name: 'Europe/Berlin' }).waitFor();
    await expect.poll(() => times.locator('tbody tr:not([data-change])').count()).toBe(5);
    await page.getByLabel(/fresh upstream models/).check();
    await page.getByRole('combobox', { name: 'Models' }).click();
    await page.getByRole('option', { name: 'orders' }).click();
    await page.keyboard.press('Escape');
    expect(await axeViolations(page)).toEqual([]);
    await page.getByRole('button', { name: 'Create job' }).click();
    await page.getByRole('heading', { name: 'Finance nightly' }).waitFor();
    await page.getByText('Europe/Berlin').first().waitFor();
  });

  test('leaving a form that was changed asks first', async () => {
    await page.getByRole('link', { name: 'Edit' }).click();
    await page.getByLabel('Job name').fill('Something else');
    await page.getByRole('link', { name: 'Jobs', exact: true }).last().click();
    await page.getByRole('dialog', { name: 'Leave without saving?' }).waitFor();
    await page.getByRole('button', { name: 'Leave' }).click();
    await page.getByRole('link', { name: 'Finance nightly' }).waitFor();
  });

  test('the orchestration shows what waits for what, as a picture and as rows', async () => {
    await page.emulateMedia({ colorScheme: 'dark' });
    await page.goto('/deploy/1/orchestration');
    const boxes = page.getByRole('list', { name: 'Jobs and upstream models' });
    await boxes.getByRole('link', { name: /Finance nightly/ }).waitFor();
    await boxes.getByRole('link', { name: /^orders/ }).waitFor();
    await page.getByRole('cell', { name: 'waits for orders (Foundational)' }).waitFor();
    expect(await axeViolations(page)).toEqual([]);
    expect(visit.complaints).toEqual([]);
  });
});

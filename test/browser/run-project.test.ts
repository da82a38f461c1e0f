import { openServers, type Server } from '@weft/kit/server';
import { beforeAll, expect, test } from 'vitest';
import { describeInBrowser, makeOwner, openBrowser, type Visit } from './browser-kit.ts';

const servers = openServers();
/** A first run may have to make its engine. */
const engineMilliseconds = 240_000;

describeInBrowser('a project that Weft runs', () => {
  const browser = openBrowser();
  let server: Server;
  let visit: Visit;

  beforeAll(async () => {
    server = await servers.start();
    visit = await browser.visit(server);
    await makeOwner(visit, server);
  });

  test('is set up step by step, and what was done is still done after a way round', async () => {
    const { page } = visit;
    await page.goto('/accounts/1/new-project');
    await page.getByLabel('Project name').fill('Finance');
    await page.getByRole('button', { name: 'Continue' }).click();
    await page.getByLabel('Connection name').fill('Warehouse');
    await page.getByRole('button', { name: 'Create and use it' }).click();
    await page.getByLabel('Repository name').fill('finance');
    await page.getByRole('button', { name: 'Create repository' }).click();
    await page.getByText('with a starter dbt project').waitFor();
    await page.goto('/deploy/1/projects/1');
    await page.getByRole('link', { name: 'Go on with its set-up' }).click();
    await page.getByRole('radio', { name: 'Warehouse' }).waitFor();
    await page.getByRole('button', { name: 'Use it', exact: true }).click();
    await page.getByLabel('Schema').fill('not a schema');
    await page.getByRole('button', { name: 'Create environment' }).click();
    await page.getByRole('alert').getByText('cannot be a schema').waitFor();
    await page.getByLabel('Schema').fill('finance');
    await page.getByRole('button', { name: 'Create environment' }).click();
    await page.getByLabel('Job name').waitFor();
  });

  test(
    'runs while one watches: steps, log and nodes appear without a reload',
    async () => {
      const { page } = visit;
      await page.getByRole('button', { name: 'Create job and run it' }).click();
      await page.getByRole('heading', { name: /Run #1/ }).waitFor();
      const loads: string[] = [];
      page.on('framenavigated', (frame) => loads.push(frame.url()));
      const step = page.getByRole('button', { name: 'Invoke dbt with `dbt build`' });
      await step.waitFor({ timeout: engineMilliseconds });
      const log = page.getByRole('region', { name: /`dbt build`, plain log/ });
      await log.getByText('Running with dbt').waitFor({ timeout: 60_000 });
      await log.hover();
      await log.getByText('Completed successfully').waitFor({ timeout: 60_000 });
      await page.getByRole('button', { name: 'Rerun' }).waitFor({ timeout: 60_000 });
      expect(loads).toEqual([]);
      await page.getByRole('link', { name: /^Models & timing/ }).click();
      await page
        .getByRole('row', { name: /Success.*first_model/ })
        .first()
        .waitFor();
    },
    engineMilliseconds + 90_000,
  );

  test('shows its debug log, searches it, and hands out its artifacts', async () => {
    const { page, context } = visit;
    await page.getByRole('link', { name: /^Steps/ }).click();
    const step = page.getByRole('listitem').filter({ hasText: 'Invoke dbt with `dbt build`' });
    // The step that took longest is open by itself, which need not be this one.
    const head = step.getByRole('button', { name: 'Invoke dbt with `dbt build`' });
    if ((await head.getAttribute('aria-expanded')) !== 'true') await head.click();
    await step.getByText('Debug', { exact: true }).click();
    await step.getByRole('region', { name: /debug log/ }).waitFor();
    await step.getByLabel('Search in log').fill('first_model');
    await step.getByText(/^1 of \d+$/).waitFor();
    await page.getByRole('link', { name: /^Artifacts/ }).click();
    const href = await page.getByRole('link', { name: 'Download manifest.json', exact: true }).first().getAttribute('href');
    const manifest = await (await context.request.get(href ?? '')).json();
    expect(manifest.metadata.project_name).toBe('finance');
  });

  test('is started again by hand, and stopped', async () => {
    const { page, complaints } = visit;
    await page.goto('/deploy/1/jobs');
    await page.getByRole('button', { name: 'Run now: Production build' }).click();
    await page.getByRole('heading', { name: /Run #2/ }).waitFor();
    await page.getByRole('button', { name: 'Cancel run' }).click();
    await page.getByRole('button', { name: 'Cancel the run' }).click();
    await page.locator('[data-status="30"]', { hasText: 'Cancelled' }).first().waitFor({ timeout: 30_000 });
    expect(complaints).toEqual([]);
  });
});

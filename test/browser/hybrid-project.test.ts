import { makeManifest, makeRunResults } from '@weft/kit/artifacts';
import { openServers, type Server } from '@weft/kit/server';
import { beforeAll, expect, test } from 'vitest';
import { describeInBrowser, makeOwner, openBrowser, upload, type Visit } from './browser-kit.ts';

const servers = openServers();

describeInBrowser('a team that runs its own dbt', () => {
  const browser = openBrowser();
  let server: Server;
  let visit: Visit;
  let token = '';
  let environmentId = 0;

  beforeAll(async () => {
    server = await servers.start();
    visit = await browser.visit(server);
    await makeOwner(visit, server);
  });

  test('makes a hybrid project without warehouse and repository, by the wizard', async () => {
    const { page } = visit;
    await page.goto('/');
    await page.getByRole('link', { name: 'New project' }).click();
    await page.getByLabel('Project name').fill('Foundational');
    await page.getByRole('switch', { name: 'Advanced settings' }).check();
    await page.getByRole('checkbox', { name: 'Hybrid development' }).check();
    await page.getByRole('button', { name: 'Continue' }).click();
    await page.getByText('Skipped: dbt runs where your team runs it.').waitFor();
    await page.getByRole('button', { name: 'Create environment' }).click();
    await page.getByRole('link', { name: 'Open Artifact upload' }).click();
    await page.waitForURL('**/artifact-upload');
    await page.goto('/accounts/1');
    await page
      .getByRole('row', { name: /Foundational/ })
      .getByText('Hybrid')
      .waitFor();
  });

  test('takes its values and a token from the environment’s Artifact upload; the token is shown once', async () => {
    const { page } = visit;
    await page.goto('/deploy/1/environments');
    await page.getByRole('link', { name: 'Production' }).click();
    await page.getByRole('link', { name: 'Artifact upload' }).click();
    const block = page.getByRole('region', { name: 'In the shell where dbt runs' });
    await page.getByRole('button', { name: 'Create service token' }).click();
    await page.getByText('It is shown this once').waitFor();
    const variables = await block.innerText();
    environmentId = Number(/DBT_CLOUD_ENVIRONMENT_ID=(\d+)/.exec(variables)?.[1]);
    token = /DBT_CLOUD_TOKEN=(\S+)/.exec(variables)?.[1] ?? '';
    expect(token).toMatch(/^dbtc_/);
    expect(variables).toContain('export DBT_CLOUD_ACCOUNT_ID=1\n');
    expect(variables).toContain('export DBT_UPLOAD_TO_ARTIFACTS_INGEST_API=True');
    expect(variables).toContain('export REQUESTS_CA_BUNDLE=');
    expect(await page.getByRole('region', { name: 'dbt_project.yml', exact: true }).innerText()).toContain(
      `tenant_hostname: localhost:${server.port}`,
    );
    await page.reload();
    await page.getByRole('button', { name: 'Create service token' }).waitFor();
    expect(await page.content()).not.toContain(token);
  });

  test('sees the checklist tick and the upload appear while the page stays open', async () => {
    const { page } = visit;
    const reviewed = page.locator('[data-step=reviewed][data-done]');
    await page.getByText('Nothing has been uploaded here').waitFor();
    expect(await reviewed.count()).toBe(0);
    const models = [{ name: 'orders', access: 'public' as const }, { name: 'stg_orders' }];
    await upload(
      server,
      { environmentId, token },
      {
        'manifest.json': makeManifest({ models }),
        'run_results.json': makeRunResults({
          which: 'build',
          results: [{ uniqueId: 'model.shop.orders' }, { uniqueId: 'model.shop.stg_orders' }],
        }),
      },
    );
    await reviewed.waitFor();
    await page.getByRole('row', { name: /Accepted.*dbt build/ }).waitFor();
    await reviewed.getByRole('link', { name: /See run/ }).click();
    await page.getByRole('heading', { name: /Run #/ }).waitFor();
    await page.getByText('Foundational uploads').first().waitFor();
    await page.getByRole('link', { name: /^Models & timing/ }).click();
    await page.getByRole('row', { name: /Success.*stg_orders/ }).waitFor();
  });

  test('finds the run under Deploy, Jobs, Runs with the mark of artifact ingestion', async () => {
    const { page } = visit;
    await page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name: 'Jobs' }).click();
    await page.getByRole('navigation', { name: 'Deploy' }).getByRole('link', { name: 'Runs' }).click();
    const row = page.getByRole('row', { name: /Success/ });
    await row.getByText('</> Artifact ingestion').waitFor();
    await page.getByLabel('Filter by status').selectOption('Error');
    await page.getByText('No run matches these filters').waitFor();
    await page.waitForURL('**/runs?status=20');
    await page.getByLabel('Filter by status').selectOption('');
    await page.getByLabel('Filter by trigger').selectOption('artifact ingestion');
    await row.waitFor();
  });

  test('reads why an upload of another dbt project was refused', async () => {
    const { page } = visit;
    await page.goto(`/deploy/1/projects/1/environments/${environmentId}/artifact-upload`);
    await page.getByRole('row', { name: /Accepted/ }).waitFor();
    const invocationId = '22222222-2222-4222-8222-222222222222';
    const status = await upload(server, { environmentId, token }, { 'manifest.json': makeManifest({ project: 'another', invocationId }) });
    expect(status).toBeGreaterThanOrEqual(400);
    await page.getByRole('row', { name: /Refused.*another/ }).waitFor();
  });

  test('shows its public model to others, and turns into a project that Weft runs, and back', async () => {
    const { page, complaints } = visit;
    await page.goto('/deploy/1/projects/1/public-models');
    await page.getByRole('row', { name: /orders/ }).waitFor();
    await page.getByRole('navigation', { name: 'Project' }).getByRole('link', { name: 'Settings' }).click();
    const choice = page.getByRole('checkbox', { name: 'Hybrid development' });
    await choice.uncheck();
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByText('This project still lacks').waitFor();
    await choice.check();
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByText('This project still lacks').waitFor({ state: 'detached' });
    expect(complaints).toEqual([]);
  });
});

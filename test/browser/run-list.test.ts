/** The list of runs in a browser, in front of the application itself: filters and order in the address, pages, warnings, waits, and keys. */
import { join } from 'node:path';
import { startRun } from '@weft/domain/runs/start-run';
import { type AppHouse, openAppHouse } from '@weft/kit/app';
import { makeRunnable, type Runnable, requestFor } from '@weft/kit/runnable';
import { root } from '@weft/kit/server';
import { buildApp } from '@weft/server/build-app';
import type { FastifyInstance } from 'fastify';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { axeViolations, describeInBrowser, openBrowser, type Visit } from './browser-kit.ts';

const secondsMax = 120_000;

describeInBrowser('the list of runs', () => {
  const browser = openBrowser();
  let house: AppHouse;
  let app: FastifyInstance;
  let place: Runnable;
  let url: string;
  let visit: Visit;

  beforeAll(async () => {
    // The browser has its own clock, by which cookies go stale.
    house = await openAppHouse({ at: new Date().toISOString() });
    app = await buildApp(house, { facts: { version: '0', dbtVersions: [] }, readiness: [], webFolder: join(root, 'apps/web/dist') });
    url = await app.listen({ port: 0, host: '127.0.0.1' });
    place = await makeRunnable(house, house.accountId);
    const model = await startRun(house, requestFor(place));
    await fill();
    await house.database.withClient((client) => client.query('delete from runs.run where id = $1', [model.id]));
    await startRun(house, requestFor(place));
    visit = await enter('light');
  }, secondsMax);
  afterAll(async () => {
    app?.server.closeAllConnections();
    await app?.close();
    await house?.close();
  });

  async function enter(scheme: 'light' | 'dark'): Promise<Visit> {
    const entered = await browser.visit({ url }, { scheme });
    const answer = await entered.context.request.post('/api/weft/session/', { data: house.owner, headers: { origin: url } });
    expect(answer.status()).toBe(200);
    return entered;
  }

  /** 300 finished runs before the one that waits; of the branch `feature` there is one, and it took longest. */
  function fill(): Promise<unknown> {
    return house.database.withClient((client) =>
      client.query(
        `insert into runs.run (account_id, project_id, environment_id, job_id, state, plan, cause_category, trigger, git_branch, git_sha, created_at,
           should_start_at, started_at, finished_at, warning_count)
         select account_id, project_id, environment_id, job_id, (array['succeeded', 'failed', 'succeeded'])[1 + at % 3], plan, cause_category, trigger,
           case when at = 150 then 'feature' else 'main' end, repeat('ab12', 10), created_at - (301 - at) * interval '1 hour', should_start_at,
           created_at - (301 - at) * interval '1 hour', created_at - (301 - at) * interval '1 hour' + case when at = 150 then 5000 else at end * interval '1 second',
           case when at % 3 = 2 then at % 5 else 0 end
         from (select * from runs.run order by id limit 1) as one, generate_series(1, 300) as at`,
      ),
    );
  }

  const runsShown = () => visit.page.locator('a[data-run]').allTextContents();

  test('says of each run how it stands: why one waits, and how many warnings a success has', async () => {
    const { page } = visit;
    await page.goto(`/deploy/${house.accountId}/runs`);
    await page.getByText('Waits for a worker to look at the queue.').waitFor();
    await page.getByText('Success with 2 warnings').first().waitFor();
    await page.getByText('The first 50 of 301 runs').waitFor();
    expect((await runsShown()).slice(0, 2)).toEqual(['#302', '#301']);
  });

  test('is filtered, ordered and leafed through by an address that can be sent to somebody', async () => {
    const { page } = visit;
    await page.getByLabel('Filter by status').selectOption('Error');
    await page.getByText('The first 50 of 100 runs').waitFor();
    await page.getByRole('button', { name: 'Next', exact: true }).click();
    await page.getByText('The last 50 of 100 runs').waitFor();
    const last = await runsShown();
    const address = page.url();
    await page.goto('about:blank');
    await page.goto(address);
    await page.getByText('The last 50 of 100 runs').waitFor();
    expect(await runsShown()).toEqual(last);
    await page.keyboard.press('[');
    await expect.poll(async () => (await runsShown()).some((run) => last.includes(run))).toBe(false);
    await page.getByRole('button', { name: 'Clear' }).click();
    await page.getByRole('button', { name: 'Duration' }).click();
    await page.getByRole('button', { name: 'Duration' }).click();
    await expect.poll(async () => (await runsShown())[0]).toBe('#151');
    expect(page.url()).toContain('sort=-duration');
    await page.keyboard.press('/');
    await page.keyboard.type('feature');
    await page.keyboard.press('Enter');
    await expect.poll(runsShown).toEqual(['#151']);
    await page.goto(`/deploy/${house.accountId}/runs?within=24`);
    await page.getByRole('link', { name: '#302', exact: true }).waitFor();
    await expect.poll(async () => (await runsShown()).length).toBeLessThan(30);
    await page.keyboard.press('j');
    await page.keyboard.press('j');
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: 'Run #301' }).waitFor();
  });

  test('is accessible in light and dark', async () => {
    for (const scheme of ['light', 'dark'] as const) {
      visit = await enter(scheme);
      await visit.page.goto(`/deploy/${house.accountId}/runs?since=2020-01-01T00:00`);
      await visit.page.getByText('The first 50 of 301 runs').waitFor();
      expect(await axeViolations(visit.page)).toEqual([]);
      expect(visit.complaints).toEqual([]);
    }
  }, 60_000);
});

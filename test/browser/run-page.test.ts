/** The page of a run in a browser, in front of the application itself: a log that grows while one watches, is cut off and goes on, and has any length. */
import { join } from 'node:path';
import type { StepLog } from '@weft/domain/runs/step-log';
import { type ActedRun, actRun } from '@weft/kit/acted-run';
import { type AppHouse, openAppHouse } from '@weft/kit/app';
import { makeRunnable, type Runnable } from '@weft/kit/runnable';
import { root } from '@weft/kit/server';
import { buildApp } from '@weft/server/build-app';
import type { FastifyInstance } from 'fastify';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { axeViolations, describeInBrowser, openBrowser, type Visit } from './browser-kit.ts';

const secondsMax = 120_000;

describeInBrowser('the page of a run', () => {
  const browser = openBrowser();
  let house: AppHouse;
  let app: FastifyInstance;
  let place: Runnable;
  let acted: ActedRun;
  let log: StepLog;
  let visit: Visit;
  let address: string;

  beforeAll(async () => {
    // The browser has its own clock, by which cookies go stale.
    house = await openAppHouse({ at: new Date().toISOString() });
    app = await buildApp(house, { facts: { version: '0', dbtVersions: [] }, readiness: [], webFolder: join(root, 'apps/web/dist') });
    const url = await app.listen({ port: 0, host: '127.0.0.1' });
    place = await makeRunnable(house, house.accountId);
    acted = await actRun(house, place);
    address = `/deploy/${house.accountId}/projects/${place.project.id}/runs/${acted.run.id}`;
    // Only its address is looked at.
    visit = await browser.visit({ url });
    const answer = await visit.context.request.post('/api/weft/session/', { data: house.owner, headers: { origin: url } });
    expect(answer.status()).toBe(200);
  }, secondsMax);
  afterAll(async () => {
    app?.server.closeAllConnections();
    await app?.close();
    await house?.close();
  });

  const lines = () => visit.page.getByRole('region', { name: /`dbt build`, plain log/ });

  test('shows a log as it grows, and each line once after the connection was lost', async () => {
    const { page, context } = visit;
    await page.goto(address);
    await page.getByText('The first step appears when the run begins.').waitFor();
    await acted.begin();
    log = await acted.startStep(4);
    log.write('plain', 'before the break');
    await lines().getByText('before the break').waitFor();
    await context.setOffline(true);
    app.server.closeAllConnections();
    for (let line = 1; line <= 40; line++) log.write('plain', `unseen ${line}`);
    await context.setOffline(false);
    await lines().getByText('unseen 40').waitFor({ timeout: 30_000 });
    log.write('plain', 'after the break');
    await lines().getByText('after the break').waitFor();
    await page.getByText('42 lines', { exact: true }).waitFor();
    expect(await lines().getByText('unseen 39', { exact: true }).count()).toBe(1);
  });

  test('shows nodes while they run, by an address of its own, and each looked at closely', async () => {
    const { page } = visit;
    await acted.node(4, 'model.shop.first', { state: 'succeeded', dbtStatus: 'success', executionSeconds: 2 });
    await acted.node(4, 'test.shop.not_null', { state: 'failed', dbtStatus: 'fail', message: 'Got 3 results' });
    await page.goto(`${address}?tab=timing`);
    await page.getByRole('button', { name: 'first', exact: true }).click();
    await page.getByRole('dialog').getByText('Its code is here when its step has ended.').waitFor();
    expect(page.url()).toContain('node=');
    await page.keyboard.press('Escape');
    await page.getByRole('link', { name: /^Tests/ }).click();
    await page.getByText('Got 3 results').waitFor();
    expect(await axeViolations(page)).toEqual([]);
  });

  test('leads through a log of a million lines without loading it: by search, by the first error, and by an address', async () => {
    const { page, complaints } = visit;
    for (let line = 43; line <= 1_000_000; line++) {
      const full = log.write(
        'plain',
        line === 654_321 ? '10:00:00  1 of 1 ERROR creating model main.needle' : `10:00:00  line ${line} of a long log`,
      );
      if (full !== null) await full;
    }
    await acted.endStep(4, 'failed');
    await acted.end({ state: 'failed', reason: 'One node failed.' });
    await page.goto(`${address}#step=4&line=500000`);
    await lines().getByText('line 500000 of a long log').waitFor({ timeout: 30_000 });
    await page.getByText('1,000,000 lines').waitFor();
    await page.getByRole('button', { name: 'First error' }).click();
    await lines().getByText('main.needle').waitFor();
    await page.getByLabel('Search in log').fill('LINE 999999 of');
    await lines().getByText('line 999999 of a long log').waitFor();
    await lines().press('Home');
    await lines().getByText('before the break').waitFor();
    await lines().getByRole('button', { name: 'Link to line 3', exact: true }).click();
    expect(page.url()).toMatch(/#step=4&line=3$/);
    expect(await axeViolations(page)).toEqual([]);
    // The connection was lost on purpose.
    expect(complaints.filter((text) => !text.includes('net::ERR_'))).toEqual([]);
  }, 60_000);
});

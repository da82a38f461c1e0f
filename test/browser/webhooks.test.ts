import { createHmac } from 'node:crypto';
import { makeHybridProject, untilRuns } from '@weft/kit/account';
import { makeManifest, makeRunResults } from '@weft/kit/artifacts';
import { openReceiver, type Receiver } from '@weft/kit/receiver';
import { openServers, type Server } from '@weft/kit/server';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { axeViolations, describeInBrowser, makeOwner, openBrowser, signIn, upload, type Visit } from './browser-kit.ts';

const servers = openServers();

describeInBrowser('a webhook, from its making to a delivery sent again', () => {
  const browser = openBrowser();
  let server: Server;
  let receiver: Receiver;
  let place: Awaited<ReturnType<typeof makeHybridProject>>;
  let visit: Visit;

  beforeAll(async () => {
    server = await servers.start();
    receiver = await openReceiver();
    visit = await browser.visit(server);
    await makeOwner(visit, server);
    place = await makeHybridProject(server, 'Foundational');
  });
  afterAll(() => receiver?.close());

  test('it is made, shows its secret once, and signs with it', async () => {
    const { page } = visit;
    await signIn(visit, server);
    await page.goto('/settings/accounts/1/integrations');
    await page.getByText('No webhooks yet').waitFor();
    await page.getByRole('button', { name: 'Create webhook' }).first().click();
    await page.getByLabel('Name').fill('Pager <i>x</i>');
    await page.getByLabel('Address').fill(`${receiver.url}/weft`);
    await page.getByLabel('Run errored').check();
    await page.getByRole('dialog').getByRole('button', { name: 'Create webhook' }).click();
    await page.getByText('Copy this secret now').waitFor();
    const secret = (await page.getByRole('dialog').locator('code').allTextContents()).find((text) => /^[0-9a-f]{64}$/.test(text)) ?? '';
    expect(await axeViolations(page)).toEqual([]);
    await page.getByRole('button', { name: 'I have copied it' }).click();
    await page.getByRole('link', { name: 'Pager <i>x</i>' }).click();
    await page.getByText('Nothing was sent yet').waitFor();
    expect(await page.content()).not.toContain(secret);
    await page.getByRole('button', { name: 'Send a test' }).click();
    await page.getByRole('button', { name: /webhook\.test/ }).waitFor();
    const [tested] = receiver.requests;
    expect(tested?.headers.authorization).toBe(
      createHmac('sha256', secret)
        .update(tested?.body ?? '')
        .digest('hex'),
    );
  });

  test('an upload is told of; one that the receiver refused is shown, and sent again by hand', async () => {
    const { page } = visit;
    receiver.answer({ status: 500, body: 'out of order' });
    const files = {
      'manifest.json': makeManifest({ project: 'shop' }),
      'run_results.json': makeRunResults({ results: [{ uniqueId: 'model.shop.orders' }] }),
    };
    expect(await upload(server, place, files)).toBe(200);
    await untilRuns(server, place.environmentId, 1);
    await receiver.until(2);
    await page.reload();
    await page.getByText('Nothing arrives there').waitFor();
    await page.getByRole('button', { name: /job\.run\.completed/ }).click();
    await page.getByText('The receiver answered 500.').first().waitFor();
    await page.getByText('out of order').first().waitFor();
    receiver.answer({ status: 200 });
    // It is tried again by itself after ten seconds; then it can be sent by hand.
    await receiver.until(3);
    await page.getByRole('button', { name: 'Send again' }).click({ timeout: 30_000 });
    await receiver.until(4);
    expect(receiver.requests[3]?.body).toBe(receiver.requests[1]?.body);
    await page.getByText('Attempt 3').waitFor();
    expect(await axeViolations(page)).toEqual([]);
    expect(visit.complaints).toEqual([]);
  }, 90_000);
});

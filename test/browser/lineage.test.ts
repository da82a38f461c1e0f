/** The lineage in a browser, in front of the application itself: selected, opened, coloured, followed column by column, as a table, saved, and closed to whom it is. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type AppHouse, openAppHouse } from '@weft/kit/app';
import { type LineagePlace, makeLineagePlace, uploadModels } from '@weft/kit/lineage-place';
import { root } from '@weft/kit/server';
import { buildApp } from '@weft/server/build-app';
import type { FastifyInstance } from 'fastify';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { axeViolations, describeInBrowser, openBrowser, type Visit } from './browser-kit.ts';

describeInBrowser('the lineage', () => {
  const browser = openBrowser();
  let house: AppHouse;
  let app: FastifyInstance;
  let place: LineagePlace;
  let url: string;
  let address: string;

  beforeAll(async () => {
    // The browser has its own clock, by which cookies go stale.
    house = await openAppHouse({ at: new Date().toISOString() });
    app = await buildApp(house, { facts: { version: '0', dbtVersions: [] }, readiness: [], webFolder: join(root, 'apps/web/dist') });
    url = await app.listen({ port: 0, host: '127.0.0.1' });
    place = await makeLineagePlace(house);
    address = `/lineage/${house.accountId}`;
  });
  afterAll(async () => {
    app?.server.closeAllConnections();
    await app?.close();
    await house?.close();
  });

  async function visitAsOwner(scheme: 'light' | 'dark' = 'light'): Promise<Visit> {
    const visit = await browser.visit({ url }, { scheme });
    const answer = await visit.context.request.post('/api/weft/session/', { data: house.owner, headers: { origin: url } });
    expect(answer.status()).toBe(200);
    return visit;
  }

  /** The picture is a canvas: what is chosen in it is told in the panel. */
  const graph = ({ page }: Visit) => page.getByRole('application', { name: 'Lineage graph' });
  const panel = ({ page }: Visit) => page.getByRole('complementary', { name: 'Chosen node' });
  const counted = (visit: Visit, text: string) => visit.page.getByText(text, { exact: false }).first().waitFor();

  test('selects in dbt’s words, says where they are wrong, and opens and hides by hand; all of it in the address', async () => {
    const visit = await visitAsOwner();
    const { page } = visit;
    await page.goto(address);
    await graph(visit).waitFor();
    await counted(visit, '7 nodes, 7 arrows');
    await page.keyboard.press('/');
    await page.keyboard.type('orders nowhere');
    await page.keyboard.press('Enter');
    await page.getByText('Nothing is called nowhere.').waitFor();
    await page.getByRole('textbox', { name: 'Select' }).fill('orders');
    await page.keyboard.press('Enter');
    await counted(visit, '1 node, 0 arrows');
    await graph(visit).focus();
    await page.keyboard.press('ArrowRight');
    await panel(visit).getByRole('heading', { name: 'orders' }).waitFor();
    await panel(visit).getByRole('button', { name: '2 more before' }).click();
    await counted(visit, '3 nodes, 2 arrows');
    await graph(visit).focus();
    await page.keyboard.press(']');
    await counted(visit, '5 nodes, 5 arrows');
    await page.keyboard.press('ArrowLeft');
    await panel(visit)
      .getByRole('heading', { name: /int_payments|stg_salaries/ })
      .waitFor();
    await panel(visit).getByRole('button', { name: 'Hide' }).click();
    await counted(visit, '4 nodes');
    await page.reload();
    await counted(visit, '4 nodes');
    await page.getByRole('button', { name: 'Undo 3 by hand' }).click();
    await counted(visit, '1 node, 0 arrows');
    await graph(visit).focus();
    await page.keyboard.press('ArrowRight');
    await panel(visit).getByRole('heading', { name: 'orders' }).waitFor();
    await page.keyboard.press('Enter');
    await page.waitForURL(/\/catalog\/.*\/nodes\/model\.shop\.orders/);
    await page.getByRole('main').getByRole('link', { name: 'Lineage', exact: true }).click();
    await counted(visit, '5 nodes, 5 arrows');
    expect(visit.complaints).toEqual([]);
  });

  test('is moved by mouse, wheel and keys, and the address remembers where one looks', async () => {
    const visit = await visitAsOwner();
    const { page } = visit;
    await page.goto(address);
    await graph(visit).waitFor();
    const box = await graph(visit).boundingBox();
    if (box === null) throw new Error('the graph has no place on the page');
    await page.mouse.move(box.x + 300, box.y + 80);
    await page.mouse.wheel(0, -300);
    await page.mouse.down();
    await page.mouse.move(box.x + 200, box.y + 120, { steps: 4 });
    await page.mouse.up();
    await page.waitForURL(/at=/);
    const before = new URL(page.url()).searchParams.get('at');
    await graph(visit).focus();
    await page.keyboard.press('+');
    await page.waitForURL((now) => now.searchParams.get('at') !== before);
    const after = new URL(page.url()).searchParams.get('at');
    await page.reload();
    await graph(visit).waitFor();
    expect(new URL(page.url()).searchParams.get('at')).toBe(after);
    expect(visit.complaints).toEqual([]);
  });

  test('has the same nodes as a table, coloured and sorted by what a lens says', async () => {
    const visit = await visitAsOwner();
    const { page } = visit;
    await page.goto(address);
    await page.getByLabel('Colours', { exact: true }).selectOption('status');
    await page.getByRole('list', { name: 'Colours by last status' }).getByText('error').waitFor();
    await page.getByText('Table', { exact: true }).click();
    const row = page.getByRole('row', { name: /^fct_layoffs/ });
    await row.getByText('error').waitFor();
    await row.getByRole('cell', { name: 'stg_salaries, orders' }).waitFor();
    await row.getByRole('button', { name: 'fct_layoffs' }).click();
    await panel(visit).getByRole('heading', { name: 'fct_layoffs' }).waitFor();
    expect(await page.getByRole('row').count()).toBe(8);
    expect(visit.complaints).toEqual([]);
  });

  test('follows a column through both projects', async () => {
    const visit = await visitAsOwner();
    const { page } = visit;
    await page.goto(`${address}?focus=model.finance.rpt_board`);
    await panel(visit).getByRole('button', { name: 'forecast' }).click();
    await counted(visit, '5 nodes, 4 arrows');
    await page.getByText('Table', { exact: true }).click();
    await page.getByRole('row', { name: /^fct_revenue.*orders\.total \(rename\).*rpt_board\.forecast \(transform\)/ }).waitFor();
    await page.getByRole('row', { name: /^stg_payments.*cents/ }).waitFor();
    await panel(visit).getByRole('button', { name: 'Back to all nodes' }).click();
    await counted(visit, '7 nodes, 7 arrows');
    expect(visit.complaints).toEqual([]);
  });

  test('draws who only filters by a column, until one wants it no more, and saves it so', async () => {
    const visit = await visitAsOwner();
    const { page } = visit;
    await page.goto(`${address}?focus=model.shop.stg_salaries&column=id`);
    await counted(visit, '2 nodes, 1 arrow');
    await graph(visit).waitFor();
    await page.getByRole('button', { name: 'Export' }).click();
    const saved = page.waitForEvent('download');
    await page.getByRole('menuitem', { name: 'SVG' }).click();
    const svg = await readFile(await (await saved).path(), 'utf8');
    expect(svg.match(/stroke-dasharray="2 4"/g)).toHaveLength(1);
    await page.getByText('Table', { exact: true }).click();
    await page.getByRole('row', { name: /^orders.*stg_salaries\.id \(use: / }).waitFor();
    await page.getByRole('switch', { name: 'Who filters, joins or groups by it' }).click();
    await counted(visit, '1 node, 0 arrows');
    expect(new URL(page.url()).searchParams.get('uses')).toBe('false');
    expect(visit.complaints).toEqual([]);
  });

  test.each(['svg', 'png'] as const)('is saved as %s', async (kind) => {
    const visit = await visitAsOwner();
    const { page } = visit;
    await page.goto(address);
    await graph(visit).waitFor();
    await page.getByRole('button', { name: 'Export' }).click();
    const saved = page.waitForEvent('download');
    await page.getByRole('menuitem', { name: kind.toUpperCase() }).click();
    const download = await saved;
    expect(download.suggestedFilename()).toBe(`lineage.${kind}`);
    const content = await readFile(await download.path());
    if (kind === 'svg') expect(content.toString('utf8').match(/<g transform/g)).toHaveLength(7);
    else expect(content.subarray(1, 4).toString('latin1')).toBe('PNG');
  });

  test('shows closed boxes to who may not read a project, and none of its names anywhere', async () => {
    const visit = await browser.visit({ url });
    const [name = '', value = ''] = (place.financePerson.headers.cookie ?? '').split('=');
    await visit.context.addCookies([{ name, value, url }]);
    const bodies: string[] = [];
    visit.page.on('response', async (answer) => {
      if (answer.url().includes('/api/')) bodies.push(await answer.text().catch(() => ''));
    });
    await visit.page.goto(address);
    await graph(visit).waitFor();
    await visit.page.getByRole('list', { name: 'Colours by type' }).getByText('closed').waitFor();
    await visit.page.getByText('Table', { exact: true }).click();
    await visit.page
      .getByRole('row', { name: /Closed box/ })
      .first()
      .waitFor();
    await visit.page.getByRole('button', { name: 'orders' }).click();
    await panel(visit).getByText('model of shop').waitFor();
    await visit.page.goto(`${address}?focus=model.finance.rpt_board&column=forecast&show=table`);
    await visit.page
      .getByRole('row', { name: /Closed box/ })
      .first()
      .waitFor();
    const all = bodies.join('\n') + (await visit.page.content());
    expect(all).toContain('fct_revenue');
    for (const secret of ['stg_salaries', 'stg_payments', 'int_payments', 'fct_layoffs', 'Foundational']) expect(all).not.toContain(secret);
    expect(visit.complaints).toEqual([]);
  });

  describe.each(['light', 'dark'] as const)('in %s', (scheme) => {
    test.each([
      '',
      '?focus=model.shop.orders&lens=status',
      '?show=table&lens=layer',
      '?focus=model.finance.rpt_board&column=forecast',
      '?focus=model.shop.stg_salaries&column=id',
      '?select=nowhere',
    ])('can be used by everybody: %s', async (search) => {
      const visit = await visitAsOwner(scheme);
      await visit.page.goto(address + search);
      await visit.page
        .getByText(/nodes?,|Nothing is selected/)
        .first()
        .waitFor();
      await visit.page.waitForFunction(() => document.querySelector('[aria-busy=true]') === null);
      expect(await axeViolations(visit.page)).toEqual([]);
      expect(visit.complaints).toEqual([]);
    });
  });

  describe('of a project that has changed', () => {
    beforeAll(async () => {
      house.clock.turn(60_000);
      const models = [
        { name: 'stg_payments', access: 'protected', sql: 'select 1 as order_id, 6 as cents' },
        { name: 'int_payments', access: 'protected', dependsOn: ['model.shop.stg_payments'] },
        { name: 'orders', access: 'public', dependsOn: ['model.shop.int_payments'] },
        { name: 'fct_refunds', access: 'private', dependsOn: ['model.shop.orders'] },
      ] as const;
      await uploadModels(house, house.production, 'shop', models);
    });

    test('selects by state, says what of a node differs, and leads to the difference itself', async () => {
      const visit = await visitAsOwner();
      const { page } = visit;
      await page.goto(`${address}?select=state:modified&lens=change&focus=model.shop.stg_payments`);
      await page.getByText('Not compared, since no earlier state is kept: Finance.').waitFor();
      await page.getByRole('list', { name: 'Colours by change' }).getByText('new').waitFor();
      await panel(visit).getByRole('link', { name: 'body' }).click();
      await page.waitForURL(/history\/compare/);
      await page.getByRole('heading', { name: 'model.shop.stg_payments' }).waitFor();
      await page.getByText('+select 1 as order_id, 6 as cents').first().waitFor();
      await page.goBack();
      await page.getByLabel('Compare with').selectOption({ label: 'Foundational · Production' });
      await page.getByText('Nothing is selected').waitFor();
      await page.getByLabel('Compare with').selectOption('a day…');
      await page.getByLabel('As it was at the end of').waitFor();
      expect(visit.complaints).toEqual([]);
    });

    test.each(['light', 'dark'] as const)('can be used by everybody, in %s', async (scheme) => {
      const visit = await visitAsOwner(scheme);
      await visit.page.goto(`${address}?select=state:modified&lens=change&focus=model.shop.stg_payments`);
      await panel(visit).getByRole('link', { name: 'body' }).waitFor();
      expect(await axeViolations(visit.page)).toEqual([]);
      await visit.page.goto(`/catalog/${house.accountId}/nodes?q=state:modified%2B`);
      await visit.page.getByRole('link', { name: 'body' }).waitFor();
      expect(await axeViolations(visit.page)).toEqual([]);
    });
  });
});

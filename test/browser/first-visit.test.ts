import { openServers, type Server } from '@weft/kit/server';
import { beforeAll, expect, test } from 'vitest';
import { becomeOwner, describeInBrowser, openBrowser, owner } from './browser-kit.ts';

const servers = openServers();

describeInBrowser('an empty Weft', () => {
  const browser = openBrowser();
  let server: Server;

  beforeAll(async () => {
    server = await servers.start();
  });

  test('shows its first visitor the owner’s form, wherever they wanted to go, and says what it refuses', async () => {
    const { page } = await browser.visit(server);
    await page.goto('/deploy/1/runs');
    await page.waitForURL('**/welcome');
    await page.getByLabel('Account name').fill('Acme');
    await page.getByLabel('First name').fill('Ada');
    await page.getByLabel('Last name').fill('Weaver');
    await page.getByLabel('E-mail').fill(owner.email);
    await page.getByLabel('Password', { exact: true }).fill('short');
    await page.keyboard.press('Enter');
    await page.getByRole('alert').getByText('at least 10 characters').waitFor();
  });

  test('belongs to whoever fills it in, who then reads what to do first', async () => {
    const visit = await browser.visit(server);
    await becomeOwner(visit);
    await visit.page.getByRole('link', { name: 'Make the first project' }).waitFor();
    expect(visit.complaints).toEqual([]);
  });

  test('asks later visitors to sign in, and then shows the page that they came for', async () => {
    const { page } = await browser.visit(server);
    await page.goto('/settings/accounts/1/general');
    await page.waitForURL('**/sign-in?**');
    await page.getByLabel('E-mail').fill(owner.email);
    await page.getByLabel('Password', { exact: true }).fill('not this one');
    await page.getByRole('button', { name: 'Sign in', exact: true }).click();
    await page.getByRole('alert').waitFor();
    await page.getByLabel('Password', { exact: true }).fill(owner.password);
    await page.getByRole('button', { name: 'Sign in', exact: true }).click();
    await page.waitForURL('**/settings/accounts/1/general');
    await page.getByLabel('Account name').waitFor();
  });

  test('leads nobody to another site after signing in', async () => {
    const { page } = await browser.visit(server);
    await page.goto(`/sign-in?next=${encodeURIComponent('//example.org/')}`);
    await page.getByLabel('E-mail').fill(owner.email);
    await page.getByLabel('Password', { exact: true }).fill(owner.password);
    await page.getByRole('button', { name: 'Sign in', exact: true }).click();
    await page.waitForURL(`${server.url}/accounts/1`);
  });

  test('lets people out again, and keeps their colours', async () => {
    const { page, context } = await browser.visit(server);
    await context.request.post('/api/weft/session/', { data: owner, headers: { origin: server.url } });
    await page.goto('/');
    const scheme = () => page.evaluate(() => document.documentElement.dataset.mantineColorScheme);
    expect(await scheme()).toBe('light');
    await page.getByRole('button', { name: 'Profile: Ada Weaver' }).click();
    await page.getByText('Dark', { exact: true }).click();
    await expect.poll(scheme).toBe('dark');
    await page.getByRole('button', { name: 'Sign out' }).click();
    await page.waitForURL('**/sign-in');
    await page.goto('/accounts/1');
    await page.waitForURL('**/sign-in?**');
    expect(await scheme()).toBe('dark');
  });
});

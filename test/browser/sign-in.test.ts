import { openServers, type Server } from '@weft/kit/server';
import { Secret, TOTP } from 'otpauth';
import type { Page } from 'playwright-core';
import { beforeAll, expect, test } from 'vitest';
import { axeViolations, describeInBrowser, makeOwner, openBrowser, signIn, type Visit } from './browser-kit.ts';

const servers = openServers();
const grace = { email: 'grace@example.com', password: 'three words that differ' };

describeInBrowser('a person who is invited', () => {
  const browser = openBrowser();
  let server: Server;
  let owner: Visit;
  let visit: Visit;
  let secret = '';

  beforeAll(async () => {
    server = await servers.start();
    owner = await browser.visit(server);
    await makeOwner(owner, server);
    visit = await browser.visit(server);
  });

  test('gets a link from who invites them, and comes in with a name and a password', async () => {
    await owner.page.goto('/settings/accounts/1/invitations');
    await owner.page.getByRole('button', { name: 'Invite people' }).first().click();
    await owner.page.getByLabel('E-mail addresses').fill(grace.email);
    await owner.page.getByRole('button', { name: 'Invite', exact: true }).click();
    const link = await owner.page.getByText(/\/invitation#wfi_/).innerText();
    expect(await axeViolations(owner.page)).toEqual([]);
    const { page } = visit;
    await page.goto(link);
    await page.getByRole('heading', { name: 'Join Acme' }).waitFor();
    expect(page.url()).toBe(`${server.url}/invitation`);
    expect(await axeViolations(page)).toEqual([]);
    await page.getByLabel('First name').fill('Grace');
    await page.getByLabel('Last name').fill('Loom');
    await page.getByLabel('Password', { exact: true }).fill(grace.password);
    await page.getByRole('button', { name: 'Accept the invitation' }).click();
    await page.waitForURL('**/accounts/1');
  });

  test('sets up an app by a QR code that no other host sees, and keeps recovery codes', async () => {
    const { page } = visit;
    const asked: string[] = [];
    page.on('request', (request) => asked.push(request.url()));
    await page.goto('/settings/profile/security');
    await page.getByRole('button', { name: 'Set up an app' }).click();
    await page.getByRole('img', { name: 'QR code for the authenticator app' }).waitFor();
    secret = await page
      .locator('code')
      .filter({ hasText: /^[A-Z2-7]{32}$/ })
      .innerText();
    expect(await axeViolations(page)).toEqual([]);
    await page.getByLabel('Code', { exact: true }).fill(codeOf(secret));
    await page.getByRole('button', { name: 'Turn it on' }).click();
    const codes = page.getByRole('list', { name: 'Recovery codes' }).getByRole('listitem');
    await codes.first().waitFor();
    expect(await codes.count()).toBe(10);
    await page.getByRole('button', { name: 'I have kept them' }).click();
    await page.getByText('10 of ten are left').waitFor();
    expect(asked.filter((url) => !url.startsWith(server.url) && !url.startsWith('data:'))).toEqual([]);
    expect(asked.join()).not.toContain(secret);
  });

  test('signs out, and in again in two steps', async () => {
    const { page } = visit;
    await signOut(page);
    await fillPassword(page);
    await page.getByRole('heading', { name: 'One more step' }).waitFor();
    expect(await axeViolations(page)).toEqual([]);
    await page.getByLabel('Code', { exact: true }).fill('000000');
    await page.keyboard.press('Enter');
    await page.getByRole('alert').getByText('This code is not right').waitFor();
    await page.getByLabel('Code', { exact: true }).fill(codeOf(secret, 1));
    await page.keyboard.press('Enter');
    await page.waitForURL('**/accounts/1');
  });

  test('adds a passkey, signs in by it alone, and uses it as second step', async () => {
    const { page, context } = visit;
    const devTools = await context.newCDPSession(page);
    await devTools.send('WebAuthn.enable');
    const options = {
      protocol: 'ctap2',
      transport: 'internal',
      hasResidentKey: true,
      hasUserVerification: true,
      isUserVerified: true,
    } as const;
    await devTools.send('WebAuthn.addVirtualAuthenticator', { options: { ...options, automaticPresenceSimulation: true } });
    await page.goto('/settings/profile/security');
    await page.getByRole('button', { name: 'Add a passkey' }).click();
    await page.getByLabel('Name').fill('Laptop');
    await page.getByRole('button', { name: 'Add the passkey' }).click();
    await page.getByRole('cell', { name: 'Laptop', exact: true }).waitFor();
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    expect(await axeViolations(page)).toEqual([]);
    await signOut(page);
    await page.getByRole('button', { name: 'Sign in with a passkey' }).click();
    await page.waitForURL('**/accounts/1');
    await signOut(page);
    await fillPassword(page);
    await page.getByRole('button', { name: 'Use a passkey' }).click();
    await page.waitForURL('**/accounts/1');
  });

  test('ends a session elsewhere, and that browser is led to the door', async () => {
    const elsewhere = await browser.visit(server);
    await elsewhere.page.goto('/sign-in');
    await elsewhere.page.getByLabel('E-mail').fill(grace.email);
    await elsewhere.page.getByLabel('Password', { exact: true }).fill(grace.password);
    await elsewhere.page.keyboard.press('Enter');
    await elsewhere.page.getByRole('button', { name: 'Use a recovery code' }).waitFor();
    await elsewhere.page.getByRole('button', { name: 'Begin again' }).click();
    // By the recovery codes of now: made anew in the first browser.
    await visit.page.goto('/settings/profile/security');
    await visit.page.getByRole('button', { name: 'Make new ones' }).click();
    const code = await visit.page.getByRole('list', { name: 'Recovery codes' }).getByRole('listitem').first().innerText();
    await visit.page.getByRole('button', { name: 'I have kept them' }).click();
    await fillPassword(elsewhere.page);
    await elsewhere.page.getByRole('button', { name: 'Use a recovery code' }).click();
    await elsewhere.page.getByLabel('Recovery code').fill(code);
    await elsewhere.page.keyboard.press('Enter');
    await elsewhere.page.waitForURL('**/accounts/1');
    await visit.page.goto('/settings/profile/sessions');
    await visit.page.getByText('Password and recovery code').waitFor();
    expect(await axeViolations(visit.page)).toEqual([]);
    await visit.page.getByRole('button', { name: 'End all others' }).click();
    await visit.page.getByText('Password and recovery code').waitFor({ state: 'detached' });
    await elsewhere.page.goto('/deploy/1/jobs');
    await elsewhere.page.waitForURL('**/sign-in?**');
    expect(visit.complaints).toEqual([]);
  });

  test('who needs a second factor is led to where it is set up, and then let in', async () => {
    await owner.page.goto('/settings/accounts/1/general');
    await owner.page.getByRole('switch', { name: 'Two-factor authentication required' }).click();
    await owner.page.getByRole('button', { name: 'Save', exact: true }).click();
    const again = await browser.visit(server);
    await signIn(again, server);
    const { page } = again;
    await page.goto('/');
    await page.waitForURL('**/settings/profile/security');
    await page.getByText('Your account wants a second factor').waitFor();
    expect(await axeViolations(page)).toEqual([]);
    await page.getByRole('button', { name: 'Set up an app' }).click();
    const own = await page
      .locator('code')
      .filter({ hasText: /^[A-Z2-7]{32}$/ })
      .innerText();
    await page.getByLabel('Code', { exact: true }).fill(codeOf(own));
    await page.getByRole('button', { name: 'Turn it on' }).click();
    await page.getByRole('button', { name: 'I have kept them' }).click();
    await page.goto('/');
    await page.waitForURL('**/accounts/1');
  });

  async function fillPassword(page: Page): Promise<void> {
    await page.getByLabel('E-mail').fill(grace.email);
    await page.getByLabel('Password', { exact: true }).fill(grace.password);
    await page.keyboard.press('Enter');
  }

  async function signOut(page: Page): Promise<void> {
    await page.goto('/accounts/1');
    await page.getByRole('button', { name: /^Profile:/ }).click();
    await page.getByRole('button', { name: 'Sign out' }).click();
    await page.waitForURL('**/sign-in');
  }
});

/** Steps ahead by `ahead`: each code is good once, and one of the next half minute is taken too. */
function codeOf(secret: string, ahead = 0): string {
  const app = new TOTP({ algorithm: 'SHA1', digits: 6, period: 30, secret: Secret.fromBase32(secret) });
  return app.generate({ timestamp: Date.now() + ahead * 30_000 });
}

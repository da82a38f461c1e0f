/** What people do on the pages when two teams share a Weft: groups, invitations, projects; and a record of all that a browser was told. */
import type { OidcPeer } from '@weft/kit/oidc-provider';
import type { Server } from '@weft/kit/server';
import type { Page } from 'playwright-core';
import { expect } from 'vitest';
import type { Visit } from './browser-kit.ts';

/** By the wizard, from the account's home; answers the project's id. */
export async function makeProject(page: Page, name: string, isHybrid: boolean): Promise<number> {
  await page.goto('/');
  await page.getByRole('link', { name: 'New project' }).click();
  await page.getByLabel('Project name').fill(name);
  if (isHybrid) {
    await page.getByRole('switch', { name: 'Advanced settings' }).check();
    await page.getByRole('checkbox', { name: 'Hybrid development' }).check();
  }
  await page.getByRole('button', { name: 'Continue' }).click();
  await page.getByRole('heading', { name: `Set up ${name}` }).waitFor();
  return Number(/projects\/(\d+)\//.exec(page.url())?.[1]);
}

/** All of the wizard's steps for a project that Weft runs, save for running its first job. */
export async function setUpRunProject(page: Page, schema: string): Promise<void> {
  await page.getByLabel('Connection name').fill('Warehouse');
  await page.getByRole('button', { name: 'Create and use it' }).click();
  await page.getByRole('button', { name: 'Create repository' }).click();
  await page.getByText('with a starter dbt project').waitFor();
  await page.getByLabel('Schema').fill(schema);
  await page.getByRole('button', { name: 'Create environment' }).click();
  await page.getByRole('checkbox', { name: 'Run it now' }).uncheck();
  await page.getByRole('button', { name: 'Create job' }).click();
  await page.getByRole('link', { name: 'Production build' }).waitFor();
}

/** From Artifact upload of the environment that the wizard made: what an uploader is told there. */
export async function takeUploadValues(page: Page): Promise<{ readonly environmentId: number; readonly token: string }> {
  await page.getByRole('button', { name: 'Create environment' }).click();
  await page.getByRole('link', { name: 'Open Artifact upload' }).click();
  await page.getByRole('button', { name: 'Create service token' }).click();
  await page.getByText('It is shown this once').waitFor();
  const variables = await page.getByRole('region', { name: 'In the shell where dbt runs' }).innerText();
  const token = /DBT_CLOUD_TOKEN=(\S+)/.exec(variables)?.[1] ?? '';
  return { environmentId: Number(/DBT_CLOUD_ENVIRONMENT_ID=(\d+)/.exec(variables)?.[1]), token };
}

/** Each permission set for the one project; `mappedFrom`: a group of the identity provider. */
export async function makeGroup(
  page: Page,
  group: { readonly name: string; readonly project: string; readonly sets: readonly string[]; readonly mappedFrom?: string },
): Promise<void> {
  await page.goto('/settings/accounts/1/groups');
  await page.getByRole('button', { name: 'Create group' }).first().click();
  const form = page.getByRole('dialog', { name: 'Create a group' });
  await form.getByRole('textbox', { name: /^Name/ }).fill(group.name);
  if (group.mappedFrom !== undefined) {
    await form.getByRole('combobox', { name: 'Groups of the identity provider' }).fill(group.mappedFrom);
    await page.keyboard.press('Enter');
  }
  for (const [index, set] of group.sets.entries()) {
    await form.getByRole('button', { name: 'Add a permission set' }).click();
    await form.getByLabel(`Permission set ${index + 1}`, { exact: true }).selectOption(set);
    await form.getByLabel(`Projects of permission set ${index + 1}`).selectOption({ label: group.project });
  }
  await form.getByRole('button', { name: 'Create group' }).click();
  await page.getByRole('row', { name: new RegExp(`${group.name}.*${group.project}`) }).waitFor();
}

/** Answers the link that is handed over. */
export async function invite(page: Page, email: string, how: { readonly licence: string; readonly group: string }): Promise<string> {
  await page.goto('/settings/accounts/1/members');
  await page.getByRole('button', { name: 'Invite people' }).first().click();
  const form = page.getByRole('dialog', { name: 'Invite people' });
  await form.getByLabel('E-mail addresses').fill(email);
  await form.getByLabel('Licence').selectOption(how.licence);
  await form.getByRole('checkbox', { name: how.group }).check();
  await form.getByRole('button', { name: 'Invite', exact: true }).click();
  const link = await page.getByText(/\/invitation#wfi_/).innerText();
  await page.getByRole('button', { name: 'Done' }).click();
  return link;
}

export async function acceptInvitation(page: Page, link: string, person: { readonly first: string; readonly last: string }): Promise<void> {
  await page.goto(link);
  await page.getByLabel('First name').fill(person.first);
  await page.getByLabel('Last name').fill(person.last);
  await page.getByLabel('Password', { exact: true }).fill('three words that differ');
  await page.getByRole('button', { name: 'Accept the invitation' }).click();
  await page.waitForURL('**/accounts/1');
}

/** Every JSON answer that the browser gets from now on, with where it came from. */
export function recordAnswers({ page }: Visit): () => Promise<string[]> {
  const answers: Promise<string>[] = [];
  page.on('response', (response) => {
    if (!/json/.test(response.headers()['content-type'] ?? '')) return;
    // A page that is left takes its unread answers with it; nobody saw those.
    answers.push(
      response.text().then(
        (text) => `${new URL(response.url()).pathname} ${text}`,
        () => '',
      ),
    );
  });
  return () => Promise.all(answers);
}

/** From the account's home to every page that links lead to; answers their addresses with what stands on them. */
export async function readEveryPage(page: Page): Promise<ReadonlyMap<string, string>> {
  const read = new Map<string, string>();
  const waiting = ['/accounts/1'];
  for (let path = waiting.shift(); path !== undefined; path = waiting.shift()) {
    if (read.has(path)) continue;
    read.set(path, await readPage(page, path));
    waiting.push(...(await linksOf(page)));
  }
  return read;
}

/** The words of a page outside the way around. */
export async function readPage(page: Page, path: string): Promise<string> {
  await page.goto(path, { waitUntil: 'domcontentloaded' });
  await page.locator('main').waitFor();
  await page.waitForFunction(() => document.querySelector('main')?.innerText.trim() !== '');
  await page
    .waitForFunction(() => document.querySelector('[aria-busy=true]') === null)
    .catch((cause: unknown) => Promise.reject(new Error(`${path} stays busy`, { cause })));
  return page.locator('main').innerText();
}

/** Within Weft, without what they ask of the page. */
async function linksOf(page: Page): Promise<readonly string[]> {
  const found = await page.locator('a[href]').evaluateAll((links) => links.map((link) => link.getAttribute('href') ?? ''));
  return found.filter((href) => href.startsWith('/') && !href.startsWith('/api/')).map((href) => href.replace(/[?#].*$/, ''));
}

/** With the browser's own session, as a page of Weft would. */
export async function statusOf({ context }: Visit, server: Server, method: string, path: string, data: object = {}): Promise<number> {
  const body = method === 'GET' ? {} : { data };
  return (await context.request.fetch(path, { method, headers: { origin: server.url }, ...body })).status();
}

/** Whoever is refused must be told so, or that there is no such thing: nothing else counts as a refusal. */
export async function expectRefused(visit: Visit, server: Server, asked: readonly (readonly [string, string, object?])[]): Promise<void> {
  for (const [method, path, data] of asked)
    expect([403, 404], `${method} ${path}`).toContain(await statusOf(visit, server, method, path, data));
}

/** As an owner does: it can be signed in by from then on. */
export async function addOidcProvider(page: Page, oidc: OidcPeer): Promise<void> {
  await page.goto('/settings/accounts/1/sso');
  await page.getByRole('button', { name: 'Add a provider' }).click();
  await page.getByLabel('Name').fill('Acme ID');
  await page.getByLabel('Issuer').fill(oidc.issuer);
  await page.getByLabel('Client ID').fill(oidc.clientId);
  await page.getByLabel('Client secret').fill(oidc.clientSecret);
  await page.getByRole('combobox', { name: 'E-mail domains' }).fill('acme.example');
  await page.keyboard.press('Enter');
  await page.getByRole('button', { name: 'Add the provider' }).click();
  await page.getByRole('button', { name: 'Test the connection' }).waitFor();
  await page.getByRole('switch', { name: 'Sign in by Acme ID' }).press('Space');
  await page.getByText('Acme ID is on the sign-in page.').waitFor();
}

/** By a group of the identity provider. */
export async function mapLicence(page: Page, licence: string, from: string): Promise<void> {
  await page.goto('/settings/accounts/1/licences');
  await page.getByRole('combobox', { name: licence }).fill(from);
  await page.keyboard.press('Enter');
  await page.getByRole('button', { name: 'Save' }).click();
  await page.getByText(`The groups that give ${licence} are saved.`).first().waitFor();
}

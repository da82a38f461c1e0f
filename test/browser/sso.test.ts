import { type OidcPeer, startOidcProvider } from '@weft/kit/oidc-provider';
import { type SamlPeer, startSamlIdp } from '@weft/kit/saml-idp';
import { openServers, type Server } from '@weft/kit/server';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { axeViolations, describeInBrowser, makeOwner, openBrowser, signIn } from './browser-kit.ts';

const servers = openServers();

describeInBrowser('single sign-on', () => {
  const browser = openBrowser();
  let server: Server;
  let oidc: OidcPeer;
  let saml: SamlPeer;

  beforeAll(async () => {
    server = await servers.start();
    [oidc, saml] = await Promise.all([startOidcProvider([`${server.url}/api/weft/sso/acme-id/callback/`]), startSamlIdp()]);
    await makeOwner(await browser.visit(server), server);
    const group = { name: 'Finance analysts', sso_mapping_groups: ['idp-finance'] };
    const made = await server.request('POST', '/api/v3/accounts/1/groups/', { body: group });
    expect(made.status, made.text).toBe(201);
  });
  afterAll(() => Promise.all([oidc.close(), saml.close()]));

  test('is set up by an owner on one page, who tries it before anybody depends on it', async () => {
    const visit = await browser.visit(server);
    const { page } = visit;
    await signIn(visit, server);
    await page.goto('/settings/accounts/1/sso');
    await page.getByRole('button', { name: 'Add a provider' }).click();
    await page.getByLabel('Name').fill('Acme ID');
    await page.getByText(`${server.url}/api/weft/sso/acme-id/callback/`).waitFor();
    await page.getByLabel('Issuer').fill(`${oidc.issuer}/typo`);
    await page.getByLabel('Client ID').fill(oidc.clientId);
    await page.getByLabel('Client secret').fill(oidc.clientSecret);
    await page.getByRole('combobox', { name: 'E-mail domains' }).fill('acme.example');
    await page.keyboard.press('Enter');
    await page.getByRole('button', { name: 'Add the provider' }).click();
    await page.getByRole('button', { name: 'Test the connection' }).click();
    await page.getByText('did not tell who it is').waitFor();
    await page.getByRole('button', { name: 'Change settings' }).click();
    await page.getByLabel('Issuer').fill(oidc.issuer);
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByRole('button', { name: 'Test the connection' }).click();
    await page.getByText('It knows the client weft.').waitFor();
    await page.getByRole('switch', { name: 'Sign in by Acme ID' }).press('Space');
    await page.getByText('Acme ID is on the sign-in page.').waitFor();
    expect(await axeViolations(page)).toEqual([]);
    expect(visit.complaints).toEqual([]);
  });

  test('lets a person of the provider’s group in to where they wanted to go, in the group that is mapped', async () => {
    oidc.signInAs({
      sub: 'grace',
      email: 'grace@acme.example',
      email_verified: true,
      given_name: 'Grace',
      family_name: 'Hopper',
      groups: ['idp-finance'],
    });
    const { page } = await browser.visit(server);
    await page.goto('/mesh/1');
    await page.getByRole('link', { name: 'Sign in with Acme ID' }).click();
    await page.waitForURL('**/mesh/1');
    await page.getByRole('heading', { name: 'Mesh' }).waitFor();
    const groups = (await server.request('GET', '/api/v3/accounts/1/groups/')).json().data;
    const users = (await server.request('GET', '/api/v3/accounts/1/users/')).json().data;
    const grace = users.find(({ email }: { email: string }) => email === 'grace@acme.example');
    const mapped = groups.find(({ name }: { name: string }) => name === 'Finance analysts');
    expect(JSON.stringify(grace)).toContain(`"id":${mapped.id}`);
  });

  test('tells whoever is refused why, on the sign-in page', async () => {
    oidc.signInAs({ sub: 'eve', email: 'eve@evil.example', email_verified: true });
    const { page } = await browser.visit(server);
    await page.goto('/sign-in');
    await page.getByRole('link', { name: 'Sign in with Acme ID' }).click();
    await page.getByRole('alert').getByText('people of evil.example may not sign in by Acme ID').waitFor();
    expect(await axeViolations(page)).toEqual([]);
  });

  test('by SAML takes an answer that another site posts, and lets in the browser that asked', async () => {
    const metadata_xml = await (await fetch(saml.metadataUrl)).text();
    const body = { name: 'Portal', email_domains: ['acme.example'], saml: { metadata_xml } };
    const made = await server.request('POST', '/api/weft/accounts/1/sso/providers/', { body });
    await server.request('PATCH', `/api/weft/accounts/1/sso/providers/${made.json().data.id}/`, { body: { is_enabled: true } });
    saml.signInAs({
      nameId: 'lin',
      attributes: { email: 'lin@acme.example', first_name: 'Lin', last_name: 'Yarn', groups: ['idp-finance'] },
    });
    const { page } = await browser.visit(server);
    await page.goto('/mesh/1');
    await page.getByRole('link', { name: 'Sign in with Portal' }).click();
    await page.waitForURL('**/mesh/1');
    await page.getByRole('heading', { name: 'Mesh' }).waitFor();
  });

  test('SCIM is turned on beside it, with a token that is shown once', async () => {
    const visit = await browser.visit(server);
    const { page } = visit;
    await signIn(visit, server);
    await page.goto('/settings/accounts/1/sso');
    await page.getByRole('switch', { name: 'Provision people and groups by SCIM' }).press('Space');
    await page.getByText(`${server.url}/api/v3/accounts/1/scim/v2`).waitFor();
    await page.getByRole('button', { name: 'Create SCIM token' }).click();
    await page.getByRole('dialog').getByLabel('Name').fill('Okta');
    await page.getByRole('dialog').getByRole('button', { name: 'Create SCIM token' }).click();
    const token = await page.getByRole('dialog').locator('code').innerText();
    await page.getByRole('button', { name: 'I have copied it' }).click();
    const answer = await server.request('GET', '/api/v3/accounts/1/scim/v2/Users?filter=userName%20eq%20%22grace@acme.example%22', {
      token,
    });
    expect([answer.status, answer.json().totalResults]).toEqual([200, 1]);
    await page.getByRole('cell', { name: 'Okta', exact: true }).waitFor();
    expect(await axeViolations(page)).toEqual([]);
    expect(visit.complaints).toEqual([]);
  });
});

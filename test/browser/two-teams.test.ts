import { makeCatalog, makeManifest, makeRunResults } from '@weft/kit/artifacts';
import { type OidcPeer, startOidcProvider } from '@weft/kit/oidc-provider';
import { openServers, type Server } from '@weft/kit/server';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { axeViolations, becomeOwner, describeInBrowser, openBrowser, upload, type Visit } from './browser-kit.ts';
import * as steps from './team-steps.ts';

const servers = openServers();

/** What nobody outside the foundational team may be told, in any answer. */
const secrets = ['int_hidden_margin', 'margin_sql_of_foundational', 'covert_rate_column', 'orders_sql_of_foundational'] as const;
const [hiddenModel, hiddenSql, hiddenColumn, publicSql] = secrets;

const writing = /Create|Continue|Save|Run now|Delete/;

const foundational = {
  'manifest.json': makeManifest({
    project: 'foundational',
    models: [
      { name: hiddenModel, access: 'private', sql: `select 1 as ${hiddenColumn} -- ${hiddenSql}`, columns: [hiddenColumn] },
      {
        ...{ name: 'orders', access: 'public', columns: ['order_id'], sql: `select order_id from x -- ${publicSql}` },
        dependsOn: [`model.foundational.${hiddenModel}`],
      },
    ],
  }),
  'run_results.json': makeRunResults({
    results: [hiddenModel, 'orders'].map((name) => ({ uniqueId: `model.foundational.${name}` })),
  }),
  'catalog.json': makeCatalog({ uniqueIds: [hiddenModel, 'orders'].map((name) => `model.foundational.${name}`) }),
};

describeInBrowser('two teams in one Weft', () => {
  const browser = openBrowser();
  let server: Server;
  let oidc: OidcPeer;
  let owner: Visit;
  let analyst: Visit;
  let place = { environmentId: 0, token: '' };

  beforeAll(async () => {
    server = await servers.start();
    oidc = await startOidcProvider([`${server.url}/api/weft/sso/acme-id/callback/`]);
    owner = await browser.visit(server);
  });
  afterAll(() => oidc.close());

  test('the first visitor makes a project that uploads, and one that Weft runs', async () => {
    const { page, complaints } = owner;
    await becomeOwner(owner);
    expect(await steps.makeProject(page, 'Foundational', true)).toBe(1);
    place = await steps.takeUploadValues(page);
    expect(await upload(server, place, foundational)).toBe(200);
    expect(await steps.makeProject(page, 'Finance', false)).toBe(2);
    await steps.setUpRunProject(page, 'finance');
    await page.goto('/deploy/1/projects/1/public-models');
    await page.getByRole('row', { name: /orders/ }).waitFor();
    expect(complaints).toEqual([]);
  });

  test('and a group for each team, with rights in its own project', async () => {
    const { page } = owner;
    await steps.makeGroup(page, { name: 'Foundational team', project: 'Foundational', sets: ['admin'] });
    await steps.makeGroup(page, {
      ...{ name: 'Finance analysts', project: 'Finance', sets: ['developer', 'analyst'], mappedFrom: 'idp-finance' },
    });
    expect(await axeViolations(page)).toEqual([]);
  });

  test('the finance analyst comes by a link and works in Finance, and in Finance alone', async () => {
    const link = await steps.invite(owner.page, 'fay@example.com', { licence: 'developer', group: 'Finance analysts' });
    analyst = await browser.visit(server);
    await steps.acceptInvitation(analyst.page, link, { first: 'Fay', last: 'Ledger' });
    const { page } = analyst;
    await page.getByRole('row', { name: /Finance/ }).waitFor();
    expect(await page.getByRole('row', { name: /Foundational/ }).count()).toBe(0);
    await page.goto('/deploy/1/projects/2/settings');
    await page.getByLabel('Description').fill('Ledgers and revenue');
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByText('The project is saved.').first().waitFor();
    await steps.expectRefused(analyst, server, [
      ['POST', '/api/v3/accounts/1/projects/1/', { name: 'Taken' }],
      ['DELETE', '/api/v3/accounts/1/projects/1/'],
      ['POST', '/api/v3/accounts/1/projects/1/environments/', { name: 'Mine', type: 'deployment' }],
      ['POST', `/api/v3/accounts/1/projects/1/environments/${place.environmentId}/`, { name: 'Mine', type: 'deployment' }],
      ['POST', '/api/v3/accounts/1/projects/1/environment-variables/bulk/', { env_var: { new_name: 'DBT_X', project: '1' } }],
      ['POST', `/api/private/accounts/1/environments/${place.environmentId}/ingests/`],
      ['POST', '/api/v2/accounts/1/jobs/', { project_id: 1, environment_id: place.environmentId, name: 'J', execute_steps: ['dbt build'] }],
      ['POST', '/api/v3/accounts/1/service-tokens/', { name: 'T', permission_grants: [{ permission_set: 'owner', all_projects: true }] }],
    ]);
  });

  test('of the foundational project no answer tells more than the metadata of its public models', async () => {
    const { page, complaints } = analyst;
    const answers = steps.recordAnswers(analyst);
    const pages = await steps.readEveryPage(page);
    expect([...pages.keys()]).toEqual(expect.arrayContaining(['/mesh/1', '/deploy/1/projects/1', '/deploy/1/projects/2/jobs']));
    expect(pages.get('/deploy/1/projects/1')).toContain('orders');
    for (const path of ['settings', 'jobs', 'runs']) {
      const text = await steps.readPage(page, `/deploy/1/projects/1/${path}`);
      expect(text, path).toContain('ask an account admin for a group that is granted it');
      expect(text, path).not.toMatch(/Upload|Production build|Delete|Success/);
    }
    const inside = ['runs/1', 'jobs/1', 'jobs/new', 'set-up', 'variables', 'repository', 'mesh-advice', 'environments/new'];
    const environment = `environments/${place.environmentId}`;
    for (const path of [...inside, environment, `${environment}/edit`, `${environment}/artifact-upload`]) {
      const text = await steps.readPage(page, `/deploy/1/projects/1/${path}`);
      expect(text, path).toMatch(/ask (an account admin|for)/i);
      expect(await page.getByRole('button', { name: writing }).count(), path).toBe(0);
    }
    const told = await answers();
    expect(told.some((answer) => answer.startsWith('/api/weft/accounts/1/projects/1/public-models/') && answer.includes('orders'))).toBe(
      true,
    );
    // They are there to be told: its own team reads them.
    const whole = await server.request('GET', '/api/v2/accounts/1/runs/1/artifacts/manifest.json');
    expect(secrets.filter((secret) => !whole.text.includes(secret))).toEqual([]);
    const publication = '/api/private/accounts/1/projects/2/artifacts/publication/?dbt_project_name=foundational';
    const published = await analyst.context.request.get(publication);
    expect(published.status()).toBe(200);
    told.push(await published.text());
    expect(told.filter((answer) => secrets.some((secret) => answer.includes(secret)))).toEqual([]);
    await steps.expectRefused(analyst, server, [
      ['GET', '/api/v2/accounts/1/runs/1/'],
      ['GET', '/api/v2/accounts/1/runs/1/artifacts/manifest.json'],
      ['GET', `/api/v3/accounts/1/projects/1/environments/${place.environmentId}/`],
    ]);
    expect(complaints).toEqual([]);
  });

  test('a read-only seat opens the catalog, whatever its group grants, and finds nothing to write', async () => {
    const link = await steps.invite(owner.page, 'rae@example.com', { licence: 'read_only', group: 'Foundational team' });
    const reader = await browser.visit(server, { scheme: 'dark' });
    const { page } = reader;
    await steps.acceptInvitation(page, link, { first: 'Rae', last: 'Reader' });
    const pages = await steps.readEveryPage(page);
    expect(pages.get('/deploy/1/projects/1/public-models')).toContain('orders');
    expect(pages.get('/mesh/1')).toContain('Foundational');
    const beyond = /\/(jobs|runs|environments|service-tokens|new-project|set-up|settings)$|\/(jobs|runs|environments)\//;
    expect([...pages.keys()].filter((path) => beyond.test(path) && !path.startsWith('/settings/'))).toEqual([]);
    const closed = ['/accounts/1/new-project', '/settings/accounts/1/service-tokens', '/deploy/1/jobs', '/deploy/1/runs'];
    const inProject = ['settings', 'jobs', 'jobs/new', 'runs/1', 'set-up', 'environments/new', `environments/${place.environmentId}`];
    const uploads = `environments/${place.environmentId}/artifact-upload`;
    for (const path of [...closed, ...[...inProject, uploads].map((it) => `/deploy/1/projects/1/${it}`)]) {
      const text = await steps.readPage(page, path);
      expect(text, path).toMatch(/ask an account admin/i);
      expect(await page.getByRole('button', { name: writing }).count(), path).toBe(0);
    }
    expect(await steps.readPage(page, '/settings/profile/api-access')).toContain('Your seat has no API access');
    await steps.expectRefused(reader, server, [
      ['GET', '/api/v2/accounts/1/jobs/'],
      ['GET', '/api/v2/accounts/1/runs/1/'],
      ['GET', '/api/v3/accounts/1/service-tokens/'],
      ['POST', '/api/v3/accounts/1/projects/', { name: 'Mine' }],
      ['POST', '/api/v3/accounts/1/projects/1/', { name: 'Mine' }],
      ['POST', '/api/v2/accounts/1/jobs/', { project_id: 1, environment_id: place.environmentId, name: 'J', execute_steps: ['dbt build'] }],
      ['POST', `/api/private/accounts/1/environments/${place.environmentId}/ingests/`],
      ['POST', '/api/v3/accounts/1/', { name: 'Mine' }],
    ]);
    expect(reader.complaints).toEqual([]);
  });

  test('whom the identity provider has in finance lands in the finance group with the mapped licence', async () => {
    const { page } = owner;
    await steps.addOidcProvider(page, oidc);
    await steps.mapLicence(page, 'Analyst', 'idp-analysts');
    const lin = await signInByProvider(['idp-finance', 'idp-analysts']);
    await lin.page.getByRole('row', { name: /Finance/ }).waitFor();
    await page.goto('/settings/accounts/1/members');
    await page.getByRole('row', { name: /lin@acme\.example.*Analyst.*Finance analysts/ }).waitFor();
  });

  test('and is out of it at the next sign-in when the provider says so no more', async () => {
    const lin = await signInByProvider(['idp-analysts']);
    await lin.page.getByText('You are in no project yet').waitFor();
    const { page } = owner;
    await page.goto('/settings/accounts/1/members');
    const row = page.getByRole('row', { name: /lin@acme\.example.*Analyst/ });
    await row.waitFor();
    expect(await row.innerText()).not.toContain('Finance analysts');
    expect([lin.complaints, owner.complaints]).toEqual([[], []]);
  });

  async function signInByProvider(groups: readonly string[]): Promise<Visit> {
    oidc.signInAs({ sub: 'lin', email: 'lin@acme.example', email_verified: true, given_name: 'Lin', family_name: 'Yarn', groups });
    const visit = await browser.visit(server);
    await visit.page.goto('/');
    await visit.page.getByRole('link', { name: 'Sign in with Acme ID' }).click();
    await visit.page.waitForURL('**/accounts/1');
    return visit;
  }
});

/** Every route: shut to nobody, to a wrong token, to a token of another account, and to one of another project. The list is the server's own. */
import { createProject } from '@weft/domain/projects/create-project';
import type { Answer, AppHouse } from '@weft/kit/app';
import { openAppHouse } from '@weft/kit/app';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { smallRoutes } from './build-app.ts';

let house: AppHouse;
let otherProjectToken: string;

beforeAll(async () => {
  house = await openAppHouse();
  const other = await createProject(house, { accountId: house.accountId, name: 'Another', kind: 'default' });
  otherProjectToken = await house.token('admin', other.id);
});
afterAll(() => house.close());

const routes = smallRoutes({ facts: { version: '0.0.0', dbtVersions: [] }, readiness: [] });
const guarded = routes.filter((it) => it.needs !== 'nobody').map((it) => [it.method, it.path] as const);
const ofAccount = guarded.filter(([, path]) => path.includes(':accountId'));
const ofProject = routes.filter((it) => it.scope !== undefined).map((it) => [it.method, it.path] as const);
const open = routes.filter((it) => it.needs === 'nobody').map((it) => `${it.method} ${it.path}`);

/** Ids of things that are there where the fixture has them, so that a 404 means the door and not an empty room. */
function urlOf(path: string): string {
  return path
    .replace(':accountId', String(house.accountId))
    .replace(':projectId', String(house.project.id))
    .replace(':environmentId', String(house.production.id))
    .replace(/:[A-Za-z]+/g, '1');
}

/** A refusal in the envelope, or in SCIM's or GraphQL's own shape. */
function told(answer: Answer): { readonly code: number; readonly message: string } {
  const { status, detail, errors } = answer.json();
  if (errors !== undefined) return { code: answer.statusCode, message: errors[0].message };
  return detail === undefined ? { code: status.code, message: status.user_message } : { code: Number(status), message: detail };
}

test('what is open to everybody is listed here, and nothing else is', () => {
  expect(open.sort()).toEqual([
    'DELETE /api/weft/session/',
    'GET /api/weft/ca-bundle.pem',
    'GET /api/weft/session/',
    'GET /api/weft/sign-in-options/',
    'GET /api/weft/sso/:slug/callback/',
    'GET /api/weft/sso/:slug/finish/',
    'GET /api/weft/sso/:slug/metadata.xml',
    'GET /api/weft/sso/:slug/start/',
    'GET /docs/api/openapi.json',
    'GET /healthz',
    'GET /readyz',
    'POST /api/weft/email-link/finish/',
    'POST /api/weft/invitation/accept/',
    'POST /api/weft/invitation/check/',
    'POST /api/weft/owner/',
    'POST /api/weft/password-link/',
    'POST /api/weft/password-link/check/',
    'POST /api/weft/password-link/finish/',
    'POST /api/weft/session/',
    'POST /api/weft/session/passkey-options/',
    'POST /api/weft/session/passkey/',
    'POST /api/weft/session/second-step/',
    'POST /api/weft/sso/:slug/callback/',
    'POST /api/weft/unsubscribe/',
  ]);
});

test.each(guarded)('%s %s is shut to nobody', async (method, path) => {
  const answer = await house.ask(method, urlOf(path), { token: null });
  expect(answer.statusCode).toBe(401);
  expect(told(answer).code).toBe(401);
});

test.each(guarded)('%s %s is shut to a token that does not exist', async (method, path) => {
  const answer = await house.ask(method, urlOf(path), { token: 'dbtc_0000000000000000000000000000000000000000000' });
  expect(answer.statusCode).toBe(401);
});

test.each(ofAccount)('%s %s of another account looks as if it were not there', async (method, path) => {
  const answer = await house.ask(method, urlOf(path), { token: house.strangerToken, body: {} });
  expect(answer.statusCode).toBe(404);
  expect(told(answer).message).toBe(`There is no account ${house.accountId}.`);
});

test.each(ofProject)('%s %s of another project is shut', async (method, path) => {
  const answer = await house.ask(
    method,
    `${urlOf(path)}?dbt_project_name=x&project=x&model=x&text=x&step=4&unique_id=x&column=x&before=1&after=1&environment_id=${house.production.id}&project_id=${house.project.id}`,
    {
      token: otherProjectToken,
      body: {
        name: 'x',
        project_id: house.project.id,
        environment_id: house.production.id,
        adapter: 'duckdb',
        target_schema: 's',
        adapter_version: 'postgres_v0',
        connection_id: 1,
        credentials_id: 1,
        private_key: 'k',
        key: 'k',
        upload_status: 'SUCCESS',
        node_pattern: 'model.x.y',
        facet: 'body',
        why: 'x',
        remote_url: 'x',
      },
    },
  );
  expect([403, 404]).toContain(answer.statusCode);
});

test('what lies in a project that one may not see looks as if it were not there, to the letter', async () => {
  const at = (id: number) => `/api/v3/accounts/${house.accountId}/environments/${id}/`;
  const [unseen, missing] = await Promise.all(
    [house.production.id, 999_999].map((id) => house.ask('GET', at(id), { token: otherProjectToken })),
  );
  expect([unseen?.statusCode, missing?.statusCode]).toEqual([404, 404]);
  expect(unseen?.body.replaceAll(at(house.production.id), at(999_999))).toBe(missing?.body);
});

test.each(guarded)('%s %s without its trailing slash is the same door, not a redirect', async (method, path) => {
  const answer = await house.ask(method, urlOf(path).replace(/\/$/, ''), { token: null });
  expect(answer.statusCode).toBe(401);
});

test.each([
  ['POST', '/api/v2/none/', ''],
  ['POST', '/api/v2/none/', '{'],
  ['DELETE', '/api/v2/accounts/', ''],
  ['PUT', '/none', 'x'],
] as const)('%s %s with the body %j is told that nothing is there, not that the body is wrong', async (method, url, payload) => {
  const answer = await house.app.inject({ method, url, payload, headers: { 'content-type': 'application/json' } });
  expect([answer.statusCode, answer.json().data.code]).toEqual([404, 'path.not_found']);
});

test.each(['/api', '//api/v2/none/', '/API/v2/none/', '/graphql/none', '/.well-known/none', '/healthz/none'])(
  'GET %s is a program that asks, and is never answered with a page',
  async (path) => {
    const answer = await house.ask('GET', path);
    expect([answer.statusCode, answer.json().data.code]).toEqual([404, 'path.not_found']);
  },
);

/** Who may ask what: wrong tokens, other accounts, other projects, and that nothing of a project that one may not read is in any answer. */
import { permissionSets, permissionsOf } from '@weft/domain/access/permission-sets';
import { type DiscoveryHouse, type GraphqlAnswer, openDiscoveryHouse } from '@weft/kit/discovery-house';
import { discoveryWalk } from '@weft/kit/discovery-walk';
import { afterAll, beforeAll, expect, test } from 'vitest';

let house: DiscoveryHouse;
let financeToken: string;

beforeAll(async () => {
  house = await openDiscoveryHouse();
  financeToken = await house.token('admin', house.finance.project.id);
});
afterAll(() => house.close());

const ofEnvironment = [
  'environment(id: ID)',
  'column(environmentId: ID)',
  'performance(environmentId: ID)',
  'recommendations(environmentId: ID)',
];
const questions = [
  ...ofEnvironment.map((field) => `{ ${field} { __typename } }`),
  '{ modelByEnvironment(environmentId: ID, uniqueId: "model.platform.orders") { name } }',
];

test.each(permissionSets)('the environment of a project opens to %s only with metadata:read', async (set) => {
  const token = await house.token(set, house.project.id);
  const mayRead = permissionsOf(set).has('metadata:read');
  for (const question of questions) {
    const answer = await house.ask('POST', '/graphql', { token, body: { query: question.replaceAll('ID', String(house.production.id)) } });
    const { errors } = answer.json();
    if (mayRead) expect([question, answer.statusCode, errors]).toEqual([question, 200, undefined]);
    else
      expect([question, [200, 403].includes(answer.statusCode), errors[0].extensions.code]).toEqual([question, true, 'access.forbidden']);
  }
});

test.each([
  ['a token of another account', () => house.strangerToken],
  ['a token of another project', () => financeToken],
])('to %s an environment and a job look as if they were not there', async (_, token) => {
  for (const question of questions) {
    const [unseen, missing] = await Promise.all(
      [house.production.id, 999_999].map((id) => house.graphql(question.replaceAll('ID', String(id)), {}, token())),
    );
    expect(unseen?.data ?? null).toBe(null);
    const told = (errors: GraphqlAnswer['errors']) => errors?.map(({ message, extensions }) => [message.replace(/\d+/, 'ID'), extensions]);
    expect(told(unseen?.errors)).toEqual(told(missing?.errors));
    expect(unseen?.errors?.[0]?.extensions.code).toBe('environment.not_found');
  }
  const jobs = (await house.ask('GET', `/api/v2/accounts/${house.accountId}/jobs/?project_id=${house.project.id}`)).json().data;
  const { data, errors } = await house.graphql('query ($id: BigInt!) { job(id: $id) { id } }', { id: jobs[0].id }, token());
  expect([data, errors?.[0]?.message]).toEqual([{ job: null }, `There is no job ${jobs[0].id}.`]);
});

test('another account does not exist', async () => {
  const { errors } = await house.graphql(
    'query ($id: BigInt!) { account(id: $id) { meshProjects { projectId } } }',
    { id: house.accountId },
    house.strangerToken,
  );
  expect(errors?.[0]?.message).toBe(`There is no account ${house.accountId}.`);
});

test.each(['/graphql', '/beta/graphql', '/graphql/'])(
  '%s tells a wrong token in GraphQL’s own form, and any host name is good',
  async (url) => {
    for (const token of [null, 'dbtc_0000000000000000000000000000000000000000000']) {
      const answer = await house.ask('POST', url, { token, body: { query: '{ __typename }' }, headers: { host: 'metadata.example.com' } });
      expect([answer.statusCode, answer.json().errors[0].message]).toEqual([401, expect.stringMatching(/^User is not authorized/)]);
    }
    const answer = await house.ask('GET', `${url}?query=${encodeURIComponent('{ __typename }')}`, {
      headers: { host: 'metadata.example.com' },
    });
    expect(answer.json()).toEqual({ data: { __typename: 'Query' } });
  },
);

/** Asked at an environment and a job, of the model `orders` of a project; and of the platform's, where two are asked for. */
function walk(environmentId: number, jobId: number, project: string): string[] {
  const { accountId } = house;
  const names = { uniqueId: `model.${project}.orders`, sought: 'model.platform.orders', exposure: 'board' };
  return discoveryWalk({ accountId, environmentId, jobId, ...names });
}

async function ask(
  question: string,
  token: string,
): Promise<{ readonly text: string; readonly errors: readonly { message: string; path?: unknown }[] }> {
  const answer = await house.ask('POST', '/graphql', { token, body: { query: question } });
  return { text: answer.body, errors: answer.json().errors ?? [] };
}

test('every field of the schema is answered without a mistake', async () => {
  const jobs = (await house.ask('GET', `/api/v2/accounts/${house.accountId}/jobs/?project_id=${house.project.id}`)).json().data;
  for (const question of walk(house.production.id, jobs[0].id, 'platform')) {
    const { errors } = await ask(question, house.ownerToken);
    const wrong = errors.filter(({ message }) => !/columns of .* are not known/.test(message));
    expect([question.slice(0, 150), wrong]).toEqual([question.slice(0, 150), []]);
  }
}, 120_000);

test('whoever reads finance alone is told no private name of platform, whatever they ask', async () => {
  const environment = house.finance.environment.id;
  const jobs = (await house.ask('GET', `/api/v2/accounts/${house.accountId}/jobs/?project_id=${house.finance.project.id}`)).json().data;
  const own = walk(environment, jobs[0].id, 'finance');
  const foreign = walk(house.production.id, 1, 'platform');
  let seen = '';
  for (const question of [...own, ...foreign]) seen += (await ask(question, financeToken)).text;
  expect(seen).toContain('model.platform.orders');
  expect(seen).toContain('model.finance.revenue');
  for (const secret of [
    'stg_orders_secret',
    'countries',
    'orders_history',
    'finance_team',
    'board',
    'monthly',
    'The shop.',
    'not_null_orders',
  ])
    expect([secret, seen.includes(secret)]).toEqual([secret, false]);
}, 120_000);

/** Who may ask what: wrong tokens, other accounts, other projects, and that nothing of a project that one may not read is in any answer. */
import { permissionSets, permissionsOf } from '@weft/domain/access/permission-sets';
import { type DiscoveryHouse, type GraphqlAnswer, openDiscoveryHouse } from '@weft/kit/discovery-house';
import {
  type GraphQLField,
  type GraphQLNamedType,
  getNamedType,
  isAbstractType,
  isInterfaceType,
  isLeafType,
  isNonNullType,
  isObjectType,
} from 'graphql';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { discoverySchema } from './schema.ts';

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

/** Arguments that every field can be asked with. */
const given: Readonly<Record<string, string>> = {
  types: '[Model, Source, Seed, Snapshot, Exposure, Macro]',
  filter: '{}',
  uniqueId: '"model.NAME.orders"',
  nodeUniqueId: '"model.platform.orders"',
  name: '"board"',
  id: 'ID',
  environmentId: 'ID',
  jobId: 'JOB',
  ...{ start: '"2026-01-01"', end: '"2026-01-31"', startDate: '"2026-01-01"', endDate: '"2026-01-31"' },
  first: '50',
};
const resourceFilter = '{ types: [Model, Source, Seed, Snapshot, Exposure, Macro, Test, Metric, SemanticModel, SavedQuery] }';

function argumentsOf(field: GraphQLField<unknown, unknown>): string {
  const asked = field.args.filter(
    ({ name, type, defaultValue }) => (isNonNullType(type) && defaultValue === undefined) || name === 'first' || name === 'uniqueId',
  );
  const list = asked.map(({ name, type }) => {
    if (name === 'filter' && /ResourcesFilter/.test(String(type))) return `filter: ${resourceFilter}`;
    if (name === 'resource') return `resource: ${/Owner/.test(String(type)) ? 'exposure' : 'model'}`;
    if (name === 'filter' && /SearchQueryFilter/.test(String(type))) return 'filter: { query: "o" }';
    return `${name}: ${given[name]}`;
  });
  return list.length === 0 ? '' : `(${list.join(', ')})`;
}

/** Every field of the type, and of what hangs on it as deep as asked; of what may be of several types, those that all have and those of `kind`. */
function everything(type: GraphQLNamedType, depth: number, kind: string): string {
  const own = isObjectType(type) || isInterfaceType(type) ? Object.values(type.getFields()) : [];
  const fields = own.flatMap((field) => {
    const inner = getNamedType(field.type);
    if (isLeafType(inner)) return [`${field.name}${argumentsOf(field)}`];
    return depth === 0 ? [] : [`${field.name}${argumentsOf(field)} { ${everything(inner, depth - 1, kind)} }`];
  });
  const possible = isAbstractType(type) ? discoverySchema().getPossibleTypes(type) : [];
  const more = possible.filter(({ name }) => name === kind).map((it) => `... on ${it.name} { ${everything(it, depth, kind)} }`);
  return ['__typename', ...fields, ...more].join(' ');
}

const kinds = Object.values(discoverySchema().getTypeMap()).filter((type) => isObjectType(type) && type.getInterfaces().length > 0);

/** One question for each field at the top of what may be asked, since all at once is more than may be asked. */
function walk(environmentId: number, jobId: number, name: string): string[] {
  const types = discoverySchema().getTypeMap();
  const fill = (text: string) =>
    text
      .replaceAll('"model.NAME', `"model.${name}`)
      .replace(/\bID\b/g, String(environmentId))
      .replace(/\bJOB\b/g, String(jobId));
  const states = ['AppliedState', 'DefinitionState'].flatMap((state) => {
    const type = types[state];
    return !isObjectType(type)
      ? []
      : Object.values(type.getFields()).flatMap((field) => {
          const inner = getNamedType(field.type);
          const head = `environment(id: ID) { ${state === 'AppliedState' ? 'applied' : 'definition'} { ${field.name}${argumentsOf(field)}`;
          if (isLeafType(inner)) return [`{ ${head} } } }`];
          const own = ['resources', 'lineage', 'models'].includes(field.name) ? kinds.map((kind) => kind.name) : [''];
          return own.map((kind) => `{ ${head} { ${everything(inner, 3, kind)} } } } }`);
        });
  });
  const query = types.Query;
  const roots = !isObjectType(query)
    ? []
    : Object.values(query.getFields())
        .filter(({ name: field }) => field !== 'environment' && field !== 'account')
        .map((field) => `{ ${field.name}${argumentsOf(field)} { ${everything(getNamedType(field.type), 1, '')} } }`);
  const account = `{ account(id: ${house.accountId}) { ${everything(types.Account as GraphQLNamedType, 3, '')} } }`;
  return [...[...states, ...roots].map(fill), account];
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

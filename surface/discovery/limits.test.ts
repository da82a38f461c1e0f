/** What one question may ask for, and how it is told that it asks for too much. */
import { type AppHouse, openAppHouse } from '@weft/kit/app';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { limits } from './limits.ts';

let house: AppHouse;

beforeAll(async () => {
  house = await openAppHouse();
});
afterAll(() => house.close());

async function ask(query: string, variables: object = {}) {
  const answer = await house.ask('POST', '/graphql', { body: { query, variables } });
  return { status: answer.statusCode, ...answer.json() };
}

const models = (selection: string, first = '') =>
  `{ environment(id: ${house.production.id}) { applied { models${first} { edges { node { ${selection} } } } } } }`;

test.each([
  [
    'is nested too deep',
    () => `{ job(id: 1) { models { ${'parentsModels { '.repeat(30)} name ${'} '.repeat(30)} } } }`,
    'discovery.too_deep',
  ],
  [
    'has too many aliases',
    () => `{ ${Array.from({ length: 60 }, (_, at) => `a${at}: __typename`).join(' ')} }`,
    'discovery.too_many_aliases',
  ],
  [
    'would have too long an answer',
    () => `{ job(id: 1) { models { ${'parentsModels { '.repeat(4)} name ${'} '.repeat(4)} } } }`,
    'discovery.too_costly',
  ],
] as const)('a question that %s is refused before it is answered', async (_, question, code) => {
  const { errors, data } = await ask(question());
  expect([errors[0].extensions.code, data]).toEqual([code, undefined]);
  expect(errors[0].message).toMatch(/is the most/);
});

test('a fragment is measured once, and as often as it is spread', async () => {
  const bomb = Array.from({ length: 30 }, (_, at) => `fragment F${at} on ModelAppliedStateNode { ...F${at + 1} ...F${at + 1} }`).join(' ');
  const begun = performance.now();
  const { errors } = await ask(
    `{ environment(id: 1) { applied { models { edges { node { ...F0 } } } } } } ${bomb} fragment F30 on ModelAppliedStateNode { name }`,
  );
  expect(errors[0].extensions.code).toBe('discovery.too_costly');
  expect(performance.now() - begun).toBeLessThan(5000);
});

test.each([
  ['a fragment in a circle', '{ ...A } fragment A on Query { ...A }', /Cannot spread fragment "A" within itself/],
  ['a field that is not there', '{ environment(id: 1) { nothing } }', /Cannot query field "nothing"/],
  ['grammar', '{ environment(id: ', /^Syntax Error/],
  ['a mutation', 'mutation { environment(id: 1) { dbtProjectName } }', /not configured for mutation|only answers queries|mutation/i],
  ['an id that is none', '{ environment(id: "x") { dbtProjectName } }', /no whole number/],
  ['a question of too many words', `{ ${'__typename '.repeat(limits.tokens)} }`, /Document contains more/],
])('%s is told in GraphQL’s own form, with 200', async (_, question, told) => {
  const { status, errors, data } = await ask(question);
  expect([status, errors[0].message, data ?? null]).toEqual([200, expect.stringMatching(told), null]);
});

test('a page is 500 at most, and a cursor one that was given', async () => {
  const empty = await ask(models('name', '(first: 10)'));
  expect(empty.data.environment).toEqual({ applied: null });
  const { errors } = await ask('query ($id: BigInt!) { account(id: $id) { publicModels(first: 501) { totalCount } } }', {
    id: house.accountId,
  });
  expect(errors[0].extensions.code).toBe('discovery.page_invalid');
  const other = await ask('query ($id: BigInt!) { account(id: $id) { publicModels(after: "x") { totalCount } } }', { id: house.accountId });
  expect(other.errors[0].extensions.code).toBe('discovery.cursor_invalid');
});

test('a body of more than a megabyte is refused', async () => {
  const answer = await house.ask('POST', '/graphql', { body: { query: '{ __typename }', variables: { text: 'x'.repeat(1_100_000) } } });
  expect([answer.statusCode, answer.json().errors[0].extensions.code]).toEqual([413, 'request.too_large']);
});

test('variables that the question does not declare are passed over, and those of an address are JSON', async () => {
  expect(await ask('{ __typename }', { first: 500 })).toEqual({ status: 200, data: { __typename: 'Query' } });
  const asked = new URLSearchParams({
    query: 'query ($id: BigInt!) { account(id: $id) { meshProjects { dbtCoreProject } } }',
    variables: `{"id":"${house.accountId}"}`,
  });
  const answer = await house.ask('GET', `/beta/graphql?${asked}`);
  expect(answer.json()).toEqual({ data: { account: { meshProjects: [{ dbtCoreProject: null }] } } });
  const wrong = await house.ask('GET', `/graphql?query={__typename}&variables=[`);
  expect([wrong.statusCode, wrong.json().errors[0].extensions.code]).toEqual([400, 'request.invalid']);
});

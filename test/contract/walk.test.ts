/** Every operation of the official API that Weft answers: what nobody, strangers and the unentitled are told, what a broken request is told, and a success held against its description. */

import { permissionSets, permissionsOf } from '@weft/domain/access/permission-sets';
import { Checker, isDescribed, readDescription } from '@weft/kit/api-description';
import type { Answer } from '@weft/kit/app';
import { type Ids, things } from '@weft/kit/things';
import { openWorld, type World } from '@weft/kit/world';
import { vendorOnlyTag } from '@weft/surface/v3/vendor-only';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { deviations } from './deviations.ts';
import { type Operation, operations } from './official-operations.ts';
import { requests } from './requests.ts';

const nothing = { number: '999999999', word: 'nothing-here' };
const related =
  'include_related=["trigger","job","environment","run_steps","audit","debug_logs","environments","repository","connection","account"]';

let world: World;
const found = new Set<string>();
/** `*` stands for any part of a name. */
const patterns = Object.keys(deviations).map((deviation) => ({
  deviation,
  pattern: new RegExp(`^${deviation.replace(/[.+?^${}()|[\]\\]/g, '\\$&').replaceAll('*', '\\w*')}$`),
}));
const shared = new Map<string, Promise<string | number>>();

test.skipIf(isDescribed)(
  'SKIPPED: the published descriptions of the API are not beside the repository, in ../shared/reference/openapi',
  (context) => context.skip(),
);

describe.skipIf(!isDescribed)('the official API', () => {
  beforeAll(async () => {
    world = await openWorld();
  });
  afterAll(() => world.close());

  const served = operations.filter(({ route }) => route !== null && route.tag !== vendorOnlyTag);

  describe.each(served.map((operation) => ({ operation, toString: () => operation.name })))('%s', ({ operation }) => {
    let ids: Ids;
    let body: unknown;

    beforeAll(async () => {
      ids = await idsOf(operation);
      body = await requests[operation.name]?.body?.(world, ids);
    });

    test('is shut to nobody and to a wrong token', async () => {
      if (operation.route?.needs === 'nobody') return;
      for (const token of [null, 'dbtc_wrong']) refused(operation, await ask(operation, ids, { token, body }), 401);
    });

    test('is not there for another account', async () => {
      if (!operation.path.includes('{account_id}')) return;
      refused(operation, await ask(operation, ids, { token: world.house.strangerToken, body }), 404);
    });

    test('is refused to those without the permission', async () => {
      const needs = operation.route?.needs ?? 'nobody';
      const lacking = permissionSets.find((set) => needs !== 'nobody' && needs !== 'caller' && !permissionsOf(set).has(needs));
      if (lacking === undefined || !operation.path.includes('{account_id}')) return;
      refused(operation, await ask(operation, ids, { token: await world.house.token(lacking), body }), 403);
    });

    test('says so when the thing is not there', async () => {
      const last = parametersOf(operation.path).at(-1);
      if (last === undefined || last === 'account_id' || requests[operation.name]?.anyId !== undefined) return;
      // Of somebody else, there or not, a person is told the same.
      const isOthers = requests[operation.name]?.isPersonal === true && last === 'user_id';
      const missing = typeof ids[last] === 'number' || /^\d+$/.test(String(ids[last])) ? nothing.number : nothing.word;
      refused(operation, await ask(operation, { ...ids, [last]: missing }, { body }), isOthers ? 403 : 404);
    });

    test('says what is wrong with a body that is no JSON, and with one that is documented to be refused', async () => {
      if (body === undefined) return;
      refused(operation, await ask(operation, ids, { payload: '{"name": ' }), 400);
      for (const each of requests[operation.name]?.refused ?? [])
        refused(operation, await ask(operation, ids, { body: await each.body(world, ids) }), each.status);
    });

    test('answers what is described, save for what is listed', async () => {
      const answer = await ask(operation, ids, { body });
      expect([200, 201, 204], answer.body).toContain(answer.statusCode);
      notePast(problemsOf(operation, answer));
    });

    test('takes every parameter that is described', async () => {
      if (operation.method !== 'get') return;
      const described = readDescription(operation.version).paths[operation.path]?.get?.parameters ?? [];
      for (const { name } of described.filter((parameter) => parameter.in === 'query')) {
        if (requests[operation.name]?.query?.(world, ids).includes(`${name}=`)) continue;
        const sample = requests[operation.name]?.samples?.[name] ?? sampleOf(name);
        const answer = await ask(operation, ids, { query: `${name}=${encodeURIComponent(sample)}` });
        expect([name, answer.statusCode, answer.statusCode === 200 ? '' : answer.body]).toEqual([name, 200, '']);
      }
    });
  });

  test('a run of an upload is as described too', async () => {
    const { runId } = await world.uploadedRun();
    const answer = await world.house.ask('GET', `/api/v2/accounts/${world.house.accountId}/runs/${runId}/?${related}`);
    const checker = new Checker(readDescription('v2'));
    checker.check({ $ref: '#/components/schemas/RunResponseEnveloped' }, answer.json(), 'answer');
    notePast(checker.problems);
  });

  test('every listed deviation is still one', () => {
    expect(
      patterns.filter(({ pattern }) => ![...found].some((problem) => pattern.test(problem))).map(({ deviation }) => deviation),
    ).toEqual([]);
  });
});

function notePast(problems: ReadonlySet<string>): void {
  for (const problem of problems) found.add(problem);
  expect([...problems].filter((problem) => !patterns.some(({ pattern }) => pattern.test(problem)))).toEqual([]);
}

/** A thing that the operation itself changes is a new one; whatever else the address names is shared. */
async function idsOf(operation: Operation): Promise<Ids> {
  const given = await requests[operation.name]?.ids?.(world);
  const names = parametersOf(operation.path);
  let ids: Ids = { account_id: world.house.accountId, ...given };
  for (const [at, name] of names.entries()) {
    if (name in ids) continue;
    const noun = nounOf(operation.path, name);
    const isItself = at === names.length - 1 && operation.method !== 'get' && new RegExp(`\\{${name}\\}/?$`).test(operation.path);
    ids = { ...ids, [name]: await (isItself ? fresh(noun, ids) : common(noun, ids)) };
  }
  return ids;
}

function parametersOf(path: string): string[] {
  return [...path.matchAll(/\{(\w+)\}/g)].map(([, name = '']) => name);
}

/** The word before it in the path. */
function nounOf(path: string, name: string): string {
  return new RegExp(`([\\w-]+)/\\{${name}\\}`).exec(path)?.[1] ?? '';
}

async function fresh(noun: string, ids: Ids): Promise<string | number> {
  const make = things[noun];
  if (make === undefined) throw new Error(`test/contract/things.ts does not say how one of ${noun} is made`);
  return make(world, ids);
}

function common(noun: string, ids: Ids): Promise<string | number> {
  if (noun === 'projects') return Promise.resolve(world.place.project.id);
  const known = shared.get(noun);
  if (known) return known;
  const made = fresh(noun, ids);
  shared.set(noun, made);
  return made;
}

interface Asking {
  readonly token?: string | null;
  readonly body?: unknown;
  /** Instead of a body: as it stands. */
  readonly payload?: string;
  readonly query?: string;
}

async function ask(operation: Operation, ids: Ids, { token, body, payload, query }: Asking): Promise<Answer> {
  const path = operation.path.replace(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(String(ids[name])));
  const own = requests[operation.name]?.query?.(world, ids);
  const asked = operation.method === 'get' ? [query ?? related, ...(own === undefined ? [] : [own])].join('&') : '';
  const text = payload ?? (body === undefined ? null : JSON.stringify(body));
  return world.house.app.inject({
    method: methodOf(operation),
    url: asked === '' ? path : `${path}?${asked}`,
    headers: {
      ...credentialsOf(operation, token),
      ...(text === null ? {} : { 'content-type': 'application/json' }),
    },
    ...(text === null ? {} : { payload: text }),
  });
}

/** undefined: as the owner. */
function credentialsOf({ name }: Operation, token: string | null | undefined): Readonly<Record<string, string>> {
  if (token === null) return {};
  if (token === undefined && requests[name]?.isPersonal === true) return world.ownerHeaders;
  return { authorization: `Token ${token ?? world.house.ownerToken}` };
}

function methodOf({ method }: Operation) {
  return ({ get: 'GET', post: 'POST', put: 'PUT', patch: 'PATCH', delete: 'DELETE' } as const)[method];
}

/** In the envelope, with words for people; and as it is described where it is. */
function refused(operation: Operation, answer: Answer, status: number): void {
  expect([answer.statusCode, answer.statusCode === status ? '' : answer.body]).toEqual([status, '']);
  const told = answer.json();
  if (operation.path.includes('/scim/v2/')) {
    expect(told).toMatchObject({ schemas: ['urn:ietf:params:scim:api:messages:2.0:Error'], status: String(status) });
    return;
  }
  expect(told.status).toMatchObject({ code: status, is_success: false });
  expect(told.status.user_message).toMatch(/\w+ \w+/);
  const schema = schemaOf(operation, status);
  if (schema === undefined) return;
  const checker = new Checker(readDescription(operation.version));
  checker.check(schema, told, 'refusal');
  notePast(checker.problems);
}

function schemaOf({ version, path, method }: Operation, status: number) {
  const content = readDescription(version).paths[path]?.[method]?.responses[status]?.content ?? {};
  return Object.values(content)[0]?.schema;
}

function problemsOf(operation: Operation, answer: Answer): ReadonlySet<string> {
  const { version, path, method } = operation;
  const statuses = Object.keys(readDescription(version).paths[path]?.[method]?.responses ?? {}).filter((status) => status.startsWith('2'));
  const [described = '200'] = statuses;
  const checker = new Checker(readDescription(version));
  if (String(answer.statusCode) !== described)
    checker.problems.add(`${method.toUpperCase()} answers ${answer.statusCode} instead of ${described}`);
  const schema = schemaOf(operation, Number(described));
  const isJson = String(answer.headers['content-type'] ?? '').includes('json');
  // A file is answered as it is, whatever its description says.
  if (schema === undefined || !isJson || path.includes('{remainder}')) return checker.problems;
  if (path.includes('/scim/v2/')) {
    checker.problems.add('SCIM answers without the envelope');
    const told = answer.json();
    const extra = { filters: {}, order_by: '', pagination: { count: 0, total_count: 0 } };
    checker.check(
      schema,
      { status: okStatus, data: /\/(Users|Groups)$/.test(path) ? (told.Resources ?? told) : told, extra, error_code: 0 },
      'answer',
    );
  } else checker.check(schema, answer.json(), 'answer');
  return checker.problems;
}

const okStatus = { code: 200, is_success: true, user_message: '', developer_message: '' };
const samples: Readonly<Record<string, string>> = {
  ...{ state: 'active', name: 'x', name__icontains: 'x', order_by: '-id', type: 'deployment', deployment_type: 'production' },
  ...{ deployment_type__in: '["production"]', dbt_version: 'latest', dbt_version__in: '["latest"]', include_related: 'x' },
  ...{ created_at__range: '["2026-01-01","2026-02-01"]', finished_at__range: '["2026-01-01","2026-02-01"]' },
  ...{ has_docs_generated: 'true', has_sources_generated: 'true', triggers_schedule: 'true', is_system: 'true', is_fusion_ready: 'true' },
  ...{ logged_at_start: '2026-01-01', logged_at_end: '2026-02-01', adapter_version: 'postgres_v0', search: 'x', method: 'x', actor: 'x' },
};

function sampleOf(name: string): string {
  return samples[name] ?? (name.endsWith('__in') ? '[1,2]' : '1');
}

/** Every route against what nobody should send: never a failure of ours, always the envelope, and whatever is refused changes nothing. The list is the server's own. */
import { createProject } from '@weft/domain/projects/create-project';
import type { Answer } from '@weft/kit/app';
import { digestOf, evilIds, evilQueries, evilValues, names, wrongWith } from '@weft/kit/evil';
import { things } from '@weft/kit/things';
import { openWorld, type World } from '@weft/kit/world';
import { smallRoutes } from '@weft/server/build-app';
import { describeRoutes } from '@weft/surface/kit/describe-routes';
import type { AnyRoute } from '@weft/surface/kit/route';
import type { WireOperation } from '@weft/wire/weft/api-description';
import { afterAll, beforeAll, expect, test } from 'vitest';

const routes = smallRoutes({ facts: { version: '0.0.0', dbtVersions: [] }, readiness: [] });
const api = describeRoutes(routes, { url: 'https://weft.example.com', version: '0.0.0' });

let world: World;
let othersProjectId: number;
const ids = new Map<string, Promise<string>>();

beforeAll(async () => {
  world = await openWorld();
  const other = await createProject(world.house, { accountId: world.house.otherAccountId, name: 'Theirs', kind: 'default' });
  othersProjectId = other.id;
});
afterAll(() => world.house.close());

const every = routes.map((it) => [it.method, it.path, it] as const);
const withParameters = every.filter(([, path]) => path.replace(':accountId', '').includes(':'));
const withQuery = every.filter(([method, , it]) => method === 'GET' && !isStream(it));
const withBody = every.filter(([method]) => method !== 'GET' && method !== 'DELETE');
const withFields = withBody.filter(([, , it]) => fieldsOf(it).length > 0);

/** Answers that do not end by themselves, or only after a while. */
function isStream({ path }: AnyRoute): boolean {
  return /\/(events|wait)\/$/.test(path) && path.startsWith('/api/weft/');
}

function operationOf(it: AnyRoute): WireOperation | undefined {
  return api.paths[it.path.replace(/:(\w+)/g, '{$1}').replace('*', '{path}')]?.[it.method.toLowerCase()];
}

function fieldsOf(it: AnyRoute): readonly string[] {
  const properties = operationOf(it)?.requestBody?.content['application/json'].schema.properties;
  return typeof properties === 'object' && properties !== null ? Object.keys(properties) : [];
}

/** A rule to leave out, which may be none; a collection of another tool, of which only that one knows. */
const namesAnything = new Set([':ruleId', ':collectionId']);

/** Of things that are there where the world knows how to make them, so that a request comes as far as it can. */
async function urlOf({ path }: AnyRoute): Promise<string> {
  const parts = path.split('/');
  const filled = parts.map((part, at) => {
    if (part === '*') return 'manifest.json';
    return part.startsWith(':') ? idOf(part, parts[at - 1] ?? '') : part;
  });
  return (await Promise.all(filled)).join('/');
}

function idOf(parameter: string, noun: string): Promise<string> {
  const known = { ':accountId': world.house.accountId, ':projectId': world.place.project.id, ':environmentId': world.place.environment.id };
  const fixed = Object.entries(known).find(([name]) => name === parameter);
  if (fixed) return Promise.resolve(String(fixed[1]));
  const made = ids.get(noun) ?? (things[noun]?.(world, { user_id: world.ownerId }) ?? Promise.resolve('1')).then(String, () => '1');
  ids.set(noun, made);
  return made;
}

interface Sent {
  readonly payload?: string;
  readonly token?: string | null;
  readonly contentType?: string;
}

function send(
  method: AnyRoute['method'],
  url: string,
  { payload, token = world.house.ownerToken, contentType = 'application/json' }: Sent = {},
) {
  return world.house.app.inject({
    ...{ method, url },
    headers: {
      ...(token === null ? {} : { authorization: `Token ${token}` }),
      ...(payload === undefined ? {} : { 'content-type': contentType }),
    },
    ...(payload === undefined ? {} : { payload }),
  });
}

/** What is wrong with an answer, beside what was sent. */
function note(wrong: string[], sent: string, answer: Answer): void {
  const problem = wrongWith(answer.statusCode, answer.body);
  if (problem !== null) wrong.push(`${sent.slice(0, 120)} → ${problem}`);
}

async function unchanged(deeds: () => Promise<void>): Promise<void> {
  const before = await digestOf(world.house);
  await deeds();
  const after = await digestOf(world.house);
  expect([...after].filter(([name, digest]) => before.get(name) !== digest).map(([name]) => name)).toEqual([]);
}

test.each(withParameters)('%s %s: an id that is none is told as nothing there, and changes nothing', async (method, path, it) => {
  const wrong: string[] = [];
  const good = (await urlOf(it)).split('/');
  await unchanged(async () => {
    for (const [at, part] of path.split('/').entries()) {
      if (!part.startsWith(':') || part === ':accountId') continue;
      for (const id of evilIds) {
        const answer = await send(method, good.with(at, id).join('/'), method === 'GET' ? {} : { payload: '{}' });
        note(wrong, `${part}=${id}`, answer);
        if (answer.statusCode < 400 && !namesAnything.has(part)) wrong.push(`${part}=${id} → ${answer.statusCode}`);
      }
    }
  });
  expect(wrong).toEqual([]);
});

test.each(every.filter(([, path]) => path.includes(':projectId')))(
  '%s %s: a project of another account is not there',
  async (method, path, it) => {
    const url = (await urlOf(it)).split('/').with(path.split('/').indexOf(':projectId'), String(othersProjectId)).join('/');
    await unchanged(async () => {
      const answer = await send(method, url, method === 'GET' ? {} : { payload: '{}' });
      // A body or a query that lacks something may be told first: neither says anything of the project.
      expect([400, 404]).toContain(answer.statusCode);
    });
  },
);

test.each(every.filter(([, , it]) => it.needs !== 'nobody'))('%s %s: a token in the address is refused', async (method, _path, it) => {
  for (const name of ['token', 'access_token', 'api_key']) {
    const answer = await send(method, `${await urlOf(it)}?${name}=${world.house.ownerToken}`, { token: null });
    expect([answer.statusCode, wrongWith(answer.statusCode, answer.body)]).toEqual([400, null]);
    expect(answer.body).toContain('A token does not belong in an address.');
    expect(answer.body).not.toContain(world.house.ownerToken);
  }
});

test.each(withQuery)('%s %s: no query breaks it', async (method, _path, it) => {
  const wrong: string[] = [];
  const url = await urlOf(it);
  const declared =
    operationOf(it)
      ?.parameters.filter((each) => each.in === 'query')
      .map(({ name }) => name) ?? [];
  for (const name of declared.length === 0 ? ['limit', 'include_related'] : [...declared, '__proto__']) {
    for (const value of evilQueries) {
      const text = /^%[0-9A-F]{2}/.test(value) ? value : encodeURIComponent(value);
      note(wrong, `${name}=${value}`, await send(method, `${url}?${name}=${text}`));
    }
  }
  expect(wrong).toEqual([]);
});

const huge = `{"name":"${'x'.repeat(11 * 1024 * 1024)}"}`;
const deep = `${'['.repeat(50_000)}${']'.repeat(50_000)}`;

test.each(withBody)('%s %s: a body that cannot be read is refused, and changes nothing', async (method, _path, it) => {
  const wrong: string[] = [];
  const url = await urlOf(it);
  await unchanged(async () => {
    for (const payload of ['{', '{"name": ', '\u0000', '{"a":1}}', '{"name":"\\ud8"}', deep, 'name=x&name']) await refuse({ payload });
    await refuse({ payload: huge }, 413);
    await refuse({ payload: '--x\r\nnot a form', contentType: 'multipart/form-data; boundary=x' });
  });
  expect(wrong).toEqual([]);

  async function refuse(sent: Sent, status?: number): Promise<void> {
    const answer = await send(method, url, sent);
    note(wrong, sent.payload ?? '', answer);
    if (status !== undefined ? answer.statusCode !== status : answer.statusCode < 400)
      wrong.push(`${sent.payload?.slice(0, 40)} → ${answer.statusCode}`);
  }
});

test.each(withFields)('%s %s: a body or a field of the wrong kind breaks nothing', async (method, _path, it) => {
  const wrong: string[] = [];
  const url = await urlOf(it);
  for (const payload of ['[]', '"x"', '1', 'true', '[{}]', '{"zzz":1}', '{"__proto__":{"x":1},"constructor":1}'])
    note(wrong, payload, await send(method, url, { payload }));
  for (const field of fieldsOf(it)) {
    for (const value of evilValues) {
      // To delete is no bad request.
      const payload = `{${otherFields(it, field)}${JSON.stringify(field)}:${value},"unknown":1}`;
      note(wrong, payload, await send(method, url, { payload }));
    }
  }
  expect(wrong).toEqual([]);
});

/** What else the body must have, with texts and numbers that may pass, so that the one evil field is what is looked at. */
function otherFields(it: AnyRoute, field: string): string {
  const schema = operationOf(it)?.requestBody?.content['application/json'].schema ?? {};
  const required = Array.isArray(schema.required) ? schema.required.filter((name) => name !== field) : [];
  const properties = Object.entries(schema.properties ?? {});
  return required
    .map((name) => {
      const type = properties.find(([each]) => each === name)?.[1]?.type;
      const value = name === 'project_id' ? world.place.project.id : name === 'environment_id' ? world.place.environment.id : null;
      const sample = { integer: 1, number: 1, boolean: false, array: [], object: {} }[String(type)] ?? `evil ${world.count()}`;
      return `${JSON.stringify(name)}:${JSON.stringify(value ?? sample)},`;
    })
    .join('');
}

test.each(names)('the name %j comes back letter by letter', async (name) => {
  const { house, place, make } = world;
  const v3 = `/api/v3/accounts/${house.accountId}`;
  const at = { project_id: place.project.id, environment_id: place.environment.id };
  const kept = [
    [`${v3}/projects/`, { name, type: 1 }],
    [`${v3}/projects/${place.project.id}/environments/`, { name, type: 'deployment' }],
    [`/api/v2/accounts/${house.accountId}/jobs/`, { name, execute_steps: ['dbt build'], ...at }],
    [`${v3}/service-tokens/`, { name, permission_grants: [{ permission_set: 'job_viewer' }] }],
  ] as const;
  for (const [path, body] of kept) {
    const { id } = await make('POST', path, body);
    const answer = await house.ask('GET', `${path}${id}/`);
    expect([path, answer.json().data.name]).toEqual([path, name]);
    expect(answer.headers['content-type']).toMatch(/^application\/json/);
  }
});

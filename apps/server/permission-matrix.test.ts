/** Asks every route as a holder of every permission set, and as a person with every licence, and holds who gets through its door against the reviewed `permission-matrix.txt`. */
import { join } from 'node:path';
import { Fault } from '@weft/base/fault';
import type { Id } from '@weft/base/id';
import { grantServiceToken } from '@weft/domain/access/grant';
import type { PermissionSet } from '@weft/domain/access/permission-sets';
import { permissionSets } from '@weft/domain/access/permission-sets';
import { licences } from '@weft/domain/identity/model';
import { createServiceToken } from '@weft/domain/identity/service-tokens';
import { createProject } from '@weft/domain/projects/create-project';
import type { Db } from '@weft/host/database';
import { makePerson } from '@weft/kit/person';
import { things } from '@weft/kit/things';
import type { World } from '@weft/kit/world';
import { openWorld } from '@weft/kit/world';
import type { AnyRoute } from '@weft/surface/kit/route';
import type { FastifyInstance } from 'fastify';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { buildApp, smallRoutes } from './build-app.ts';

const facts = { version: '0.0.0', dbtVersions: [] };
const routes = smallRoutes({ facts, readiness: [] }).filter(({ needs }) => needs !== 'nobody');

interface Holder {
  readonly headers: Readonly<Record<string, string>>;
}
/** Holders of one set: for the project asked about, and for all projects. */
interface Column {
  readonly own: Holder;
  readonly all: Holder;
}

let world: World;
let app: FastifyInstance;
let columns: readonly Column[];
/** Holders of every set there is, in another project and in another account: rights only add up, so whoever is let in by one set is let in with all of them. */
let other: Holder;
let stranger: Holder;
/** Sees all projects and may nothing in them. */
let outsider: Holder;
let people: readonly Holder[];
const made = new Map<string, string>();

beforeAll(async () => {
  world = await openWorld();
  const { house, place } = world;
  // Where SCIM is off, nobody gets in whatever they hold.
  await world.make('POST', `/api/v3/accounts/${house.accountId}/scim-config/`, { enabled: true, manual_updates_allowed: true });
  const another = await createProject(house, { accountId: house.accountId, name: 'Another', kind: 'default' });
  const { accountId, otherAccountId } = house;
  columns = [];
  for (const set of permissionSets)
    columns = [...columns, { own: await holderOf(accountId, [set], place.project.id), all: await holderOf(accountId, [set], null) }];
  other = await holderOf(accountId, permissionSets, another.id);
  stranger = await holderOf(otherAccountId, permissionSets, null);
  outsider = await holderOf(accountId, ['scim_only'], null);
  const seats = licences.map((licence) => ({ licence, groups: ['Owner'] }));
  people = [];
  for (const seat of [...seats, { licence: 'developer', groups: [] } as const])
    people = [...people, { headers: (await makePerson(house, seat)).headers }];
  for (const { path } of routes) await nameThings(path);
  await useOnce();
  const database = { ...house.database, db: withoutWrites(house.database.db), transaction: refuseToWrite };
  // Nowhere to put an engine, so that no test of a connection installs one.
  const paths = { ...house.paths, venvs: '/dev/null/none' };
  app = await buildApp({ ...house, database, paths }, { facts, readiness: [], webFolder: null });
}, 120_000);

afterAll(async () => {
  await app?.close();
  await world?.house.close();
});

/** The first use of a token or a session is written down; those of the next minute are not. */
async function useOnce(): Promise<void> {
  const holders = [...columns.flatMap((it) => [it.own, it.all]), ...people, other, stranger, outsider];
  for (const { headers } of holders) await world.house.app.inject({ url: '/api/v2/whoami/', headers });
}

/** Whatever is asked changes nothing, so that a hundred callers can delete the same thing one after the other. Only the audit log goes on. */
async function refuseToWrite(): Promise<never> {
  throw new Fault('unavailable', 'matrix.writes_nothing', 'Nothing is written while doors are tried.');
}

function withoutWrites(db: Db): Db {
  return new Proxy(db, {
    get(target, key) {
      if (key === 'update' || key === 'delete') return refuseAtOnce;
      const value: unknown = Reflect.get(target, key, target);
      return typeof value === 'function' ? value.bind(target) : value;
    },
  });
}

function refuseAtOnce(): never {
  throw new Fault('unavailable', 'matrix.writes_nothing', 'Nothing is written while doors are tried.');
}

async function holderOf(accountId: Id<'account'>, sets: readonly PermissionSet[], projectId: Id<'project'> | null): Promise<Holder> {
  const grants = sets.map((permissionSet) => ({ accountId, permissionSet, projectId }));
  const input = { accountId, name: sets.join(), createdBy: 'test' };
  const { secret } = await createServiceToken(world.house, input, (tx, token) => grantServiceToken(tx, token.id, grants));
  return { headers: { authorization: `Token ${secret}` } };
}

/** One of everything that an address names, in the project asked about where it lies in one: behind a thing that is not there no door can be seen. */
async function nameThings(path: string): Promise<void> {
  for (const [, word = '', name = ''] of path.matchAll(/\/([^/]+)\/:(\w+)/g)) {
    if (made.has(`${word}/${name}`)) continue;
    const id = (await (own[word] ?? own[name])?.()) ?? (await things[word]?.(world, { user_id: world.ownerId })) ?? 1;
    made.set(`${word}/${name}`, String(id));
  }
}

/** By the word in front or the parameter's name, where `things` would make another one or none. */
const own: Readonly<Record<string, () => Promise<number>>> = {
  accountId: async () => world.house.accountId,
  projectId: async () => world.place.project.id,
  environmentId: async () => world.place.environment.id,
  repositoryId: async () => world.place.repository.id,
  userId: async () => world.ownerId,
  'semantic-layer-credentials': async () => {
    const body = {
      project_id: world.place.project.id,
      name: 'x',
      adapter_version: 'postgres_v0',
      values: { username: 'x', password: 'x' },
    };
    return (await world.make('POST', `/api/v3/accounts/${world.house.accountId}/semantic-layer-credentials/`, body)).id;
  },
  runId: async () => {
    const jobs = `/api/v2/accounts/${world.house.accountId}/jobs/`;
    return (await world.make('POST', `${jobs}${await things.jobs?.(world, {})}/run/`)).id;
  },
};

function urlOf(path: string): string {
  const url = path.replace(/\/([^/]+)\/:(\w+)/g, (_, word: string, name: string) => `/${word}/${made.get(`${word}/${name}`) ?? 1}`);
  return `${url.replace('*', 'manifest.json')}?dbt_project_name=x&project=x&model=x&text=x&step=4&unique_id=x&column=x&query=%7B__typename%7D&before=1&after=1&environment_id=${world.place.environment.id}&project_id=${world.place.project.id}`;
}

/** Where one name means different things to different routes. */
const bodies: readonly (readonly [RegExp, object])[] = [
  [/\/environments\//, { type: 'deployment' }],
  [/\/projects\/(:projectId\/)?$/, { type: 0 }],
  [/\/environment-variables\//, { type: 'project', name: 'DBT_X', raw_value: 'x', env_var: { new_name: 'DBT_X', project: 'x' } }],
  [/\/adapters\//, { adapter_version: 'postgres_v0', metadata_json: {} }],
  [/\/keys\//, { private_key: 'x' }],
  [/\/profiles\//, { key: 'x' }],
  [/\/repository\/move\/$/, { remote_url: 'x' }],
  [/\/ignore-rules\//, { node_pattern: 'model.x.y', facet: 'body', why: 'x' }],
  [/\/semantic-layer-credentials\//, { adapter_version: 'postgres_v0', values: {} }],
];

/** What routes read before they know in which project they are; those of the account find their own fault with it behind the door. */
function bodyOf({ scope, path }: AnyRoute): object {
  if (scope === undefined) return path.endsWith('/graphql') ? { query: '{ __typename }' } : {};
  const { project, environment, connection } = world.place;
  const at = { account_id: world.house.accountId, project_id: project.id, environment_id: environment.id, connection_id: connection.id };
  const body = {
    ...at,
    credentials_id: environment.credentialId,
    name: 'x',
    adapter: 'duckdb',
    type: 'postgres',
    target_schema: 's',
    schema: 's',
  };
  return Object.assign(body, { upload_status: 'SUCCESS' }, ...bodies.flatMap(([pattern, own]) => (pattern.test(path) ? [own] : [])));
}

/** Codes, and the words of SCIM, which has no codes. */
const doorWords = /"(account|project|path)\.not_found"|"detail":"There is (no (account|project) \d|nothing at )/;

/** `unread`: nothing is known, since the input was refused before the door. */
type Door = 'open' | 'shut' | 'unread';

async function tryDoor(it: AnyRoute, { headers }: Holder): Promise<Door> {
  const hasBody = it.method !== 'GET';
  const answer = await app.inject({
    method: it.method,
    url: urlOf(it.path),
    headers: { ...headers, ...(hasBody ? { 'content-type': 'application/json' } : {}) },
    ...(hasBody ? { payload: JSON.stringify(bodyOf(it)) } : {}),
    // A stream that stays open has told its status.
    payloadAsStream: true,
  });
  const { statusCode } = answer;
  if (statusCode === 404) return doorWords.test(await textOf(answer.stream())) ? 'shut' : 'open';
  answer.stream().destroy();
  if (statusCode === 401 || statusCode === 403) return 'shut';
  return statusCode === 400 ? 'unread' : 'open';
}

async function textOf(stream: AsyncIterable<unknown>): Promise<string> {
  let text = '';
  for await (const chunk of stream) text += String(chunk);
  return text;
}

/** `+` for the project asked about · `a` only when granted for all projects · `.` shut. */
async function cell(it: AnyRoute, { own, all }: Column): Promise<string> {
  if ((await tryDoor(it, own)) !== 'shut') return '+';
  return (await tryDoor(it, all)) === 'shut' ? '.' : 'a';
}

/** What must not be: `?` nobody's input is read · `!` open from another project · `X` open from another account. */
async function leak(it: AnyRoute): Promise<string> {
  if (it.needs === 'caller') return ' ';
  // Who may nothing in projects finds only what is not there.
  if (it.scope !== undefined && (await tryDoor(it, outsider)) !== 'shut') return '?';
  const [far, near] = [await tryDoor(it, stranger), it.scope === undefined ? 'shut' : await tryDoor(it, other)];
  if (far === 'unread' || near === 'unread') return '?';
  if (far === 'open') return 'X';
  return near === 'open' ? '!' : ' ';
}

const head = `Who gets through the door of which route. Held by permission-matrix.test.ts, which asks the routes; remake it with
  npx vitest run --project fast apps/server/permission-matrix.test.ts --update
and read the difference as a reviewer would: each changed sign is somebody who may do more or less than before.

+  open to who is granted the set for the project asked about (and so for all projects)
a  open only to who is granted it for all projects
.  shut
In front, where there must be nothing: ! open to who is granted every set for another project; X, in another account; ? what the test
asks for is not there or not understood, so that nothing is known (give the route a thing or a body in the test).
The last columns are signed-in people, + or . alike: owners with the licences developer, read_only, analyst and it, and a developer in no group.
`;

test('every route opens to whom it should', async () => {
  const letters = permissionSets.map((_, index) => String.fromCharCode(index < 26 ? 65 + index : 71 + index));
  const names = permissionSets.map((set, index) => `${letters[index]} ${set}`);
  const rows: string[] = [];
  for (const it of routes) {
    const cells = await Promise.all(columns.map((column) => cell(it, column)));
    const seats = await Promise.all(people.map(async (person) => ((await tryDoor(it, person)) === 'shut' ? '.' : '+')));
    rows.push(`${await leak(it)} ${fours(cells)}  ${seats.join('')}  ${it.method.padEnd(6)} ${it.path}`);
  }
  const legend = Array.from({ length: 8 }, (_, row) =>
    [0, 8, 16, 24]
      .map((at) => (names[at + row] ?? '').padEnd(26))
      .join('')
      .trimEnd(),
  );
  const title = `  ${fours(letters)}  draim  route`;
  const text = [head, ...legend, '', title, ...rows.sort(byPath), ''].join('\n');
  await expect(text).toMatchFileSnapshot(join(import.meta.dirname, 'permission-matrix.txt'));
  // After the file, so that it can be looked at.
  expect(rows.filter((row) => !row.startsWith(' '))).toEqual([]);
}, 400_000);

function fours(signs: readonly string[]): string {
  return signs.join('').replace(/(.{4})(?=.)/g, '$1 ');
}

function byPath(a: string, b: string): number {
  const key = (row: string) => row.replace(/^.* (\S+) +(\S+)$/, '$2 $1');
  return key(a) < key(b) ? -1 : 1;
}

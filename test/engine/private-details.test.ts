/** Nothing private of the demo mesh's other projects is in any answer to somebody who reads finance alone: every route of the API asked everywhere, and every field of the Discovery API. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { permissionSets } from '@weft/domain/access/permission-sets';
import { ask, until } from '@weft/kit/account';
import { type MeshProject, readMesh } from '@weft/kit/demo-mesh';
import { discoveryWalk } from '@weft/kit/discovery-walk';
import { everyDeed, everyQuestion, type Place } from '@weft/kit/every-question';
import { type Question, scanAnswers } from '@weft/kit/scan-answers';
import { openServers, type Server } from '@weft/kit/server';
import { privateNodes, type Untold, untoldOf } from '@weft/kit/untold';
import { discoverySchemaText } from '@weft/wire/discovery/schema';
import type { WireApiDescription } from '@weft/wire/weft/api-description';
import { beforeAll, expect, test } from 'vitest';

const servers = openServers();
let server: Server;
let description: WireApiDescription;
let finance: MeshProject;
let others: readonly MeshProject[];
let untold: Untold;
/** What a person and a program send that hold every permission set there is, for finance. */
let askers: Readonly<Record<'person' | 'program', Readonly<Record<string, string>>>>;

beforeAll(async () => {
  server = await servers.start({ variables: { WEFT_DEMO: '1', WEFT_RATE_LIMIT: '0' } });
  await until(400, 'the end of the demo', async () => (existsSync(join(server.home, 'demo', 'done')) ? true : null));
  description = (await server.request('GET', '/docs/api/openapi.json', { token: null })).json();
  const projects = await readMesh(server);
  finance = projects.find(({ name }) => name === 'finance_project') ?? expect.fail('no finance');
  others = projects.filter((it) => it !== finance);
  untold = untoldOf(
    others.map(({ manifest }) => manifest),
    [...(await finance.readTexts()), JSON.stringify(description), discoverySchemaText],
  );
  askers = { person: await makePerson(), program: await makeProgram() };
});

const grants = () => permissionSets.map((permission_set) => ({ permission_set, project_id: finance.projectId }));

async function makeProgram(): Promise<Record<string, string>> {
  const made = await ask(server, 'POST', '/api/v3/accounts/1/service-tokens/', { name: 'Of finance', permission_grants: grants() });
  return { authorization: `Token ${made.token_string}` };
}

async function makePerson(): Promise<Record<string, string>> {
  const group = { name: 'Finance', assign_by_default: false, sso_mapping_groups: [] };
  const { id } = await ask(server, 'POST', '/api/v3/accounts/1/groups/', group);
  await ask(server, 'POST', `/api/v3/accounts/1/group-permissions/${id}/`, grants());
  const invite = { email_addresses: ['fay@example.com'], license_type: 'developer', group_ids: [id] };
  const { links } = await ask(server, 'POST', '/api/v3/accounts/1/invites/', invite);
  const body = { token: links[0].url.split('#')[1], first_name: 'Fay', last_name: 'Ledger', password: 'ledgers and ledgers' };
  const headers = { origin: server.url };
  const entered = await server.request('POST', '/api/weft/invitation/accept/', { token: null, headers, body });
  return { origin: server.url, cookie: entered.headers.get('set-cookie')?.split(';')[0] ?? '' };
}

type Named = Readonly<Record<'unique_id' | 'model' | 'column', string>>;

/** Each run's steps and each state, and the nodes where they lie. */
function placesOf(project: MeshProject, nodes: readonly Named[]): Place[] {
  const steps = Array.from({ length: 8 }, (_, index) => ({ ...coordinates(project), stepIndex: index + 1, step: index + 1 }));
  const states = project.stateIds.map((id) => ({ ...coordinates(project), stateId: id, before: id }));
  return [...steps, ...states, ...nodes.map((node) => ({ ...coordinates(project), ...node }))];
}

/** As if they were of finance. */
function fromFinance({ name, manifest }: MeshProject): Place[] {
  return namesOf(manifest).map((node) => ({ ...coordinates(finance), ...node, project: name, dbt_project_name: name }));
}

function namesOf(manifest: MeshProject['manifest']): Named[] {
  return privateNodes(manifest).map(({ uniqueId, name, column }) => ({ unique_id: uniqueId, model: name, column: column ?? 'order_key' }));
}

function coordinates({ name, projectId, environmentId, jobId, runId, stateIds, manifest }: MeshProject): Place {
  const [newest = 0] = stateIds;
  const [first] = privateNodes(manifest);
  return {
    ...{ accountId: 1, projectId, project_id: projectId, environmentId, environment_id: environmentId, jobId, job_id: jobId, runId },
    ...{ stateId: newest, before: newest, after: newest, project: name, dbt_project_name: name, view: environmentId },
    ...{ unique_id: first?.uniqueId ?? '', model: first?.name ?? '', column: first?.column ?? 'x', path: 'manifest.json', step: 1 },
    ...{ query: '{ __typename }', include_related: '["run_steps","debug_logs","trigger","job","environment","repository"]' },
  };
}

/** One of each kind of a project's private nodes. */
function someNames(manifest: MeshProject['manifest']): Named[] {
  const byKind = new Map(namesOf(manifest).map((node) => [node.unique_id.split('.')[0], node]));
  return [...byKind.values()];
}

function asQuestions(places: readonly Place[], firsts: readonly Place[]): Question[] {
  const words = others.flatMap(({ manifest }) =>
    someNames(manifest)
      .slice(0, 2)
      .map(({ model }) => model),
  );
  return everyQuestion(description, { places, firsts, words }).map(({ url }) => ({ method: 'GET', url }));
}

function discoveryQuestions({ environmentId, jobId, manifest }: MeshProject): Question[] {
  const [uniqueId = ''] = Object.keys(manifest.nodes ?? {}).filter((id) => id.startsWith('model.'));
  const sought = others.flatMap((it) => namesOf(it.manifest)).find((node) => node.unique_id.startsWith('model.'))?.unique_id ?? '';
  const walked = discoveryWalk({ accountId: 1, environmentId, jobId, uniqueId, sought, exposure: 'executive_orders' });
  return walked.map((query) => ({ method: 'POST', url: '/graphql', body: { query } }));
}

test('what is looked for can be found: the owner is told every name and nearly every sentence of it', async () => {
  expect(untold.words.size).toBeGreaterThan(100);
  expect(untold.phrases.size).toBeGreaterThan(1000);
  const everywhere = others.flatMap((it) => placesOf(it, namesOf(it.manifest)));
  const { told } = await scanAnswers(server, { authorization: `Token ${server.token}` }, asQuestions(everywhere, []), untold);
  expect([...untold.words].filter((word) => !told.has(word))).toEqual([]);
  expect([...untold.phrases].filter((phrase) => !told.has(phrase)).length).toBeLessThan(untold.phrases.size / 10);
});

test('no answer tells it to a person or a program of finance, wherever they look', async () => {
  const there = others.flatMap((it) => placesOf(it, someNames(it.manifest)));
  const places = [...placesOf(finance, []), ...there, ...others.flatMap(fromFinance)];
  const questions = asQuestions(places, [finance, ...others].map(coordinates));
  const person = await scanAnswers(server, askers.person, asQuestions([...placesOf(finance, []), ...there], []), untold);
  const program = await scanAnswers(server, askers.program, questions, untold);
  expect([...person.leaks, ...program.leaks]).toEqual([]);
  const failed = [...person.statuses, ...program.statuses].filter(([, status]) => status >= 500);
  expect(failed.map(([{ url }, status]) => [url, status])).toEqual([]);
});

test('nor does the Discovery API, which tells it to the owner', async () => {
  const asked = [finance, ...others].flatMap(discoveryQuestions);
  expect((await scanAnswers(server, askers.program, asked, untold)).leaks).toEqual([]);
  const own = others.slice(0, 1).flatMap(discoveryQuestions);
  const { told } = await scanAnswers(server, { authorization: `Token ${server.token}` }, own, untold);
  expect([...untold.words].filter((word) => told.has(word)).length).toBeGreaterThan(untold.words.size / 3);
});

test('nor does what they try to change in the other projects, all of which is refused', async () => {
  const deeds = others.flatMap((project) => everyDeed(description, coordinates(project)).map((it) => ({ ...it, body: {} })));
  const { leaks, statuses } = await scanAnswers(server, askers.program, deeds, untold);
  expect(leaks).toEqual([]);
  expect([...statuses].filter(([, status]) => status < 400).map(([{ method, url }]) => `${method} ${url}`)).toEqual([]);
});

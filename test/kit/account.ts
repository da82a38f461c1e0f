/** Sets up projects of account 1 by the API alone, as somebody with a script would, and follows what becomes of them. */
import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import type { WireRun } from '@weft/wire/v2/run';
import { expect } from 'vitest';
import type { Ask, Server } from './server.ts';

const account = 'accounts/1';

/** The envelope's `data`; an answer of another status fails the test with its text. */
export async function ask(server: Server, method: string, path: string, body?: unknown, more: Ask = {}) {
  const answer = await server.request(method, path, { ...more, body });
  expect(answer.status, `${method} ${path}: ${answer.text}`).toBeLessThan(300);
  return answer.text === '' ? null : answer.json().data;
}

export interface Place {
  readonly projectId: number;
  readonly environmentId: number;
}

export async function makeEnvironment(server: Server, projectId: number, more: object = {}): Promise<number> {
  const asked = { name: 'Production', type: 'deployment', deployment_type: 'production', ...more };
  return (await ask(server, 'POST', `/api/v3/${account}/projects/${projectId}/environments/`, asked)).id;
}

/** A hybrid project with a production environment and a token that may do what uploads need, for this project alone. */
export async function makeHybridProject(server: Server, name: string): Promise<Place & { readonly token: string }> {
  const { id: projectId } = await ask(server, 'POST', `/api/v3/${account}/projects/`, { name, type: 1 });
  const environmentId = await makeEnvironment(server, projectId);
  const grants = ['job_runner', 'job_viewer'].map((permission_set) => ({ permission_set, project_id: projectId }));
  const made = await ask(server, 'POST', `/api/v3/${account}/service-tokens/`, { name: `${name} uploads`, permission_grants: grants });
  return { projectId, environmentId, token: made.token_string };
}

export interface RunProject extends Place {
  readonly jobId: number;
  /** Of the bare repository, to push to. */
  readonly repository: string;
}

/** A project that Weft runs: on a DuckDB file, from a repository of its own that has only the starter project yet. */
export async function makeRunProject(
  server: Server,
  given: { readonly name: string; readonly schema: string; readonly warehouse: string; readonly commands?: readonly string[] },
): Promise<RunProject> {
  const { name, schema, warehouse, commands = ['dbt build'] } = given;
  const { id: projectId } = await ask(server, 'POST', `/api/v3/${account}/projects/`, { name, type: 0 });
  const credentials = `/api/weft/${account}/projects/${projectId}/credentials/`;
  const { id: credentials_id } = await ask(server, 'POST', credentials, { adapter: 'duckdb', target_schema: schema, threads: 2 });
  mkdirSync(dirname(warehouse), { recursive: true });
  const connection = { name: `${name} warehouse`, adapter: 'duckdb', config: { path: warehouse } };
  const { id: connection_id } = await ask(server, 'POST', `/api/weft/${account}/connections/`, connection);
  const environmentId = await makeEnvironment(server, projectId, { connection_id, credentials_id });
  const repository = await ask(server, 'POST', `/api/weft/${account}/projects/${projectId}/repository/`, { name });
  const job = { project_id: projectId, environment_id: environmentId, name: 'Build', execute_steps: commands };
  const { id: jobId } = await ask(server, 'POST', `/api/v2/${account}/jobs/`, job);
  return { projectId, environmentId, jobId, repository: repository.path };
}

export function startJob(server: Server, jobId: number): Promise<WireRun> {
  return ask(server, 'POST', `/api/v2/${account}/jobs/${jobId}/run/`, { cause: 'A test wanted it' });
}

/** With its steps and trigger. */
export function getRun(server: Server, runId: number): Promise<WireRun> {
  return ask(server, 'GET', `/api/v2/${account}/runs/${runId}/?include_related=["run_steps","trigger"]`);
}

/** Newest first. `query`: filters of the official API. */
export function listRuns(server: Server, query: string): Promise<readonly WireRun[]> {
  return ask(server, 'GET', `/api/v2/${account}/runs/?order_by=-id&include_related=["trigger"]&${query}`);
}

export async function until<Value>(seconds: number, what: string, look: () => Promise<Value | null>): Promise<Value> {
  const deadline = performance.now() + seconds * 1000;
  for (;;) {
    const found = await look();
    if (found !== null) return found;
    if (performance.now() > deadline) throw new Error(`${what} did not happen within ${seconds} s`);
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

export function untilFinished(server: Server, runId: number, seconds = 180): Promise<WireRun> {
  return until(seconds, `the end of run ${runId}`, async () => {
    const run = await getRun(server, runId);
    return run.is_complete ? run : null;
  });
}

/** The runs of an environment as soon as there are so many finished ones, newest first. */
export function untilRuns(server: Server, environmentId: number, count: number, seconds = 60): Promise<readonly WireRun[]> {
  return until(seconds, `run ${count} of environment ${environmentId}`, async () => {
    const runs = await listRuns(server, `environment_id=${environmentId}`);
    return runs.length >= count && runs.every((run) => run.is_complete) ? runs : null;
  });
}

/** What a consumer is given of an upstream project, with its ETag. */
export async function getPublication(server: Server, consumerId: number, upstream: string) {
  const path = `/api/private/${account}/projects/${consumerId}/artifacts/publication/?dbt_project_name=${upstream}`;
  const answer = await server.request('GET', path);
  return { status: answer.status, etag: answer.headers.get('etag'), publication: answer.status === 200 ? answer.json().data : null };
}

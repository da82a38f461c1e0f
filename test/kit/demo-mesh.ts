/** What a running Weft has of its projects, as its owner reads them: where each is, its manifest, and the text of all its artifacts. */
import { ask } from './account.ts';
import type { Server } from './server.ts';

export interface MeshProject {
  readonly name: string;
  readonly projectId: number;
  readonly environmentId: number;
  readonly jobId: number;
  readonly runId: number;
  readonly stateIds: readonly number[];
  readonly manifest: Readonly<Record<string, unknown>>;
  /** Of its first run. */
  readonly readTexts: () => Promise<readonly string[]>;
}

export async function readMesh(server: Server): Promise<readonly MeshProject[]> {
  const projects: { id: number; dbt_project_name: string }[] = await ask(server, 'GET', '/api/v3/accounts/1/projects/');
  return Promise.all(projects.map(({ id, dbt_project_name: name }) => readProject(server, id, name)));
}

async function readProject(server: Server, projectId: number, name: string): Promise<MeshProject> {
  const environments: { id: number; project_id: number }[] = await ask(server, 'GET', '/api/v3/accounts/1/environments/');
  const environmentId = environments.find((it) => it.project_id === projectId)?.id ?? 0;
  const runs: { id: number; job_id: number }[] = await ask(server, 'GET', `/api/v2/accounts/1/runs/?project_id=${projectId}&order_by=id`);
  const { id: runId = 0, job_id: jobId = 0 } = runs[0] ?? {};
  const statesPath = `/api/weft/accounts/1/projects/${projectId}/states/?environment_id=${environmentId}`;
  const states: { id: number }[] = await ask(server, 'GET', statesPath);
  const artifacts = `/api/v2/accounts/1/runs/${runId}/artifacts/`;
  const manifest = (await server.request('GET', `${artifacts}manifest.json`)).json();
  const paths: string[] = await ask(server, 'GET', artifacts);
  const readTexts = () => Promise.all(paths.map(async (path) => (await server.request('GET', artifacts + path)).text));
  return { name, projectId, environmentId, jobId, runId, stateIds: states.map(({ id }) => id), manifest, readTexts };
}

/** A hybrid project of account 1 whose team has uploaded a generated project, and a project that builds on it: set up by the API alone. */
import { once } from 'node:events';
import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { request } from 'node:http';
import { pipeline } from 'node:stream/promises';
import { z } from 'zod';
import type { Answer, WeftProcess } from './weft-process.ts';

export interface Producer {
  readonly publicationPath: string;
}

const made = z.object({ data: z.object({ id: z.number() }) });
const announced = z.object({ data: z.object({ id: z.number(), upload_url: z.string() }) });

const publishedSecondsMax = 120;
const projects = '/api/v3/accounts/1/projects/';

/** A project that its team runs itself, and its production. */
export async function makeHybridProject(weft: WeftProcess, name: string): Promise<{ projectId: number; environmentId: number }> {
  const projectId = await make(weft, projects, { name, type: 1 });
  const place = { name: 'Production', type: 'deployment', deployment_type: 'production' };
  return { projectId, environmentId: await make(weft, `${projects}${projectId}/environments/`, place) };
}

/** `zip`: an upload of generate-manifest.ts; `dbtProjectName`: the project in it. Resolves when the publication is answered. */
export async function makeProducer(weft: WeftProcess, zip: string, dbtProjectName: string): Promise<Producer> {
  const { environmentId } = await makeHybridProject(weft, 'Producer');
  const consumer = await make(weft, projects, { name: 'Consumer', type: 0 });
  await upload(weft, environmentId, zip);
  const publicationPath = `/api/private/accounts/1/projects/${consumer}/artifacts/publication/?dbt_project_name=${dbtProjectName}`;
  await untilAnswered(weft, publicationPath);
  return { publicationPath };
}

async function make(weft: WeftProcess, path: string, body: unknown): Promise<number> {
  return made.parse(json(await weft.ask('POST', path, { body }))).data.id;
}

/** As dbt's uploader. Answers at what moment the server was told that all is there. */
export async function upload(weft: WeftProcess, environmentId: number, zip: string): Promise<number> {
  const base = `/api/private/accounts/1/environments/${environmentId}/ingests/`;
  const { id, upload_url } = announced.parse(json(await weft.ask('POST', base))).data;
  const put = request(upload_url, { method: 'PUT', headers: { 'content-length': (await stat(zip)).size } });
  const answered = once(put, 'response');
  await pipeline(createReadStream(zip, { highWaterMark: 256 * 1024 }), put);
  const [response] = await answered;
  response.resume();
  if (response.statusCode !== 200) throw new Error(`the PUT was answered with ${response.statusCode}`);
  const completedAt = performance.now();
  const completed = await weft.ask('PATCH', `${base}${id}/`, { body: { upload_status: 'SUCCESS' } });
  if (completed.status !== 204) throw new Error(`the PATCH was answered with ${completed.status}`);
  return completedAt;
}

async function untilAnswered(weft: WeftProcess, path: string): Promise<void> {
  const from = performance.now();
  for (;;) {
    const { status, body } = await weft.ask('GET', path);
    if (status === 200) return;
    if (performance.now() - from > publishedSecondsMax * 1000) throw new Error(`no publication: ${status} ${body.toString('utf8')}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

/** Throws where it is an error. */
export function json({ status, body }: Answer): unknown {
  const text = body.toString('utf8');
  if (status >= 300) throw new Error(`answered with ${status}: ${text}`);
  return JSON.parse(text);
}

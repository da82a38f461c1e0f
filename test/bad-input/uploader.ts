/** Sends uploads to a server as dbt does, and as nobody should: any bytes, of any length, at any pace. */
import { type IncomingMessage, request } from 'node:http';
import { Readable } from 'node:stream';
import type { Server } from '@weft/kit/server';

export interface Place {
  readonly server: Server;
  readonly environmentId: number;
}

export interface PutAnswer {
  readonly status: number;
  readonly code: string | null;
  /** How much of the body was sent when the answer came. */
  readonly sentBytes: number;
}

/** A hybrid project with a production environment, whose dbt name is bound by the first upload. */
export async function makePlace(server: Server, name: string): Promise<Place> {
  const project = await server.request('POST', '/api/v3/accounts/1/projects/', { body: { account_id: 1, name, type: 1 } });
  const projectId: number = project.json().data.id;
  const body = {
    account_id: 1,
    project_id: projectId,
    name: 'Production',
    type: 'deployment',
    deployment_type: 'production',
    dbt_version: 'latest',
  };
  const environment = await server.request('POST', `/api/v3/accounts/1/projects/${projectId}/environments/`, { body });
  return { server, environmentId: environment.json().data.id };
}

export async function announce({ server, environmentId }: Place): Promise<{ id: number; url: string }> {
  const answer = await server.request('POST', ingestsOf(environmentId));
  if (answer.status !== 200) throw new Error(`announcing was answered with ${answer.status}: ${answer.text}`);
  const { id, upload_url } = answer.json().data;
  return { id, url: upload_url };
}

/** `sizeBytes` null: chunked, as somebody who does not know how much there will be. */
export async function put(
  url: string,
  body: Buffer | Iterable<Buffer>,
  sizeBytes: number | null = Buffer.isBuffer(body) ? body.length : null,
): Promise<PutAnswer> {
  const headers = sizeBytes === null ? {} : { 'content-length': sizeBytes };
  const asked = request(url, { method: 'PUT', headers, agent: false });
  let sentBytes = 0;
  const source = Readable.from(counted(Buffer.isBuffer(body) ? [body] : body, (bytes) => (sentBytes += bytes)));
  // Whoever is answered early finds the line closed, which is no failure of theirs.
  asked.on('error', () => {});
  source.on('error', () => {});
  const answered = new Promise<IncomingMessage | null>((resolve) => {
    asked.once('response', resolve).once('close', () => resolve(null));
  });
  source.pipe(asked);
  const response = await answered;
  const sent = sentBytes;
  source.destroy();
  if (response === null) return { status: 0, code: null, sentBytes: sent };
  let text = '';
  for await (const chunk of response) text += chunk;
  return { status: response.statusCode ?? 0, code: text === '' ? null : JSON.parse(text).data.code, sentBytes: sent };
}

/** Sends the beginning and hangs up. */
export async function breakOff(url: string, beginning: Buffer, sizeBytes: number): Promise<void> {
  const asked = request(url, { method: 'PUT', headers: { 'content-length': sizeBytes }, agent: false });
  asked.on('error', () => {});
  await new Promise((resolve) => asked.write(beginning, resolve));
  asked.destroy();
}

export function complete({ server, environmentId }: Place, id: number) {
  return server.request('PATCH', `${ingestsOf(environmentId)}${id}/`, { body: { upload_status: 'SUCCESS' } });
}

export interface SeenUpload {
  readonly state: string;
  readonly reason: string | null;
  readonly run_id: number | null;
}

/** Waits until the upload has ended and has its run. */
export async function ended(
  place: Place,
  id: number,
): Promise<SeenUpload & { readonly run: { status: number; status_message: string | null } }> {
  const { server, environmentId } = place;
  for (let tries = 0; tries < 600; tries++) {
    const answer = await server.request('GET', `/api/weft/accounts/1/environments/${environmentId}/uploads/`);
    const seen = answer.json().data.find((upload: { id: number }) => upload.id === id);
    if (seen?.run_id != null) {
      const run = await server.request('GET', `/api/v2/accounts/1/runs/${seen.run_id}/`);
      return { ...seen, run: run.json().data };
    }
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error(`upload ${id} did not end`);
}

function ingestsOf(environmentId: number): string {
  return `/api/private/accounts/1/environments/${environmentId}/ingests/`;
}

function* counted(pieces: Iterable<Buffer>, count: (bytes: number) => void): Generator<Buffer, void> {
  for (const piece of pieces) {
    count(piece.length);
    yield piece;
  }
}

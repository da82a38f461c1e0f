/** The three calls of an upload, one by one, as dbt's uploader makes them, for tests that break off between them. */
import { type MadeManifest, makeManifest, makeRunResults } from './artifacts.ts';
import { makeZip } from './make-zip.ts';
import type { Answer, Server } from './server.ts';

export interface UploadCalls {
  readonly id: number;
  /** Of the PUT, with its secret. */
  readonly url: string;
  put(zip: Buffer): Promise<number>;
  complete(server?: Server): Promise<Answer>;
}

export async function openUpload(server: Server, place: { readonly environmentId: number; readonly token: string }): Promise<UploadCalls> {
  const path = `/api/private/accounts/1/environments/${place.environmentId}/ingests/`;
  const { token } = place;
  const opened = await server.request('POST', path, { token });
  if (opened.status !== 200) throw new Error(opened.text);
  const { id, upload_url: url } = opened.json().data;
  return {
    id,
    url,
    put: async (zip) => (await fetch(url, { method: 'PUT', body: new Uint8Array(zip) })).status,
    complete: (at = server) => at.request('PATCH', `${path}${id}/`, { token, body: { upload_status: 'SUCCESS' } }),
  };
}

/** A successful `dbt build` of one public model and as many more as wanted; each number is an invocation of its own. */
export function zipOf(made: { readonly number: number; readonly project: string; readonly modelCount?: number }): Buffer {
  const invocationId = `22222222-2222-4222-8222-${String(made.number).padStart(12, '0')}`;
  const generatedAt = `2026-01-02T12:00:${String(made.number % 60).padStart(2, '0')}.000000Z`;
  const more = Array.from({ length: (made.modelCount ?? 1) - 1 }, (_, index) => ({ name: `model_${index}` }));
  const manifest: MadeManifest = {
    project: made.project,
    invocationId,
    generatedAt,
    models: [{ name: 'offered', access: 'public' }, ...more],
  };
  const results = makeRunResults({ invocationId, generatedAt, results: [{ uniqueId: `model.${made.project}.offered` }] });
  return makeZip([
    { path: 'manifest.json', body: JSON.stringify(makeManifest(manifest)) },
    { path: 'run_results.json', body: JSON.stringify(results) },
  ]);
}

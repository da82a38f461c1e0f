/** Uploads over the application in process, as dbt's own uploader does: announce, send, complete. */
import { registerReactions } from '@weft/server/register-reactions';
import type { AppHouse } from './app.ts';
import { zipOf } from './ingest-house.ts';

/** Everything that reacts to uploads: once a house. */
export function takeUploads(house: AppHouse): Promise<void> {
  return registerReactions(house, house.outbox);
}

/** Resolves when its run is there; answers the upload's id. `token`: default the owner's. */
export async function upload(
  house: AppHouse,
  files: Readonly<Record<string, object | string>> | Buffer,
  given: { readonly environmentId?: number; readonly token?: string; readonly body?: object } = {},
): Promise<number> {
  const { environmentId = house.production.id, token = house.ownerToken, body } = given;
  const base = `/api/private/accounts/${house.accountId}/environments/${environmentId}/ingests/`;
  const announced = await house.ask('POST', base, { token, body });
  if (announced.statusCode !== 200) throw new Error(`announcing was answered ${announced.statusCode}: ${announced.body}`);
  const { id, upload_url } = announced.json().data;
  const { pathname, search } = new URL(upload_url);
  await house.app.inject({ method: 'PUT', url: pathname + search, payload: Buffer.isBuffer(files) ? files : zipOf(files) });
  await house.ask('PATCH', `${base}${id}/`, { token, body: { upload_status: 'SUCCESS' } });
  await house.settle();
  return id;
}

import { createProject } from '@weft/domain/projects/create-project';
import { type AppHouse, openAppHouse } from '@weft/kit/app';
import { type EventReader, type HeardEvent, readEvents } from '@weft/kit/event-reader';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';

let house: AppHouse;
let url: string;
const readers: EventReader[] = [];

beforeAll(async () => {
  house = await openAppHouse();
  const address = await house.app.listen({ port: 0, host: '127.0.0.1' });
  url = `${address}/api/weft/accounts/${house.accountId}/events/`;
});
afterEach(async () => {
  for (const reader of readers.splice(0)) await reader.close();
});
afterAll(async () => {
  house.app.server.closeAllConnections();
  await house.close();
});

async function open(token = house.ownerToken): Promise<EventReader> {
  const reader = await readEvents(url, { authorization: `Token ${token}` });
  readers.push(reader);
  return reader;
}

test('the account is told of runs, uploads and publications, by ids, of the projects that the listener may read', async () => {
  const other = await createProject(house, { accountId: house.accountId, name: 'Hidden', kind: 'hybrid' });
  const everything = await open();
  const own = await open(await house.token('job_viewer', house.project.id));
  const models = await open(await house.token('metadata_only'));
  const send = (data: object) => house.signals.send(`account:${house.accountId}`, data);
  const ids = { accountId: house.accountId, environmentId: 7 };
  send({ kind: 'run.changed', ...ids, projectId: other.id, runId: 1, jobId: 2, state: 'running' });
  send({ kind: 'something else', ...ids });
  send({ kind: 'run.changed', ...ids, projectId: house.project.id, runId: 3, jobId: 4, state: 'running' });
  send({ kind: 'run.changed', ...ids, projectId: house.project.id, runId: 3, jobId: 4, state: 'succeeded' });
  send({ kind: 'upload.changed', ...ids, projectId: house.project.id, uploadId: 5, invocationId: 6 });
  send({ kind: 'publication.changed', ...ids, projectId: house.project.id, publicationId: 8 });
  const isLast = ({ event }: HeardEvent) => event === 'publication.changed';
  const place = { project_id: house.project.id, environment_id: 7 };
  const told = [
    { event: 'run.changed', data: { run_id: 3, ...place, job_id: 4 } },
    { event: 'upload.changed', data: { upload_id: 5, ...place, run_id: null } },
    { event: 'publication.changed', data: place },
  ];
  expect(await own.until(isLast)).toMatchObject(told);
  expect(await everything.until(isLast)).toMatchObject([{ data: { run_id: 1, project_id: other.id } }, ...told]);
  expect(await models.until(isLast)).toMatchObject([told[2]]);
});

test('who is connected hears what happens from that moment on', async () => {
  const ids = { accountId: house.accountId, environmentId: 7, projectId: house.project.id };
  for (let runId = 1; runId <= 20; runId++) {
    const reader = await open();
    house.signals.send(`account:${house.accountId}`, { kind: 'run.changed', ...ids, runId, jobId: 1, state: 'queued' });
    expect((await reader.next())?.data.run_id).toBe(runId);
  }
});

test('who is not of the account, or may only upload, hears nothing', async () => {
  for (const [token, status] of [
    [house.strangerToken, 404],
    [await house.token('ingest'), 403],
  ] as const)
    expect((await fetch(url, { headers: { authorization: `Token ${token}` } })).status).toBe(status);
});

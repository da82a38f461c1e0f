import { connect } from 'node:net';
import { join } from 'node:path';
import {
  ask,
  getPublication,
  getRun,
  listRuns,
  makeHybridProject,
  makeRunProject,
  startJob,
  until,
  untilFinished,
  untilRuns,
} from '@weft/kit/account';
import { writeDbtProject } from '@weft/kit/dbt-project';
import { postmasterOf } from '@weft/kit/own-database';
import { pushFolder } from '@weft/kit/push';
import { openServers, type Server } from '@weft/kit/server';
import { openUpload, zipOf } from '@weft/kit/upload-calls';
import { expect, test } from 'vitest';

const servers = openServers();

/** After kill -9, on the same home and port: an uploader that tries again finds it. */
const startAgain = ({ home, port }: Server) => servers.start({ home, port });

test('an upload that was answered with 204 becomes a run and a publication, however early after it Weft is killed', async () => {
  let server = await servers.start();
  const place = await makeHybridProject(server, 'Killed early');
  const { id: consumerId } = await ask(server, 'POST', '/api/v3/accounts/1/projects/', { name: 'Consumer' });
  for (const number of [1, 2, 3]) {
    const upload = await openUpload(server, place);
    expect(await upload.put(zipOf({ number, project: 'killed', modelCount: 500 * number }))).toBe(200);
    expect((await upload.complete()).status).toBe(204);
    await server.kill9();
    server = await startAgain(server);
    const runs = await untilRuns(server, place.environmentId, number);
    expect(runs.map(({ status_humanized }) => status_humanized)).toEqual(Array.from({ length: number }, () => 'Success'));
    // A retry of the uploader, whose answer was lost.
    expect((await upload.complete(server)).status).toBe(204);
  }
  const offered = await until(30, 'the publication', async () => {
    const { publication } = await getPublication(server, consumerId, 'killed');
    return publication?.public_models['model.killed.offered'] ?? null;
  });
  expect(offered).toMatchObject({ name: 'offered' });
  expect(await listRuns(server, `environment_id=${place.environmentId}`)).toHaveLength(3);
});

test('an upload that was under way is sent again to the same address after the crash, and nothing half is seen in between', async () => {
  const first = await servers.start();
  const place = await makeHybridProject(first, 'Killed within');
  const zip = zipOf({ number: 9, project: 'within', modelCount: 2000 });
  const upload = await openUpload(first, place);
  await sendHalf(new URL(upload.url), zip);
  await first.kill9();
  const second = await startAgain(first);
  expect(await listRuns(second, `environment_id=${place.environmentId}`)).toEqual([]);
  // Completing what never came is refused, not believed.
  expect((await upload.complete(second)).status).toBe(409);
  expect(await upload.put(zip)).toBe(200);
  expect((await upload.complete(second)).status).toBe(204);
  expect(await untilRuns(second, place.environmentId, 1)).toMatchObject([{ status_humanized: 'Success' }]);
});

const ends = [
  ['killed', 'kill9', /The worker that ran it died .* rerun it/],
  ['stopped', 'stop', /Weft was stopped/],
] as const;

test.each(ends)(
  'a run that was under way when Weft was %s is an Error that says so, and the next run has the warehouse',
  async (_, how, reason) => {
    const first = await servers.start();
    const warehouse = join(servers.folder('warehouse'), 'file.duckdb');
    const project = await makeRunProject(first, { name: 'Slow', schema: 'slow', warehouse, commands: ['dbt run --select two+'] });
    const slow = 'select sum(hash(a.range * b.range)) as id, 1 as letter from range(1000000) a, range(1000000) b';
    await pushFolder(project.repository, writeDbtProject(servers.folder('slow'), 'slow', { 'models/two.sql': slow }));
    const { id } = await startJob(first, project.jobId);
    const isInDbt = async () =>
      (await getRun(first, id)).run_steps.some(({ name, status }) => /dbt run/.test(name) && status === 3) ? true : null;
    await until(120, 'the running step', isInDbt);
    const startedAt = performance.now();
    expect(await first[how]()).toMatchObject(how === 'stop' ? { code: 0 } : { signal: 'SIGKILL' });
    expect(performance.now() - startedAt).toBeLessThan(10_000);
    const second = await startAgain(first);
    const ended = await untilFinished(second, id, 60);
    expect(ended).toMatchObject({ status: 20, status_humanized: 'Error', status_message: expect.stringMatching(reason) });
    expect(ended.run_steps.filter(({ status }) => status === 3)).toEqual([]);
    const body = { cause: 'Once more', steps_override: ['dbt run --select one'] };
    const { id: nextId } = await ask(second, 'POST', `/api/v2/accounts/1/jobs/${project.jobId}/run/`, body);
    const next = await untilFinished(second, nextId, 120);
    expect(next.status_humanized, next.status_message ?? '').toBe('Success');
  },
);

test('a run that was queued when Weft was killed is run by the next start', async () => {
  const first = await servers.start();
  const warehouse = join(servers.folder('warehouse'), 'file.duckdb');
  const project = await makeRunProject(first, { name: 'Queued', schema: 'queued', warehouse, commands: ['dbt run'] });
  await pushFolder(project.repository, writeDbtProject(servers.folder('queued'), 'queued'));
  const ids = [];
  for (let count = 0; count < 3; count += 1) ids.push((await startJob(first, project.jobId)).id);
  await first.kill9();
  const second = await startAgain(first);
  const ends = await Promise.all(ids.map((id) => untilFinished(second, id, 120)));
  // The first may have been claimed already, and then says that its worker died.
  expect(ends.slice(1).map(({ status_humanized }) => status_humanized)).toEqual(['Success', 'Success']);
});

test('while its database is killed again and again, Weft stays up, and whatever it answered is there', async () => {
  const server = await servers.start();
  const answered: string[] = [];
  const statuses = new Set<number>();
  let isOver = false;
  let next = 0;
  const write = async () => {
    while (!isOver) {
      const name = `Project ${++next}`;
      const answer = await server.request('POST', '/api/v3/accounts/1/projects/', { body: { name } });
      statuses.add(answer.status);
      if (answer.status === 201) answered.push(name);
    }
  };
  const writers = [1, 2, 3].map(write);
  for (let deaths = 0; deaths < 3; deaths += 1) {
    const before = answered.length;
    await until(60, 'work', async () => (answered.length > before + 20 ? true : null));
    const pid = postmasterOf(server.home);
    if (pid === null) throw new Error('there is no database to kill');
    process.kill(pid, 'SIGKILL');
    await until(60, 'another database', async () => ((postmasterOf(server.home) ?? pid) === pid ? null : true));
  }
  const before = answered.length;
  await until(60, 'work', async () => (answered.length > before + 20 ? true : null));
  isOver = true;
  await Promise.all(writers);
  const kept = new Set<string>();
  for (let offset = 0; ; offset += 100) {
    const page: { name: string }[] = await ask(server, 'GET', `/api/v3/accounts/1/projects/?limit=100&offset=${offset}`);
    for (const { name } of page) kept.add(name);
    if (page.length < 100) break;
  }
  expect(answered.filter((name) => !kept.has(name))).toEqual([]);
  // Waited out, or told that it cannot be at this moment: never anything else.
  expect([...statuses].filter((status) => status !== 201 && status !== 503)).toEqual([]);
});

function sendHalf(url: URL, zip: Buffer): Promise<void> {
  return new Promise((resolve, reject) => {
    const socket = connect({ host: '127.0.0.1', port: Number(url.port) });
    socket.on('error', reject);
    socket.write(`PUT ${url.pathname}${url.search} HTTP/1.1\r\nHost: ${url.host}\r\nContent-Length: ${zip.length}\r\n\r\n`);
    socket.write(zip.subarray(0, zip.length / 2), () => {
      socket.off('error', reject).on('error', () => {});
      resolve();
    });
  });
}

/** What a real server does with what it should never be sent, and with what may happen while it is sent something good. */
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { deflateRawSync } from 'node:zlib';
import { startEmbeddedPostgres } from '@weft/host/embedded-postgres';
import { makeManifest, makeRunResults } from '@weft/kit/artifacts';
import { zipOf } from '@weft/kit/ingest-house';
import { makeZip, makeZipParts } from '@weft/kit/make-zip';
import { queryOwn } from '@weft/kit/own-database';
import { quietLog } from '@weft/kit/quiet-log';
import { openServers, type Server } from '@weft/kit/server';
import { beforeAll, describe, expect, test } from 'vitest';
import { announce, breakOff, complete, ended, makePlace, type Place, put } from './uploader.ts';

const servers = openServers();
let server: Server;
let place: Place;

beforeAll(async () => {
  server = await servers.start();
  place = await makePlace(server, 'Shop');
});

const manifest = JSON.stringify(makeManifest());
const good = zipOf({ 'manifest.json': manifest });

/** One refused while it is received: the answer, the run that tells, and that nothing is left. */
async function expectRefused(body: Buffer | Iterable<Buffer>, status: number, code: RegExp, sizeBytes?: number | null) {
  const { id, url } = await announce(place);
  const answer = await put(url, body, sizeBytes);
  expect([answer.status, answer.code]).toEqual([status, expect.stringMatching(code)]);
  const upload = await ended(place, id);
  expect(upload).toMatchObject({ state: 'rejected', reason: expect.any(String) });
  expect(upload.run).toMatchObject({ status: 20 });
  expect(upload.run.status_message).toContain(upload.reason);
  expect(await queryOwn(server.home, `select from ingest.intake where upload_id = ${id}`)).toEqual([]);
  return answer;
}

describe('what is no upload of artifacts', () => {
  test('not a zip', () => expectRefused(Buffer.from('hello, world'.repeat(1000)), 400, /^zip\.not_a_zip$/));

  test('nothing at all', () => expectRefused(Buffer.alloc(0), 400, /^zip\./));

  test('a zip cut off', () => expectRefused(good.subarray(0, good.length - 200), 400, /^zip\.truncated$/));

  test('a zip with a wrong checksum', async () => {
    await expectRefused(makeZip([{ path: 'manifest.json', body: manifest, stated: { crc: 1 } }]), 400, /^zip\.damaged$/);
  });

  test('a zip bomb', async () => {
    const bomb = makeZip([{ path: 'manifest.json', body: `{"nodes":{"a":"${'x'.repeat(300_000_000)}"}}`, method: 'deflated' }]);
    expect(bomb.length).toBeLessThan(1_000_000);
    await expectRefused(bomb, 413, /^(zip|artifact)\.too_large$/);
  });

  test('JSON cut in the middle, with the name of the file and the place', async () => {
    await expectRefused(zipOf({ 'manifest.json': manifest.slice(0, 600) }), 400, /^artifact\.truncated$/);
    await expectRefused(zipOf({ 'manifest.json': manifest, 'run_results.json': '{"metadata": ' }), 400, /^artifact\.truncated$/);
  });

  test('a node that is not JSON', () =>
    expectRefused(zipOf({ 'manifest.json': manifest.replace('"raw_code":', 'raw_code:') }), 400, /^artifact\.not_json$/));

  test('no artifact among the files', () => expectRefused(zipOf({ 'readme.txt': 'hello' }), 400, /^upload\.no_artifacts$/));

  test('a manifest of a schema version that is not known', async () => {
    await expectRefused(zipOf({ 'manifest.json': makeManifest({ schemaVersion: 99 }) }), 400, /^artifact\.schema_too_new$/);
    await expectRefused(zipOf({ 'manifest.json': makeManifest({ schemaVersion: 4 }) }), 400, /^artifact\.schema_too_old$/);
  });
});

describe('too much', () => {
  test('5 GB by its own account is refused unread', async () => {
    const answer = await expectRefused(zeros(), 413, /^upload\.too_large$/, 5 * 1024 ** 3);
    expect(answer.sentBytes).toBeLessThan(64 * 1024 ** 2);
  });

  test('5 GB without saying so is refused at what is wrong first', async () => {
    const answer = await expectRefused(zeros(), 400, /^zip\.not_a_zip$/, null);
    expect(answer.sentBytes).toBeLessThan(64 * 1024 ** 2);
  });

  test('2 GB of one string are refused soon, and the server stays small', async () => {
    const [before] = await rssOf(server);
    const answer = await expectRefused(oneString(2_000_000_000), 413, /^artifact\.too_large$/);
    expect(answer.sentBytes).toBeLessThan(256 * 1024 ** 2);
    const [after] = await rssOf(server);
    expect((after ?? 0) - (before ?? 0)).toBeLessThan(300 * 1024);
  });
});

test('paths in a zip lead nowhere', async () => {
  const evil = join(servers.folder('evil'), 'manifest.json');
  const files = [
    { path: `../../../../../../../../../..${evil}`, body: manifest },
    { path: '../../weft.log', body: 'overwritten' },
    { path: '..\\..\\evil.sh', body: 'x' },
  ];
  const elsewhere = await makePlace(server, 'Paths');
  const { id, url } = await announce(elsewhere);
  const project = makeZip(
    files.map((file) => (file.body === manifest ? { ...file, body: JSON.stringify(makeManifest({ project: 'paths' })) } : file)),
  );
  expect((await put(url, project)).status).toBe(200);
  expect((await complete(elsewhere, id)).status).toBe(204);
  expect(await ended(elsewhere, id)).toMatchObject({ state: 'accepted' });
  expect(existsSync(evil)).toBe(false);
});

describe('an upload that is good', () => {
  test('is accepted, with its run; its project is then known by its name', async () => {
    const { id, url } = await announce(place);
    expect((await put(url, good)).status).toBe(200);
    expect((await complete(place, id)).status).toBe(204);
    expect(await ended(place, id)).toMatchObject({ state: 'accepted', run: { status: 10 } });
    await expectRefused(zipOf({ 'manifest.json': makeManifest({ project: 'other' }) }), 409, /^project\.dbt_name_mismatch$/);
  });

  test('may have sizes after the data, which only a directory tells', async () => {
    const body = JSON.stringify(makeManifest({ invocationId: 'descriptor' }));
    const { id, url } = await announce(place);
    expect((await put(url, makeZip([{ path: 'manifest.json', body, descriptor: 'signed' }]))).status).toBe(200);
    await complete(place, id);
    expect(await ended(place, id)).toMatchObject({ state: 'accepted' });
  });

  test('may be sent twice, but not with other bytes', async () => {
    const { id, url } = await announce(place);
    const [zip, other] = ['put-twice', 'another'].map((invocationId) => zipOf({ 'manifest.json': makeManifest({ invocationId }) }));
    expect(await put(url, zip ?? good)).toMatchObject({ status: 200 });
    expect(await put(url, zip ?? good)).toMatchObject({ status: 200 });
    expect(await put(url, other ?? good)).toMatchObject({ status: 409, code: 'upload.content_differs' });
    await complete(place, id);
    expect(await ended(place, id)).toMatchObject({ state: 'accepted' });
  });

  test('may be sent by two at once: both are told that it is here', async () => {
    const { id, url } = await announce(place);
    const zip = zipOf({ 'manifest.json': makeManifest({ invocationId: 'at-once' }) });
    expect((await Promise.all([put(url, zip), put(url, zip)])).map(({ status }) => status)).toEqual([200, 200]);
    await complete(place, id);
    expect(await ended(place, id)).toMatchObject({ state: 'accepted' });
  });

  test('completed before it is sent stays open', async () => {
    const { id, url } = await announce(place);
    expect((await complete(place, id)).status).toBe(409);
    expect((await put(url, zipOf({ 'manifest.json': makeManifest({ invocationId: 'late' }) }))).status).toBe(200);
    expect((await complete(place, id)).status).toBe(204);
    expect(await ended(place, id)).toMatchObject({ state: 'accepted' });
  });

  test('broken off by the client stays open for another try', async () => {
    const { id, url } = await announce(place);
    const zip = zipOf({ 'manifest.json': makeManifest({ invocationId: 'broken-off' }) });
    await breakOff(url, zip.subarray(0, 900), zip.length);
    expect((await put(url, zip)).status).toBe(200);
    await complete(place, id);
    expect(await ended(place, id)).toMatchObject({ state: 'accepted' });
  });
});

test('tokens: none, a wrong one, one of another account', async () => {
  await queryOwn(server.home, `insert into identity.account (name, created_at, updated_at) values ('Other', now(), now())`);
  await queryOwn(
    server.home,
    `with token as (
       insert into identity.service_token (account_id, name, token_hash, token_hint, created_by, created_at)
       select id, 'theirs', sha256('dbtc_theirs'), 'eirs', 'test', now() from identity.account where name = 'Other' returning id, account_id)
     insert into access.permission_grant (account_id, service_token_id, permission_set) select account_id, id, 'owner' from token`,
  );
  const path = `/api/private/accounts/1/environments/${place.environmentId}/ingests/`;
  expect((await server.request('POST', path, { token: null })).status).toBe(401);
  expect((await server.request('POST', path, { token: 'dbtc_wrong' })).status).toBe(401);
  expect((await server.request('POST', path, { token: 'dbtc_theirs' })).status).toBe(404);
});

test('an address whose hour has passed is gone, and a run tells of it', async () => {
  const mine = await servers.start();
  const there = await makePlace(mine, 'Late');
  const { id, url } = await announce(there);
  await queryOwn(mine.home, `update ingest.upload set expires_at = now() - interval '1 second' where id = ${id}`);
  expect(await put(url, good)).toMatchObject({ status: 410, code: 'upload.expired' });
  await mine.stop();
  const again = await servers.start({ home: mine.home });
  const upload = await ended({ ...there, server: again }, id);
  expect(upload).toMatchObject({ state: 'expired', run: { status: 20 } });
});

describe('what was answered is kept', () => {
  test('kill -9 between the answer to PATCH and processing', async () => {
    const mine = await servers.start();
    const there = await makePlace(mine, 'Killed');
    const { id, url } = await announce(there);
    const results = makeRunResults({ results: [{ uniqueId: 'model.shop.orders' }] });
    expect((await put(url, zipOf({ 'manifest.json': manifest, 'run_results.json': results }))).status).toBe(200);
    // So that it cannot be processed before the server is gone.
    const holding = queryOwn(
      mine.home,
      `begin; select from ingest.intake where upload_id = ${id} for update; select pg_sleep(4); rollback`,
    );
    await holds(mine.home);
    expect((await complete(there, id)).status).toBe(204);
    await mine.kill9();
    await holding;
    expect(await queryOwn(mine.home, `select state from ingest.upload where id = ${id}`)).toEqual([{ state: 'completed' }]);
    const again = await servers.start({ home: mine.home });
    expect(await ended({ ...there, server: again }, id)).toMatchObject({ state: 'accepted', run: { status: 10 } });
  });

  test('kill -9 between the answer to PUT and PATCH', async () => {
    const mine = await servers.start();
    const there = await makePlace(mine, 'Killed too');
    const { id, url } = await announce(there);
    expect((await put(url, good)).status).toBe(200);
    await mine.kill9();
    const again = await servers.start({ home: mine.home, port: mine.port });
    expect((await complete({ ...there, server: again }, id)).status).toBe(204);
    expect(await ended({ ...there, server: again }, id)).toMatchObject({ state: 'accepted', run: { status: 10 } });
  });
});

test('a database that is away for ten seconds in the middle costs a client that repeats, as dbt does, nothing', async () => {
  const folder = servers.folder('database');
  let database = await startEmbeddedPostgres({ folder, log: quietLog });
  const mine = await servers.start({ variables: { WEFT_DATABASE_URL: database.url } });
  const there = await makePlace(mine, 'Away');
  const { id, url } = await announce(there);
  const zip = zipOf({ 'manifest.json': makeManifest({ models: manyModels(20_000) }) });
  const answers: number[] = [];
  const sending = repeating(answers, () =>
    put(
      url,
      slowly(zip, () => database.stop()),
    ),
  );
  await untilFirst(answers);
  await pause(4_000);
  database = await startEmbeddedPostgres({ folder, log: quietLog });
  expect((await sending).status).toBe(200);
  expect(answers.slice(0, -1).every((status) => status === 503)).toBe(true);
  expect((await complete(there, id)).status).toBe(204);
  expect(await ended(there, id)).toMatchObject({ state: 'accepted', run: { status: 10 } });
  await mine.stop();
  await database.stop();
});

test('a full disk is told as such, leaves nothing half-written, and the same upload passes once there is room', async (context) => {
  const home = servers.folder('full');
  const blobs = join(home, 'blobs');
  mkdirSync(blobs, { recursive: true });
  if (!mounted(['-t', 'tmpfs', '-o', 'size=4m', 'tmpfs', blobs])) return context.skip('only root can make a small disk');
  try {
    const mine = await servers.start({ home });
    const there = await makePlace(mine, 'Full');
    const { id, url } = await announce(there);
    const zip = zipOf({ 'manifest.json': makeManifest({ models: manyModels(3_000) }) });
    expect(await put(url, zip)).toMatchObject({ status: 503, code: 'storage.full' });
    expect(filesIn(blobs)).toEqual([]);
    expect(filesIn(join(home, 'spool'))).toEqual([]);
    expect(await queryOwn(home, 'select from ingest.entry')).toEqual([]);
    execFileSync('mount', ['-o', 'remount,size=64m', blobs]);
    expect(await put(url, zip)).toMatchObject({ status: 200 });
    await complete(there, id);
    expect(await ended(there, id)).toMatchObject({ state: 'accepted', run: { status: 10 } });
    await mine.stop();
  } finally {
    execFileSync('umount', ['-l', blobs]);
  }
});

function* zeros(): Generator<Buffer, void> {
  for (let sent = 0; sent < 5 * 1024 ** 3; sent += 1024 * 1024) yield Buffer.alloc(1024 * 1024);
}

/** A stored zip, as far as it gets. */
function* oneString(sizeBytes: number): Generator<Buffer, void> {
  const head = '{"nodes":{"model.shop.a":"';
  const { locals } = makeZipParts([{ path: 'manifest.json', body: head, stated: { size: sizeBytes } }]);
  const [local = Buffer.alloc(0)] = locals;
  // Where the two sizes of a stored entry stand.
  local.writeUInt32LE(sizeBytes, 18);
  local.writeUInt32LE(sizeBytes, 22);
  yield local;
  for (let sent = head.length; sent < sizeBytes; sent += 1024 * 1024) yield Buffer.alloc(1024 * 1024, 'x');
}

/** Of SQL that does not compress. */
function manyModels(count: number) {
  const sql = (index: number) => deflateRawSync(Buffer.from(`${index}`.repeat(300))).toString('base64') + randomText(index);
  return Array.from({ length: count }, (_, index) => ({ name: `model_${index}`, sql: sql(index) }));
}

function randomText(seed: number): string {
  let state = seed * 2_654_435_761 + 1;
  const bytes = Buffer.alloc(1500);
  for (let at = 0; at < bytes.length; at++) {
    state = (state * 48_271) % 2_147_483_647;
    bytes[at] = state & 255;
  }
  return bytes.toString('base64');
}

/** In pieces, with something happening after the first half. */
function* slowly(zip: Buffer, halfway: () => unknown): Generator<Buffer, void> {
  const step = 256 * 1024;
  for (let at = 0; at < zip.length; at += step) {
    if (at <= zip.length / 2 && at + step > zip.length / 2) void halfway();
    yield zip.subarray(at, at + step);
  }
}

/** As dbt does: after 1, 2 and 4 seconds, on 500, 502, 503, 504 and broken lines. */
async function repeating(answers: number[], send: () => ReturnType<typeof put>): ReturnType<typeof put> {
  for (const seconds of [1, 2, 4, null]) {
    const answer = await send();
    answers.push(answer.status);
    if (seconds === null || (answer.status !== 0 && answer.status < 500)) return answer;
    await pause(seconds * 1000);
  }
  throw new Error('not reached');
}

async function untilFirst(answers: readonly number[]): Promise<void> {
  while (answers.length === 0) await pause(20);
}

/** Waits until somebody sleeps in the database while holding what was asked for. */
async function holds(home: string): Promise<void> {
  while ((await queryOwn(home, `select from pg_stat_activity where wait_event = 'PgSleep'`)).length === 0) await pause(20);
}

function pause(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}

function mounted(args: readonly string[]): boolean {
  try {
    execFileSync('mount', args, { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

function filesIn(folder: string): string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map(({ name }) => name);
}

/** In kilobytes. */
async function rssOf({ pid }: Server): Promise<number[]> {
  return [Number(execFileSync('ps', ['-o', 'rss=', '-p', String(pid)], { encoding: 'utf8' }))];
}

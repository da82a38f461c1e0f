import { createReadStream } from 'node:fs';
import { readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { PassThrough, Readable } from 'node:stream';
import { asId } from '@weft/base/id';
import { makeManifest, makeRunResults } from '@weft/kit/artifacts';
import { type IngestHouse, openIngestHouse, zipOf } from '@weft/kit/ingest-house';
import { makeZip } from '@weft/kit/make-zip';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { acceptArtifacts } from './accept.ts';
import { diffVersions } from './diff-versions.ts';
import { expireUploads } from './expire-uploads.ts';
import { findDefinition } from './find-definition.ts';
import { Intake } from './intake.ts';
import { limitStream } from './limit-stream.ts';
import { listEntries } from './list-entries.ts';
import { listInvocationsOfRun } from './list-invocations.ts';
import { readEntryBodies } from './read-entry-bodies.ts';
import { stageFiles } from './stage-files.ts';

let house: IngestHouse;
let counter = 0;

beforeAll(async () => {
  house = await openIngestHouse();
});

afterAll(() => house.close());

/** Of a command that nobody ran before. */
function fresh(models = [{ name: 'orders' }]) {
  counter++;
  const generatedAt = new Date(Date.parse('2026-01-01T12:00:00Z') + counter * 60_000).toISOString();
  return makeManifest({ invocationId: `invocation-${counter}`, generatedAt, models });
}

async function count(table: string): Promise<number> {
  const { rows } = await house.database.withClient((client) => client.query(`select count(*) from ingest.${table}`));
  return Number(rows[0].count);
}

function rejections() {
  return house.announced.filter(({ name }) => name === 'upload.rejected').map(({ data }) => data);
}

describe('state', () => {
  test('a manifest with one node changed writes one entry, and one with none changed makes no version', async () => {
    const models = Array.from({ length: 300 }, (_, index) => ({ name: `m${index}`, sql: 'select 1' }));
    const files = (changed: string) => ({
      'manifest.json': fresh(models.map((model) => (model.name === 'm7' ? { ...model, sql: changed } : model))),
    });
    await house.upload(files('select 7'));
    const before = await Promise.all([count('entry'), count('state_version')]);
    const first = (await findDefinition(house, house.production.id)) ?? expect.fail();
    await house.upload(files('select 7'));
    expect(await Promise.all([count('entry'), count('state_version')])).toEqual(before);
    await house.upload(files('select 8'));
    const second = (await findDefinition(house, house.production.id)) ?? expect.fail();

    expect(await Promise.all([count('entry'), count('state_version')])).toEqual([(before[0] ?? 0) + 1, (before[1] ?? 0) + 1]);
    const difference = await diffVersions(house, first.versionId, second.versionId);
    expect(difference).toMatchObject({
      added: [],
      removed: [],
      changed: [{ before: { uniqueId: 'model.shop.m7' }, after: { uniqueId: 'model.shop.m7' } }],
    });
    const [changed] = difference.changed;
    const bodies = await readEntryBodies(house, changed ? [changed.before.id, changed.after.id] : []);
    expect([...bodies.values()].map((body) => JSON.parse(body.toString()).raw_code).sort()).toEqual(['select 7', 'select 8']);
  });

  test('what another environment of the project has is not written again', async () => {
    const files = { 'manifest.json': fresh([{ name: 'shared_a' }, { name: 'shared_b' }]) };
    await house.upload(files);
    const before = await count('entry');
    await house.upload(files, house.staging);
    expect(await count('entry')).toBe(before);
    const staging = (await findDefinition(house, house.staging.id)) ?? expect.fail();
    expect((await listEntries(house, staging.versionId)).map(({ name }) => name)).toEqual(['shared_a', 'shared_b']);
  });

  test('nodes that come and go are told apart', async () => {
    await house.upload({ 'manifest.json': fresh([{ name: 'stays' }, { name: 'goes' }]) });
    const before = (await findDefinition(house, house.production.id)) ?? expect.fail();
    await house.upload({ 'manifest.json': fresh([{ name: 'stays' }, { name: 'comes' }]) });
    const after = (await findDefinition(house, house.production.id)) ?? expect.fail();
    const { added, removed, changed } = await diffVersions(house, before.versionId, after.versionId);
    expect([added.map(({ name }) => name), removed.map(({ name }) => name), changed]).toEqual([['comes'], ['goes'], []]);
  });

  test('an entry that was written, but whose pack was not, is written again', async () => {
    const manifest = JSON.stringify(fresh([{ name: 'half_written' }]));
    const place = { accountId: house.accountId, projectId: house.project.id, environmentId: house.production.id, uploadId: null };
    const broken = await Intake.begin(house, place, () => {});
    broken.beginFile('manifest.json');
    await broken.append(Buffer.from(manifest));
    await broken.endFile();
    await broken.finish();
    // As after a crash: never sealed, never abandoned.
    const before = await count('entry');
    await house.upload({ 'manifest.json': manifest });
    expect(await count('entry')).toBe(before + 1);

    house.clock.turn(25 * 3600 * 1000);
    await expireUploads(house);
    expect(await count('entry')).toBe(before);
    const definition = (await findDefinition(house, house.production.id)) ?? expect.fail();
    const entries = await listEntries(house, definition.versionId);
    expect(
      (
        await readEntryBodies(
          house,
          entries.map(({ id }) => id),
        )
      ).size,
    ).toBe(entries.length);
  });
});

describe('an upload', () => {
  test('that came to nothing in time expires once, and is told', async () => {
    const [open, received] = [await house.announce(), await house.announce()];
    await received.put(zipOf({ 'manifest.json': fresh() }));
    house.clock.turn(3600 * 1000);
    const told = rejections().length;
    expect(await expireUploads(house)).toBe(2);
    expect(await expireUploads(house)).toBe(0);
    expect((await open.summary()).state).toBe('expired');
    expect(rejections().slice(told)).toEqual(
      [open, received].map(({ uploadId }) => expect.objectContaining({ uploadId, code: 'upload.expired' })),
    );
    expect(await house.database.withClient((client) => client.query('select from ingest.intake where staged is not null'))).toMatchObject({
      rowCount: 0,
    });
    await expect(received.complete()).rejects.toMatchObject({ code: 'upload.expired' });
  });

  test('that is refused is kept for who must find out why, the newest twenty', async () => {
    for (let round = 0; round < 22; round++) {
      const upload = await house.announce();
      await expect(upload.put(Buffer.from(`no zip ${round}`))).rejects.toMatchObject({ code: 'zip.not_a_zip' });
    }
    expect(await readdir(house.paths.quarantine)).toHaveLength(20);
    expect(await readdir(house.paths.spool)).toEqual([]);
  });

  test('of which a name was given to another project meanwhile is rejected when it is accepted', async () => {
    const { project, environment } = await house.addProject('Twin');
    const files = (manifest: object) => zipOf({ 'manifest.json': manifest });
    const [one, other] = [await house.announce(environment), await house.announce(environment)];
    await one.put(files(makeManifest({ project: 'twin', invocationId: 'one' })));
    await other.put(files(makeManifest({ project: 'not_twin', invocationId: 'other' })));
    await one.complete();
    await house.settle();
    await other.complete();
    await house.settle();
    expect(await one.summary()).toMatchObject({ state: 'accepted', projectId: project.id });
    expect(await other.summary()).toMatchObject({ state: 'rejected', reasonCode: 'project.dbt_name_mismatch' });
    await other.complete();
  });

  test('is read from its file when only the directory tells where files end', async () => {
    const upload = await house.announce();
    const zip = makeZip([
      { path: 'target/manifest.json', body: JSON.stringify(fresh()), descriptor: 'signed' },
      { path: 'target/run_results.json', body: JSON.stringify(makeRunResults({})), method: 'deflated' },
    ]);
    await upload.put(Readable.from(pieces(zip, 100), { objectMode: false }));
    await upload.complete();
    await house.settle();
    expect((await upload.summary()).state).toBe('accepted');
  });

  test('is the same whichever way its bytes are divided, and in whichever order its files come', async () => {
    const manifest = fresh([{ name: 'divided' }]);
    const results = makeRunResults({ invocationId: `invocation-${counter}`, results: [{ uniqueId: 'model.shop.divided' }] });
    const upload = await house.announce();
    const zip = makeZip([
      { path: 'run_results.json', body: JSON.stringify(results), method: 'deflated' },
      { path: 'manifest.json', body: JSON.stringify(manifest) },
    ]);
    await upload.put(Readable.from(pieces(zip, 7), { objectMode: false }));
    await upload.complete();
    await house.settle();
    expect(await upload.summary()).toMatchObject({ state: 'accepted', command: 'run', sizeBytes: zip.length });
  });
});

describe('files of a run', () => {
  test('come through the same door, once, and tell of CI nothing', async () => {
    const folder = house.paths.home;
    await writeFile(join(folder, 'manifest.json'), JSON.stringify(fresh([{ name: 'of_a_run' }])));
    await writeFile(join(folder, 'notes.txt'), 'no artifact');
    const files = ['manifest.json', 'notes.txt'].map((name) => ({ name, path: join(folder, name) }));
    const place = { accountId: house.accountId, projectId: house.project.id, environmentId: house.production.id };
    const before = await findDefinition(house, house.production.id);
    const runId = asId<'run'>(77);
    const accept = async (isCi: boolean) => {
      const intakeId = await stageFiles(house, { ...place, files });
      const acceptance = { intakeId, source: { kind: 'run', runId, stepIndex: 3 }, isCi, jobIdHint: null } as const;
      const accepted = await acceptArtifacts(house, acceptance);
      expect(await acceptArtifacts(house, acceptance)).toEqual(accepted);
      return accepted;
    };
    const ci = await accept(true);
    expect(await findDefinition(house, house.production.id)).toEqual(before);
    expect(await accept(false)).toEqual({ invocationId: ci.invocationId, isDuplicate: true });
    expect(await listInvocationsOfRun(house, runId)).toMatchObject([{ id: ci.invocationId, isCi: true, source: { runId, stepIndex: 3 } }]);
  });

  test('that cannot be read leave nothing', async () => {
    const before = await count('intake');
    const files = [{ name: 'manifest.json', path: join(house.paths.home, 'nowhere.json') }];
    const place = { accountId: house.accountId, projectId: house.project.id, environmentId: house.production.id };
    await expect(stageFiles(house, { ...place, files })).rejects.toMatchObject({ code: 'ENOENT' });
    expect(await count('intake')).toBe(before);
  });
});

describe('a body', () => {
  test('that falls silent is given up', async () => {
    const silent = new PassThrough();
    silent.write('x');
    const read = async () => {
      for await (const _ of limitStream(silent, { bytesMax: 100, idleMilliseconds: 30 }));
    };
    await expect(read()).rejects.toMatchObject({ code: 'upload.stalled' });
    expect(silent.destroyed).toBe(false);
  });

  test('that is longer than allowed is left where it is', async () => {
    const body = createReadStream('/dev/zero');
    let read = 0;
    const reading = async () => {
      for await (const chunk of limitStream(body, { bytesMax: 1_000_000, idleMilliseconds: 10_000 })) read += chunk.length;
    };
    await expect(reading()).rejects.toMatchObject({ code: 'upload.too_large' });
    expect(read).toBeLessThanOrEqual(1_000_000);
    body.destroy();
  });

  test('that breaks off is told from one that ends', async () => {
    const body = new PassThrough();
    body.write('x');
    setImmediate(() => body.destroy());
    const reading = async () => {
      for await (const _ of limitStream(body, { bytesMax: 100, idleMilliseconds: 10_000 }));
    };
    await expect(reading()).rejects.toMatchObject({ code: 'upload.broken_off' });
  });
});

function* pieces(bytes: Buffer, size: number): Generator<Buffer, void> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

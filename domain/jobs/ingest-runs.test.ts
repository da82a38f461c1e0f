import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import type { Id } from '@weft/base/id';
import { type House, openHouse } from '@weft/kit/house';
import { makeZip } from '@weft/kit/make-zip';
import { makeAccount } from '@weft/kit/runnable';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { completeUpload } from '../ingest/complete-upload.ts';
import { artifactsAccepted, uploadRejected } from '../ingest/events.ts';
import { openUpload } from '../ingest/open-upload.ts';
import { receiveUpload } from '../ingest/receive-upload.ts';
import { acceptUpload } from '../ingest/settle-upload.ts';
import { createProject } from '../projects/create-project.ts';
import { createEnvironment } from '../projects/environments.ts';
import type { Environment } from '../projects/model.ts';
import { getRun, listRunNodes, listRuns, listSteps } from '../runs/list-runs.ts';
import type { Run } from '../runs/model.ts';
import { readStepLog } from '../runs/read-step-log.ts';
import { listRunArtifacts, openRunArtifact } from '../runs/run-artifacts.ts';
import { createJob } from './change-job.ts';
import { listJobs } from './list-jobs.ts';
import { recordAcceptedArtifacts } from './on-artifacts-accepted.ts';
import { recordRejectedUpload } from './on-upload-rejected.ts';
import { runJob } from './run-job.ts';

let house: House;
let accountId: Id<'account'>;
let environment: Environment;

const fixtures = join(import.meta.dirname, '../../dbt/artifacts/fixtures');
const manifest = readFileSync(join(fixtures, 'manifest-v12.json'), 'utf8');
const results = readFileSync(join(fixtures, 'run-results-v6.json'), 'utf8');
const ownId = 'c8260738-4dd8-417e-bc1f-5eb0aa8b6142';

beforeAll(async () => {
  // After the fixtures were made.
  house = await openHouse({ at: '2026-11-22T12:00:00Z' });
  house.outbox.on(artifactsAccepted, 'record-run', (news) => recordAcceptedArtifacts(house, news));
  house.outbox.on(uploadRejected, 'record-run', (news) => recordRejectedUpload(house, news));
  await house.outbox.start();
  accountId = await makeAccount(house);
  const { id: projectId } = await createProject(house, { accountId, name: 'Shop', kind: 'hybrid' });
  environment = await createEnvironment(house, {
    accountId,
    projectId,
    name: 'Production',
    type: 'deployment',
    deploymentType: 'production',
  });
});

afterAll(() => house.close());

/** Uploads as dbt does, until its run is there. `invocation`: a new identity for the fixtures. */
async function upload(files: Record<string, string>, invocation: number, jobIdHint: number | null = null): Promise<Run> {
  const { uploadId, secret } = await openUpload(house, { environment, createdBy: 'CI token', jobIdHint });
  const identity = `00000000-0000-4000-8000-${String(invocation).padStart(12, '0')}`;
  const zip = makeZip(Object.entries(files).map(([path, body]) => ({ path, body: body.replaceAll(ownId, identity) })));
  const received = receiveUpload(house, { uploadId, secret, sizeBytes: zip.length, body: Readable.from([zip]) });
  const isReceived = await received.then(
    () => true,
    () => false,
  );
  if (isReceived) {
    await completeUpload(house, { environmentId: environment.id, uploadId });
    await acceptUpload(house, uploadId);
  }
  await house.settle();
  const newest = { order: { by: 'id', isDescending: true }, limit: 1, offset: 0 } as const;
  const [run] = (await listRuns(house, { accountId, environmentId: environment.id }, newest)).runs;
  if (!run) throw new Error('no run was made');
  return run;
}

test('an upload becomes a finished run of the environment’s hybrid job, with its nodes, its log and its files', async () => {
  const run = await upload({ 'manifest.json': manifest, 'run_results.json': results }, 1);
  expect(run).toMatchObject({
    ...{ state: 'succeeded', dbtVersion: '1.11.16', artifactsSaved: true },
    startedAt: new Date('2026-11-21T09:32:23.457Z'),
    finishedAt: new Date('2026-11-21T09:32:25.196Z'),
    plan: { jobType: 'hybrid', jobName: 'Artifact ingestion (Production)' },
    trigger: { cause: 'Artifacts uploaded by CI token', causeCategory: 'ingest' },
  });
  expect(await listSteps(house, [run.id])).toMatchObject([
    { index: 1, name: 'Invoke dbt with `dbt build`', state: 'succeeded', exitCode: 0 },
  ]);
  const nodes = await listRunNodes(house, run.id);
  expect(nodes).toHaveLength(21);
  expect(nodes.map((node) => node.name)).toEqual(expect.arrayContaining(['fct_order.v2', 'it_counts_orders', 'no_negative_orders']));
  const { text: log } = await readStepLog(house, accountId, { runId: run.id, stepIndex: 1, kind: 'plain' });
  expect(log).toMatch(/^Artifacts of `dbt build` \(invocation \d+\) were accepted\.\n21 nodes: /);
  expect((await listRunArtifacts(house, accountId, run.id)).map((file) => file.path)).toEqual(['manifest.json', 'run_results.json']);
  const again = await text(await openRunArtifact(house, accountId, { runId: run.id, path: 'run_results.json' }));
  expect(JSON.parse(again).results).toHaveLength(21);
});

test('a failed dbt run makes a failed run, although its upload succeeded', async () => {
  const failed = JSON.parse(results);
  failed.results[0] = { ...failed.results[0], status: 'error', message: 'Database Error\n  out of room' };
  const run = await upload({ 'manifest.json': manifest, 'run_results.json': JSON.stringify(failed) }, 2);
  expect(run).toMatchObject({ state: 'failed', reason: '`dbt build` failed: 1 node of 21 did.\nseed country: Database Error out of room' });
  const { text: log } = await readStepLog(house, accountId, { runId: run.id, stepIndex: 1, kind: 'debug' });
  expect(log).toContain('seed country: error\n  Database Error\n    out of room\n');
});

test('a manifest alone makes a successful run without nodes', async () => {
  const run = await upload({ 'manifest.json': manifest }, 3);
  expect(run.state).toBe('succeeded');
  expect(await listRunNodes(house, run.id)).toEqual([]);
});

test('an upload that was refused makes a failed run that tells why', async () => {
  const run = await upload({ 'manifest.json': manifest.slice(0, 5_000) }, 4);
  expect(run).toMatchObject({ state: 'failed', artifactsSaved: false, plan: { jobType: 'hybrid' } });
  const { text: log, isComplete } = await readStepLog(house, accountId, { runId: run.id, stepIndex: 1, kind: 'plain' });
  expect([log, isComplete]).toEqual([`${'reason' in run ? run.reason : ''}\n`, true]);
  expect(log.length).toBeGreaterThan(20);
});

test('an uploader may name a job of the environment, and another account’s job is not listened to', async () => {
  const job = await createJob(house, { accountId, projectId: environment.projectId, environmentId: environment.id, name: 'Airflow' });
  expect(await upload({ 'manifest.json': manifest }, 5, job.id)).toMatchObject({ jobId: job.id, plan: { jobName: 'Airflow' } });
  expect(await upload({ 'manifest.json': manifest }, 6, 999_999)).toMatchObject({ plan: { jobName: 'Artifact ingestion (Production)' } });
});

test('news that comes twice makes one run and one hybrid job', async () => {
  const run = await upload({ 'manifest.json': manifest }, 7);
  const accepted = house.announced.filter((news) => news.name === artifactsAccepted.name).at(-1);
  const news = JSON.parse(JSON.stringify(accepted?.data ?? {}));
  await Promise.all([1, 2, 3].map(() => recordAcceptedArtifacts(house, news)));
  const { total } = await listRuns(
    house,
    { accountId, environmentId: environment.id },
    { order: { by: 'id', isDescending: false }, limit: 1, offset: 0 },
  );
  expect(await getRun(house, accountId, run.id)).toEqual(run);
  expect(total).toBe(7);
  expect((await listJobs(house, accountId)).filter((job) => job.jobType === 'hybrid')).toHaveLength(1);
});

test('the hybrid job cannot be started here', async () => {
  const [hybrid] = (await listJobs(house, accountId)).filter((job) => job.jobType === 'hybrid');
  if (!hybrid) throw new Error('no hybrid job');
  await expect(runJob(house, accountId, hybrid.id, { cause: 'x', causeCategory: 'ui' })).rejects.toMatchObject({
    code: 'job.hybrid_not_runnable',
  });
});

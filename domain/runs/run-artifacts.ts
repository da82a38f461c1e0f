/** The files that a run left: dbt's artifacts, which ingest keeps, and the SQL that was compiled and executed. */
import { Readable } from 'node:stream';
import { Fault } from '@weft/base/fault';
import type { Id } from '@weft/base/id';
import type { Host } from '@weft/host/host';
import { listArtifacts, openArtifact } from '../ingest/open-artifact.ts';
import { getRun } from './list-runs.ts';
import { selectArtifacts, selectSteps } from './step-store.ts';

export interface RunFile {
  /** As in dbt's target folder: `manifest.json`, `compiled/shop/models/orders.sql`. */
  readonly path: string;
  readonly stepIndex: number;
  readonly sizeBytes: number;
}

/** By path. `stepIndex` left out: of every path the file of the last step that wrote it. Faults: not_found `run.not_found`. */
export async function listRunArtifacts(host: Host, accountId: Id<'account'>, runId: Id<'run'>, stepIndex?: number): Promise<RunFile[]> {
  const byPath = new Map<string, RunFile>();
  for (const file of await listAll(host, accountId, runId, stepIndex ?? null)) byPath.set(file.path, file);
  return [...byPath.values()].sort((one, other) => (one.path < other.path ? -1 : 1));
}

/** Of every step what it left, by step and path. Faults: not_found `run.not_found`. */
export async function listFilesBySteps(host: Host, accountId: Id<'account'>, runId: Id<'run'>): Promise<RunFile[]> {
  const files = await listAll(host, accountId, runId, null);
  return files.sort((one, other) => one.stepIndex - other.stepIndex || (one.path < other.path ? -1 : 1));
}

/** `stepIndex` left out: of the last step that wrote it. Faults: not_found `run.not_found`, `run.artifact_not_found`. */
export async function openRunArtifact(
  host: Host,
  accountId: Id<'account'>,
  wanted: { readonly runId: Id<'run'>; readonly path: string; readonly stepIndex?: number },
): Promise<Readable> {
  const { runId, path } = wanted;
  await getRun(host, accountId, runId);
  const stepIndex = wanted.stepIndex ?? null;
  const stream = (await openKept(host, runId, path, stepIndex)) ?? (await openStored(host, runId, path, stepIndex));
  if (stream) return stream;
  const where = stepIndex === null ? `Run ${runId}` : `Step ${stepIndex} of run ${runId}`;
  throw new Fault('not_found', 'run.artifact_not_found', `${where} has no file ${path}. List its artifacts to see which it has.`);
}

async function listAll(host: Host, accountId: Id<'account'>, runId: Id<'run'>, stepIndex: number | null): Promise<RunFile[]> {
  await getRun(host, accountId, runId);
  const steps = await stepsWithArtifacts(host, runId, stepIndex);
  const kept = await Promise.all(
    steps.map(async ({ index, invocationId }) =>
      (await listArtifacts(host, invocationId)).map(({ name, sizeBytes }) => ({ path: name, stepIndex: index, sizeBytes })),
    ),
  );
  const stored = await selectArtifacts(host.database.db, runId, { stepIndex, path: null });
  return [...kept.flat(), ...stored.map(({ path, sizeBytes, stepIndex: index }) => ({ path, stepIndex: index, sizeBytes }))];
}

async function openKept(host: Host, runId: Id<'run'>, path: string, stepIndex: number | null): Promise<Readable | null> {
  for (const { invocationId } of (await stepsWithArtifacts(host, runId, stepIndex)).reverse()) {
    const stream = await openArtifact(host, invocationId, path);
    if (stream) return stream;
  }
  return null;
}

async function openStored(host: Host, runId: Id<'run'>, path: string, stepIndex: number | null): Promise<Readable | null> {
  const file = (await selectArtifacts(host.database.db, runId, { stepIndex, path })).at(-1);
  if (!file) return null;
  const range = { start: file.byteOffset, end: file.byteOffset + file.sizeBytes };
  const bytes = file.sizeBytes === 0 ? Buffer.alloc(0) : await host.blobs.read(file.blobKey, range);
  return bytes === null ? null : Readable.from([bytes], { objectMode: false });
}

/** In their order. */
async function stepsWithArtifacts(
  host: Host,
  runId: Id<'run'>,
  stepIndex: number | null,
): Promise<{ readonly index: number; readonly invocationId: Id<'invocation'> }[]> {
  const steps = await selectSteps(host.database.db, [runId]);
  return steps.flatMap(({ index, invocationId }) =>
    invocationId !== null && (stepIndex === null || stepIndex === index) ? [{ index, invocationId }] : [],
  );
}

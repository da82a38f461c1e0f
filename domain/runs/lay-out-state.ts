/** Puts the state that a run compares with and defers to where dbt reads it. */
import { createWriteStream } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { Fault } from '@weft/base/fault';
import { joinManifest } from '@weft/dbt/artifacts/join-manifest';
import type { Host } from '@weft/host/host';
import { listArtifacts, openArtifact } from '../ingest/open-artifact.ts';
import { type Deferral, isOneState, type StateAnswer } from './deferral.ts';
import { selectSteps } from './step-store.ts';

export interface LaidState {
  /** For `--state`. */
  readonly folder: string;
  /** For `--defer-state`, where that is another; null: `folder` serves both, or there is nothing to defer to. */
  readonly deferFolder: string | null;
  readonly isDeferring: boolean;
  /** There was nothing to compare with: the manifest there is empty, so that everything counts as new. */
  readonly isEmpty: boolean;
  readonly manifestFile: string;
}

export interface LayOut {
  readonly folder: string;
  /** The project has upstream projects, whose models a manifest to defer to must not hold. */
  readonly hasUpstream: boolean;
  /** A command names `result:` or `source_status:`. */
  readonly wantsResults: boolean;
}

export async function layOutState(host: Host, deferral: Deferral, { folder, hasUpstream, wantsResults }: LayOut): Promise<LaidState> {
  const { compared, deferred } = deferral;
  const manifestFile = join(folder, 'compared', 'manifest.json');
  await mkdir(join(folder, 'compared'), { recursive: true });
  await writeManifest(host, compared, manifestFile, 'keep');
  if (wantsResults && compared.kind === 'found') await writeResults(host, compared, join(folder, 'compared'));
  const isDeferring = deferred.kind === 'found';
  const isOther = isDeferring && (hasUpstream || !isOneState(deferral));
  if (isOther) {
    await mkdir(join(folder, 'deferred'), { recursive: true });
    await writeManifest(host, deferred, join(folder, 'deferred', 'manifest.json'), 'strip');
  }
  return {
    folder: join(folder, 'compared'),
    deferFolder: isOther ? join(folder, 'deferred') : null,
    ...{ isDeferring, isEmpty: compared.kind === 'missing', manifestFile },
  };
}

/** What a manifest of nothing must say for dbt to read it. */
const emptyMetadata = { dbt_schema_version: 'https://schemas.getdbt.com/dbt/manifest/v12.json', env: {} };

async function writeManifest(host: Host, state: StateAnswer, file: string, external: 'keep' | 'strip'): Promise<void> {
  const stream =
    state.kind === 'found'
      ? await openArtifact(host, state.invocationId, 'manifest.json', { external })
      : Readable.from(joinManifest(emptyMetadata, [], { createdAt: null, external }), { objectMode: false });
  if (stream === null)
    throw new Fault('invalid', 'run.state_gone', 'The manifest to compare with is not there any more. Start the job anew.');
  await pipeline(stream, createWriteStream(file, { mode: 0o600 }));
}

/** Each of the last step of that run that left one; results of the docs that were ticked count only where there are no others. */
async function writeResults(
  host: Host,
  { runId }: { readonly runId: Parameters<typeof selectSteps>[1][number] },
  folder: string,
): Promise<void> {
  const steps = await selectSteps(host.database.db, [runId]);
  const ranked = [...steps].sort((one, other) => Number(one.kind !== 'docs') - Number(other.kind !== 'docs') || one.index - other.index);
  for (const name of ['run_results.json', 'sources.json']) {
    for (const { invocationId } of ranked.reverse()) {
      if (invocationId === null || !(await listArtifacts(host, invocationId)).some((file) => file.name === name)) continue;
      const stream = await openArtifact(host, invocationId, name);
      if (stream) await pipeline(stream, createWriteStream(join(folder, name), { mode: 0o600 }));
      break;
    }
    ranked.reverse();
  }
}

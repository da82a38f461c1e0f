/** Lays out the results of the step that a run takes up again, where `dbt retry` is told to look for them. */
import { createWriteStream } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { Fault } from '@weft/base/fault';
import type { Host } from '@weft/host/host';
import { openArtifact } from '../ingest/open-artifact.ts';
import type { HeldRun } from './model.ts';
import { selectSteps } from './step-store.ts';

/** Arguments for `dbt retry`; none for any other command, or for a retry that people wrote into their job themselves. Fault: invalid `run.results_gone`. */
export async function restoreResults(host: Host, run: HeldRun, commandName: string, folder: string): Promise<readonly string[]> {
  const { retry } = run.plan;
  if (retry === null || commandName !== 'retry') return [];
  const step = (await selectSteps(host.database.db, [retry.runId])).find(({ index }) => index === retry.stepIndex);
  const stream = step?.invocationId == null ? null : await openArtifact(host, step.invocationId, 'run_results.json');
  if (stream === null)
    throw new Fault('invalid', 'run.results_gone', `The results of run ${retry.runId} are not there any more. Start the job anew.`);
  await mkdir(folder, { recursive: true });
  await pipeline(stream, createWriteStream(join(folder, 'run_results.json'), { mode: 0o600 }));
  return ['--state', folder];
}

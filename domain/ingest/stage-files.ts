/** Takes in artifacts that lie in files, as a run of Weft's own leaves them: through the same cutter as uploads. */
import { createReadStream } from 'node:fs';
import type { Id } from '@weft/base/id';
import type { Host } from '@weft/host/host';
import { makeProjectCheck } from './check-project.ts';
import { Intake, isWanted } from './intake.ts';

export interface FilesOfRun {
  readonly accountId: Id<'account'>;
  readonly projectId: Id<'project'>;
  readonly environmentId: Id<'environment'>;
  /** `name` is the basename, `path` where it lies. Files that are no artifacts are passed over. */
  readonly files: readonly { readonly name: string; readonly path: string }[];
  /** The command failed, whatever its files say: one that broke off before its first node leaves a manifest and no results. */
  readonly hasFailed?: boolean;
}

/**
 * Answers what `acceptArtifacts` takes. Nothing counts before that, and what is never accepted is swept.
 * Faults: as of `receiveUpload`; the system's error for a file that cannot be read.
 */
export async function stageFiles(host: Host, { files, hasFailed = false, ...place }: FilesOfRun): Promise<Id<'invocation'>> {
  const intakePlace = { ...place, uploadId: null };
  const intake = await Intake.begin(host, intakePlace, await makeProjectCheck(host, intakePlace));
  try {
    for (const { name, path } of files) {
      if (!isWanted(name)) continue;
      intake.beginFile(name);
      for await (const bytes of createReadStream(path, { highWaterMark: 256 * 1024 })) await intake.append(bytes);
      await intake.endFile();
    }
    const finished = await intake.finish();
    const staged = hasFailed ? { ...finished, outcome: 'error' as const } : finished;
    await host.database.transaction((tx) => intake.seal(tx, staged));
  } catch (error) {
    await intake.abandon();
    throw error;
  }
  intake.remember();
  return intake.id;
}

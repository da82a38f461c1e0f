/** Which artifacts this very command wrote: what an earlier step left in target/ is not its own. */
import { stat } from 'node:fs/promises';
import { basename, isAbsolute, join } from 'node:path';

export const artifactNames = ['manifest', 'run_results', 'catalog', 'sources', 'semantic_manifest'] as const;
export type ArtifactName = (typeof artifactNames)[number];

/** Absolute paths; a name that is absent was not written. */
export type WrittenArtifacts = Readonly<Partial<Record<ArtifactName, string>>>;

/**
 * `told`: the paths of dbt's ArtifactWritten events. A command that was killed may have told of a file and not finished it:
 * an unfinished file is still taken, and refused by whoever reads it.
 */
export async function writtenArtifacts(told: readonly string[], cwd: string): Promise<WrittenArtifacts> {
  const found: Partial<Record<ArtifactName, string>> = {};
  for (const file of told) {
    const name = artifactNames.find((artifact) => basename(file) === `${artifact}.json`);
    const path = isAbsolute(file) ? file : join(cwd, file);
    if (name !== undefined && (await isFile(path))) found[name] = path;
  }
  return found;
}

async function isFile(path: string): Promise<boolean> {
  return stat(path).then(
    (found) => found.isFile() && found.size > 0,
    () => false,
  );
}

/** Writes a made-up project's upload (manifest.json and run_results.json in a stored zip) of any size, in flat memory. */
import { open } from 'node:fs/promises';
import type { Making } from './make-node.ts';
import { manifestText, metadataOf, runResultsText } from './manifest-text.ts';
import { isPublicModel, type ProjectSize } from './plan-project.ts';
import { writeStoredZip } from './write-zip.ts';

export interface Upload {
  readonly models: number;
  readonly seed: number;
  /** 0 for the first upload; above 0 for a later one, in which that share of models, tests and sources changed and every `created_at` did. */
  readonly changedShare: number;
  /** Where the zip is written. */
  readonly file: string;
  /** 0.28 unless told otherwise. */
  readonly publicShare?: number;
  readonly project?: string;
  /** Where the manifest alone is written too, for holding an ingest against JSON.parse of it. */
  readonly manifestFile?: string;
}

export interface Generated {
  readonly zipBytes: number;
  readonly manifestBytes: number;
  /** To check a publication by. */
  readonly publicModels: number;
  readonly invocationId: string;
}

/** Equal inputs write equal bytes. About 16 KB a model, all in all. */
export async function generateUpload(upload: Upload): Promise<Generated> {
  const { models, seed, changedShare, file, publicShare = 0.28, project = 'generated', manifestFile } = upload;
  const size: ProjectSize = { models, seed, publicShare, changedShare };
  const revision = changedShare > 0 ? 1 : 0;
  const making: Making = { project, database: 'warehouse', schema: 'prod', createdAt: 1_790_000_000.25 + revision * 86_400 };
  const metadata = metadataOf(making, seed, revision);
  let manifestBytes = 0;
  const counted = function* () {
    for (const block of inBlocks(manifestText(making, size, metadata))) {
      manifestBytes += block.length;
      yield block;
    }
  };
  const zipBytes = await writeStoredZip(file, [
    { name: 'manifest.json', body: counted() },
    { name: 'run_results.json', body: inBlocks(runResultsText(making, size, metadata)) },
  ]);
  if (manifestFile !== undefined) await writeBlocks(manifestFile, inBlocks(manifestText(making, size, metadata)));
  let publicModels = 0;
  for (let index = 0; index < models; index++) if (isPublicModel(size, index)) publicModels++;
  return { zipBytes, manifestBytes, publicModels, invocationId: String(metadata.invocation_id) };
}

const blockChars = 256 * 1024;

function* inBlocks(pieces: Iterable<string>): Generator<Buffer, void> {
  let gathered = '';
  for (const piece of pieces) {
    gathered += piece;
    if (gathered.length < blockChars) continue;
    yield Buffer.from(gathered);
    gathered = '';
  }
  yield Buffer.from(gathered);
}

async function writeBlocks(path: string, blocks: Iterable<Buffer>): Promise<void> {
  const file = await open(path, 'w');
  try {
    for (const block of blocks) await file.write(block);
  } finally {
    await file.close();
  }
}

/** `generate-manifest MODELS FILE [SEED] [CHANGED_SHARE] [MANIFEST_FILE]`, once bundled. */
if (process.argv[1]?.endsWith('generate-manifest.mjs')) {
  const [models = '10000', file = 'upload.zip', seed = '1', changedShare = '0', manifestFile] = process.argv.slice(2);
  const asked = { models: Number(models), file, seed: Number(seed), changedShare: Number(changedShare) };
  console.log(JSON.stringify(await generateUpload(manifestFile === undefined ? asked : { ...asked, manifestFile })));
}

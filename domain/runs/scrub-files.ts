/** Takes a run's secrets out of the artifacts that dbt wrote, before anybody keeps them: a model may have read one, or a person pasted it. */
import { createReadStream, createWriteStream } from 'node:fs';
import { rename, rm } from 'node:fs/promises';
import { pipeline } from 'node:stream/promises';
import { type Scrubber, scrubStream } from '@weft/host/scrub';

/** Each is replaced whole. They are JSON, in whose texts a mask may stand for anything. */
export async function scrubFiles(paths: readonly string[], scrubber: Scrubber): Promise<void> {
  for (const path of paths) {
    const temporary = `${path}.scrubbed`;
    try {
      await pipeline(createReadStream(path), scrubStream(scrubber), createWriteStream(temporary, { mode: 0o600 }));
      await rename(temporary, path);
    } finally {
      await rm(temporary, { force: true });
    }
  }
}

/** Unpacks a zip into an intake: while it is received where that can be done, else from the file that it was spooled to. */
import { unzip } from '@weft/dbt/artifacts/unzip-stream';
import { type UnzipFileEvent, unzipFile } from '@weft/host/unzip-file';
import { type Intake, isWanted } from './intake.ts';
import type { Spool } from './spool.ts';

/** False: only its directory tells where its files end. Everything is in the spool then, and what was taken in so far is of no use. */
export async function takeZip(intake: Intake, spool: Spool, chunks: AsyncGenerator<Buffer, void>): Promise<boolean> {
  const spooled = spooling(chunks, spool);
  for await (const event of unzip(keptOpen(spooled), isWanted)) {
    if (event.kind === 'needs-central-directory') {
      for await (const _ of spooled);
      return false;
    }
    await takeEvent(intake, event);
  }
  return true;
}

export async function takeSpooledZip(intake: Intake, spool: Spool): Promise<void> {
  await spool.close();
  for await (const event of unzipFile(spool.path, isWanted)) await takeEvent(intake, event);
}

async function takeEvent(intake: Intake, event: UnzipFileEvent): Promise<void> {
  if (event.kind === 'entry') intake.beginFile(event.name);
  if (event.kind === 'data') await intake.append(event.bytes);
  if (event.kind === 'end') await intake.endFile();
}

async function* spooling(chunks: AsyncIterable<Buffer>, spool: Spool): AsyncGenerator<Buffer, void> {
  for await (const chunk of chunks) {
    await spool.append(chunk);
    yield chunk;
  }
}

/** The reader that ends early does not end the source, for the rest is wanted too. */
function keptOpen(source: AsyncIterator<Buffer, void>): AsyncIterable<Buffer> {
  return { [Symbol.asyncIterator]: () => ({ next: () => source.next() }) };
}

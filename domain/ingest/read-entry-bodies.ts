/** Reads the bodies of entries from their packs: JSON as dbt wrote it. */
import type { Id } from '@weft/base/id';
import type { Host } from '@weft/host/host';
import { inflateBlock } from './pack-block.ts';
import { selectPackPlaces } from './store-entries.ts';
import { packKey } from './write-entries.ts';

/**
 * By id; ids that are not there are left out. Neighbours share blocks of 64, so asking for many at once is far cheaper than for each.
 * An error when a pack is missing: rows and packs are kept together.
 */
export async function readEntryBodies(host: Host, ids: readonly Id<'entry'>[]): Promise<Map<Id<'entry'>, Buffer>> {
  const places = await selectPackPlaces(host.database.db, ids);
  const blocks = new Map<string, typeof places>();
  for (const place of places) {
    const key = `${place.packId} ${place.packOffset}`;
    const inBlock = blocks.get(key);
    if (inBlock) inBlock.push(place);
    else blocks.set(key, [place]);
  }
  const bodies = new Map<Id<'entry'>, Buffer>();
  for (const inBlock of blocks.values()) {
    const [first] = inBlock;
    if (!first) continue;
    const found = await readBlock(host, first);
    for (const { id, packIndex } of inBlock) {
      const body = found[packIndex];
      if (body) bodies.set(id, body);
    }
  }
  return bodies;
}

type Place = Awaited<ReturnType<typeof selectPackPlaces>>[number];

async function readBlock(host: Host, { packId, packOffset, packLength }: Place): Promise<readonly Buffer[]> {
  const bytes = await host.blobs.read(packKey(packId), { start: packOffset, end: packOffset + packLength });
  if (bytes?.length !== packLength) throw new Error(`the pack ${packId} is missing, or shorter than its entries`);
  return inflateBlock(bytes);
}

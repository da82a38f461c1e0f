/** Writes entries never seen before: bodies to the intake's pack in the blob store, rows to PostgreSQL. */
import type { Id } from '@weft/base/id';
import type { Host } from '@weft/host/host';
import type { RowCopier } from './copy-rows.ts';
import type { EntryFacts } from './entry-facts.ts';
import { bodiesPerBlock, deflateBlock } from './pack-block.ts';
import { entryCopier, entryLine, reserveEntryIds } from './store-entries.ts';
import { BlobWriter } from './write-blob.ts';

export interface NewEntry {
  readonly section: string;
  readonly key: string;
  /** 40 hex digits. */
  readonly hash: string;
  readonly facts: EntryFacts;
  readonly body: Buffer;
}

/** Of a block before it is deflated; a block ends earlier than `bodiesPerBlock` when its bodies are large. */
const blockBytesMax = 1024 * 1024;

export function packKey(packId: Id<'invocation'>): string {
  return `packs/${packId}`;
}

/**
 * Rows are committed as they fill up, before the pack is durable: whoever looks entries up must look only at sealed intakes'.
 * `add` and `finish` are called one after the other, each when the one before has resolved.
 */
export class EntryWriter {
  /** null until there is something to write. */
  private pack: BlobWriter | null = null;
  private readonly rows: RowCopier;
  private packSize = 0;
  private block: (NewEntry & { readonly id: Id<'entry'> })[] = [];
  private blockBytes = 0;
  private reserved = { next: 0, end: 0 };

  constructor(
    private readonly host: Host,
    private readonly projectId: Id<'project'>,
    private readonly packId: Id<'invocation'>,
  ) {
    this.rows = entryCopier(host.database);
  }

  async add(entry: NewEntry): Promise<Id<'entry'>> {
    if (this.reserved.next === this.reserved.end) this.reserved = await reserveEntryIds(this.host.database.db);
    const id = this.reserved.next++ as Id<'entry'>;
    this.block.push({ ...entry, id });
    this.blockBytes += entry.body.length;
    if (this.block.length === bodiesPerBlock || this.blockBytes >= blockBytesMax) await this.endBlock();
    return id;
  }

  /** Everything is on disk, or it throws and nothing may be relied on. */
  async finish(): Promise<void> {
    if (this.block.length > 0) await this.endBlock();
    await Promise.all([this.pack?.finish(), this.rows.finish()]);
  }

  /** Ends what is under way; a half-written pack is not there. */
  async abandon(): Promise<void> {
    await Promise.all([this.pack?.abandon(), this.rows.abandon()]);
  }

  private async endBlock(): Promise<void> {
    const { block } = this;
    this.block = [];
    this.blockBytes = 0;
    const bytes = await deflateBlock(block.map(({ body }) => body));
    const place = { packId: this.packId, packOffset: this.packSize, packLength: bytes.length };
    block.forEach(({ id, section, key, hash, facts }, packIndex) => {
      this.rows.add(entryLine({ id, projectId: this.projectId, ...place, packIndex, section, key, hash, ...facts }));
    });
    this.packSize += bytes.length;
    this.pack ??= new BlobWriter(this.host.blobs, packKey(this.packId), 'as it is');
    await this.pack.append(bytes);
    await this.rows.ready();
  }
}

/** Takes in the entries of one manifest or catalog as they are cut: known ones by their hash alone, new ones parsed and written. */
import { Fault } from '@weft/base/fault';
import type { Id } from '@weft/base/id';
import { parseJson } from '@weft/base/json';
import type { JsonEntry } from '@weft/dbt/artifacts/cut-json';
import { hashEntry } from '@weft/dbt/artifacts/hash-entry';
import type { Host } from '@weft/host/host';
import { readEntryFacts } from './entry-facts.ts';
import { EntryList } from './entry-list.ts';
import { type Recalled, rememberedTypes } from './recall-entries.ts';
import { selectEntryIdsByHash } from './store-entries.ts';
import type { EntryWriter } from './write-entries.ts';

interface Candidate {
  readonly slot: number;
  readonly section: string;
  readonly key: string;
  readonly hash: string;
  readonly body: Buffer;
}

/** As many as are looked up in one question. */
const batchSize = 128;
const batchBytesMax = 1024 * 1024;
/** What a batch of usual entries fits into. */
const arenaBytes = 1024 * 1024 + 64 * 1024;
/** Bytes of candidates that wait before the source has to. */
const waitingBytesMax = 8 * 1024 * 1024;

export interface EntryTakerOptions {
  /** For messages: the file's name. */
  readonly file: string;
  /** The environment's last state. */
  readonly known: EntryList | null;
  readonly projectId: Id<'project'>;
  /** False: the project has no entries at all, so that none need be looked up. */
  readonly mayBeStored: boolean;
}

export class EntryTaker {
  readonly list = new EntryList();
  readonly written: Recalled = new Map();
  private batch: Candidate[] = [];
  private batchBytes = 0;
  private arena = Buffer.alloc(0);
  private waitingBytes = 0;
  private settling: Promise<void> = Promise.resolve();
  private failure: unknown = null;

  constructor(
    private readonly host: Host,
    private readonly writer: EntryWriter,
    private readonly options: EntryTakerOptions,
  ) {}

  /** The entry's bytes are lent for the call only. */
  take(entry: JsonEntry, key: string): void {
    const { section, buffer, start, end } = entry;
    const hash = hashEntry(entry);
    const slot = this.list.place(section, key, hash);
    const id = this.options.known?.findId(section, key, hash) ?? null;
    if (id !== null) {
      this.list.setId(slot, id);
      return;
    }
    this.batch.push({ slot, section, key, hash, body: this.keep(buffer, start, end) });
    if (this.batch.length === batchSize || this.batchBytes >= batchBytesMax) this.endBatch();
  }

  /** Bodies of a batch share one buffer: one each would keep the garbage collector busier than all the rest. */
  private keep(buffer: Buffer, start: number, end: number): Buffer {
    const from = this.batchBytes;
    this.batchBytes += end - start;
    if (this.batchBytes > this.arena.length)
      this.arena = Buffer.concat([this.arena.subarray(0, from)], Math.max(arenaBytes, this.batchBytes));
    buffer.copy(this.arena, from, start, end);
    return this.arena.subarray(from, this.batchBytes);
  }

  /** Resolves when more may be taken; throws what went wrong meanwhile. */
  async ready(): Promise<void> {
    if (this.waitingBytes > waitingBytesMax) await this.settling;
    if (this.failure !== null) throw this.failure;
  }

  /** Every entry has its id. The rows and bodies are durable once the writer has finished too. */
  async finish(): Promise<EntryList> {
    this.endBatch();
    await this.settling;
    if (this.failure !== null) throw this.failure;
    return this.list;
  }

  /** What waits is not looked at any more. */
  async abandon(): Promise<void> {
    this.failure ??= new Error('the intake was given up');
    await this.settling;
  }

  private endBatch(): void {
    const { batch, batchBytes } = this;
    if (batch.length === 0) return;
    this.batch = [];
    this.batchBytes = 0;
    this.arena = Buffer.alloc(0);
    this.waitingBytes += batchBytes;
    this.settling = this.settling
      .then(() => (this.failure === null ? this.settle(batch) : undefined))
      .catch((error: unknown) => {
        this.failure ??= error;
      })
      .finally(() => {
        this.waitingBytes -= batchBytes;
      });
  }

  private async settle(batch: readonly Candidate[]): Promise<void> {
    const { projectId, mayBeStored } = this.options;
    const stored = mayBeStored ? await selectEntryIdsByHash(this.host.database.db, projectId, batch) : null;
    for (const candidate of batch) {
      const { slot, hash } = candidate;
      const id = stored?.get(candidate) ?? (await this.write(candidate));
      // A key that came again meanwhile has the place now.
      if (this.list.hasHash(slot, hash)) this.list.setId(slot, id);
    }
  }

  private async write(candidate: Candidate): Promise<Id<'entry'>> {
    const { section, key, hash, body } = candidate;
    const facts = this.readFacts(candidate);
    const id = await this.writer.add({ section, key, hash, body, facts });
    this.written.set(id, rememberedTypes.has(facts.resourceType ?? '') ? { ...facts, id, section, uniqueId: key } : null);
    return id;
  }

  private readFacts({ section, key, body }: Candidate) {
    const parsed = parseJson(body.toString('utf8'));
    if ('problem' in parsed) {
      const { file } = this.options;
      throw new Fault('invalid', 'artifact.not_json', `${file} is not JSON in ${section}, at ${key.slice(0, 200)}: ${parsed.problem}.`, {
        file,
      });
    }
    return readEntryFacts(section, key, parsed.value);
  }
}

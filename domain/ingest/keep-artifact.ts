/** Keeps one artifact, compressed in the blob store, with its size and sha256; JSON without the values that nobody may see. */
import { createHash } from 'node:crypto';
import type { Id } from '@weft/base/id';
import { type ArtifactCopy, copyArtifact } from '@weft/dbt/artifacts/copy-artifact';
import { JsonCutter, type JsonListener } from '@weft/dbt/artifacts/cut-json';
import type { Host } from '@weft/host/host';
import type { StagedArtifact } from './staged.ts';
import { BlobWriter } from './write-blob.ts';

/** Of one entry of a JSON artifact: dbt's largest have some megabytes. */
export const entryBytesMax = 32 * 1024 * 1024;

/** Of one key, and of the id of a result: what is longer has no place in an index, and no node of dbt's has a name like it. */
export const keyBytesMax = 2_000;

export function artifactPrefix(intakeId: Id<'invocation'>): string {
  return `artifacts/${intakeId}/`;
}

/** Takes the bytes of one artifact as they arrive. */
export interface ArtifactSink {
  append(bytes: Buffer): Promise<void>;
  abandon(): Promise<void>;
}

export class ArtifactKeeper implements ArtifactSink {
  private readonly blobKey: string;
  private readonly writer: BlobWriter;
  private readonly hash = createHash('sha256');
  private sizeBytes = 0;

  /** `name` is one of dbt's, so a blob key as it is. */
  constructor(
    host: Host,
    intakeId: Id<'invocation'>,
    private readonly name: string,
  ) {
    this.blobKey = `${artifactPrefix(intakeId)}${name}.gz`;
    this.writer = new BlobWriter(host.blobs, this.blobKey, 'gzip');
  }

  async append(bytes: Buffer): Promise<void> {
    this.hash.update(bytes);
    this.sizeBytes += bytes.length;
    await this.writer.append(bytes);
  }

  async finish(): Promise<StagedArtifact> {
    await this.writer.finish();
    return { name: this.name, sizeBytes: this.sizeBytes, sha256: this.hash.digest('hex'), blobKey: this.blobKey };
  }

  abandon(): Promise<void> {
    return this.writer.abandon();
  }
}

/** `ready` is awaited after each piece, for a listener that must not be overrun. */
export class JsonKeeper implements ArtifactSink {
  private readonly copy: ArtifactCopy = copyArtifact();
  private readonly cutter: JsonCutter;

  constructor(
    private readonly keeper: ArtifactKeeper,
    file: string,
    listener: Partial<JsonListener>,
    private readonly ready: () => Promise<void> = async () => {},
  ) {
    const { onSection, onEntry, onValue } = this.copy.listener;
    const both: JsonListener = {
      onSection,
      onEntry: (entry) => {
        listener.onEntry?.(entry);
        onEntry(entry);
      },
      onValue: (name, value) => {
        listener.onValue?.(name, value);
        onValue(name, value);
      },
    };
    this.cutter = new JsonCutter(both, { file, limits: { entryBytes: entryBytesMax, keyBytes: keyBytesMax } });
  }

  async append(bytes: Buffer): Promise<void> {
    this.cutter.feed(bytes);
    const block = this.copy.take();
    if (block !== null) await this.keeper.append(block);
    await this.ready();
  }

  async finish(): Promise<StagedArtifact> {
    this.cutter.end();
    await this.keeper.append(this.copy.end());
    return this.keeper.finish();
  }

  abandon(): Promise<void> {
    return this.keeper.abandon();
  }
}

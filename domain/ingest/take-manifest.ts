/** Takes in a manifest.json while it arrives: cut into entries, of which only new ones are parsed. */
import { Fault } from '@weft/base/fault';
import { JsonCutter, type JsonEntry } from '@weft/dbt/artifacts/cut-json';
import { derivedSections } from '@weft/dbt/artifacts/node-facts';
import { storableJson } from '@weft/dbt/artifacts/read-field';
import { type ArtifactMetadata, projectNameById, readMetadata, redactMetadata } from '@weft/dbt/artifacts/read-metadata';
import type { EntryList } from './entry-list.ts';
import { entryBytesMax, keyBytesMax } from './keep-artifact.ts';
import type { Recalled } from './recall-entries.ts';
import type { StagedArtifact, StagedManifest } from './staged.ts';
import type { EntryTaker } from './take-entries.ts';

const file = 'manifest.json';

export interface TakenManifest {
  readonly metadata: ArtifactMetadata;
  readonly staged: StagedManifest;
  readonly list: EntryList;
  readonly written: Recalled;
  readonly artifact: StagedArtifact;
}

/** `checkProject` is told the project's dbt name as soon as it is read, and throws when these artifacts are somebody else's. */
export class ManifestTaker {
  private readonly cutter: JsonCutter;
  private readonly head: Record<string, unknown> = {};
  private metadata: ArtifactMetadata | null = null;
  private sizeBytes = 0;

  constructor(
    private readonly taker: EntryTaker,
    private readonly checkProject: (dbtProjectName: string) => void,
  ) {
    const listener = {
      onSection: (name: string) => taker.list.beginSection(name),
      onEntry: (entry: JsonEntry) => this.takeEntry(entry),
      onValue: (name: string, value: unknown) => this.takeValue(name, value),
    };
    this.cutter = new JsonCutter(listener, { file, limits: { entryBytes: entryBytesMax, keyBytes: keyBytesMax } });
  }

  async append(bytes: Buffer): Promise<void> {
    this.sizeBytes += bytes.length;
    this.cutter.feed(bytes);
    await this.taker.ready();
  }

  async finish(): Promise<TakenManifest> {
    this.cutter.end();
    const metadata = this.metadata ?? readMetadata(undefined, 'manifest', file);
    const list = await this.taker.finish();
    const dbtProjectName = metadata.projectName ?? this.guessProjectName(metadata, list);
    this.checkProject(dbtProjectName);
    const staged = {
      ...{ head: this.head, dbtProjectName, schemaVersion: metadata.schemaVersion },
      ...{ sections: list.sections(), entryCount: list.size, digest: list.digest().toString('hex') },
    };
    return {
      metadata,
      staged,
      list,
      written: this.taker.written,
      artifact: { name: file, sizeBytes: this.sizeBytes, sha256: null, blobKey: null },
    };
  }

  /** A key of null would be a list, of which a manifest has none. */
  private takeEntry(entry: JsonEntry): void {
    if (entry.key !== null && !derivedSections.has(entry.section)) this.taker.take(entry, entry.key);
  }

  private takeValue(name: string, value: unknown): void {
    if (name === 'metadata') {
      this.metadata = readMetadata(value, 'manifest', file);
      if (this.metadata.projectName !== null) this.checkProject(this.metadata.projectName);
    }
    this.head[name] = storableJson(name === 'metadata' ? redactMetadata(value) : value);
  }

  private guessProjectName({ projectId }: ArtifactMetadata, list: EntryList): string {
    const packages = list.keysOf('nodes').map((key) => key.split('.')[1] ?? '');
    const name = projectNameById(projectId, packages);
    if (name !== null) return name;
    throw new Fault(
      'invalid',
      'artifact.no_project_name',
      `${file} does not tell which dbt project it is of. Upload the file as dbt wrote it.`,
    );
  }
}

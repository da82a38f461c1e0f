/** Takes in the artifacts of one dbt command, file by file as their bytes arrive, up to the point where they only need to be accepted. */
import { Fault } from '@weft/base/fault';
import type { Id } from '@weft/base/id';
import { type ArtifactKind, artifactKind, artifactName } from '@weft/dbt/artifacts/known-artifacts';
import type { Tx } from '@weft/host/database';
import type { Host } from '@weft/host/host';
import { dropIntake } from './drop-intake.ts';
import { encodeEntryIds } from './entry-ids.ts';
import { findKnownState, rememberState } from './known-state.ts';
import { rememberEntries } from './recall-entries.ts';
import { stage } from './stage.ts';
import type { StagedArtifact, StagedInput } from './staged.ts';
import { hasEntries } from './store-entries.ts';
import { type IntakePlace, insertIntake, updateIntakeSealed } from './store-intakes.ts';
import { type FileTaker, type TakenParts, type TakingContext, takeFile } from './take-file.ts';
import { EntryWriter } from './write-entries.ts';

/** Whether a file of this basename is taken in at all. */
export function isWanted(name: string): boolean {
  return artifactKind(name) !== null;
}

export class Intake {
  private file: FileTaker | null = null;
  private readonly kinds = new Set<ArtifactKind>();
  private readonly artifacts: StagedArtifact[] = [];
  private parts: TakenParts = { manifest: null, catalog: null, runResults: null, freshness: null };

  private constructor(
    private readonly context: TakingContext,
    private readonly place: IntakePlace,
  ) {}

  /** `checkProject` throws when artifacts of this dbt project have no business here; it is asked as soon as the manifest tells its name. */
  static async begin(host: Host, place: IntakePlace, checkProject: (dbtProjectName: string) => void): Promise<Intake> {
    const { projectId, environmentId } = place;
    const [intakeId, known, mayBeStored] = await Promise.all([
      host.database.transaction((tx) => insertIntake(tx, place, host.clock.now())),
      findKnownState(host, environmentId),
      hasEntries(host.database.db, projectId),
    ]);
    const writer = new EntryWriter(host, projectId, intakeId);
    return new Intake({ host, intakeId, projectId, writer, known, mayBeStored, checkProject }, place);
  }

  get id(): Id<'invocation'> {
    return this.context.intakeId;
  }

  /** `name` is the basename of a file that `isWanted`; one file after the other, ended by `endFile`. */
  beginFile(name: string): void {
    const kind = artifactKind(name);
    if (kind === null) throw new Error(`${name} is no artifact`);
    if (this.kinds.has(kind)) {
      throw new Fault('invalid', 'zip.same_name', `There are two files that would be kept as ${artifactName(kind)}. Upload one of each.`);
    }
    this.kinds.add(kind);
    this.file = takeFile(this.context, kind);
  }

  async append(bytes: Buffer): Promise<void> {
    await this.file?.append(bytes);
  }

  async endFile(): Promise<void> {
    if (!this.file) return;
    const { artifact, part } = await this.file.finish();
    this.file = null;
    this.artifacts.push(artifact);
    this.parts = { ...this.parts, ...part };
  }

  /** Entries, results and blobs are durable; sealing is what is left. Faults: as of `stage`, and of the database and the blob store. */
  async finish(): Promise<StagedInput> {
    const staged = stage(this.parts, this.kinds, this.artifacts, this.context.host.clock.now());
    await Promise.all([this.context.writer.finish(), this.parts.runResults?.rows.finish()]);
    return staged;
  }

  /** The commit of `tx` is what makes all of it count. */
  async seal(tx: Tx, staged: StagedInput): Promise<void> {
    const { manifest, catalog } = this.parts;
    await updateIntakeSealed(tx, this.id, {
      staged,
      manifestEntryIds: manifest && encodeEntryIds(manifest.list.entryIds()),
      catalogEntryIds: catalog && encodeEntryIds(catalog.list.entryIds()),
      at: this.context.host.clock.now(),
    });
  }

  /** After the commit: the environment's next upload is held against this one. */
  remember(): void {
    const { manifest } = this.parts;
    if (!manifest) return;
    rememberState(this.context.host, this.place.environmentId, manifest.list);
    rememberEntries(this.context.host, this.place.projectId, manifest.written);
  }

  /** Ends what is under way and removes what was written. */
  async abandon(): Promise<void> {
    await Promise.all([this.file?.abandon(), this.context.writer.abandon(), this.parts.runResults?.rows.abandon()]);
    await dropIntake(this.context.host, this.id, 'broken off');
  }
}

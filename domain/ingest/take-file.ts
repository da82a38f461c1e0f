/** How each kind of artifact is taken in as its bytes arrive, and what it comes to. */
import type { Id } from '@weft/base/id';
import { unreachable } from '@weft/base/unreachable';
import type { JsonListener } from '@weft/dbt/artifacts/cut-json';
import { type ArtifactKind, artifactName } from '@weft/dbt/artifacts/known-artifacts';
import { type ArtifactMetadata, readMetadata } from '@weft/dbt/artifacts/read-metadata';
import type { SourceFreshness } from '@weft/dbt/artifacts/read-sources';
import type { Host } from '@weft/host/host';
import type { RowCopier } from './copy-rows.ts';
import type { EntryList } from './entry-list.ts';
import { ArtifactKeeper, JsonKeeper } from './keep-artifact.ts';
import type { StagedArtifact } from './staged.ts';
import { resultCopier, resultLine } from './store-applied.ts';
import { EntryTaker } from './take-entries.ts';
import { ManifestTaker, type TakenManifest } from './take-manifest.ts';
import { freshnessReader, runResultsReader, type TakenResults } from './take-results.ts';
import type { EntryWriter } from './write-entries.ts';

export interface TakenCatalog {
  readonly metadata: ArtifactMetadata;
  readonly list: EntryList;
}

/** What the files so far have come to. */
export interface TakenParts {
  readonly manifest: TakenManifest | null;
  readonly catalog: TakenCatalog | null;
  /** The last of the rows may still have to be copied. */
  readonly runResults: (TakenResults & { readonly rows: RowCopier }) | null;
  readonly freshness: (TakenResults & { readonly sources: readonly SourceFreshness[] }) | null;
}

export interface FileTaker {
  append(bytes: Buffer): Promise<void>;
  finish(): Promise<{ readonly artifact: StagedArtifact; readonly part: Partial<TakenParts> }>;
  abandon(): Promise<void>;
}

export interface TakingContext {
  readonly host: Host;
  readonly intakeId: Id<'invocation'>;
  readonly projectId: Id<'project'>;
  readonly writer: EntryWriter;
  /** The environment's last state. */
  readonly known: EntryList | null;
  /** False: the project has no entries yet. */
  readonly mayBeStored: boolean;
  /** Throws when artifacts of this dbt project have no business here. */
  readonly checkProject: (dbtProjectName: string) => void;
}

export function takeFile(context: TakingContext, kind: ArtifactKind): FileTaker {
  switch (kind) {
    case 'manifest':
      return takeManifest(context);
    case 'catalog':
      return takeCatalog(context);
    case 'run-results':
      return takeRunResults(context);
    case 'sources': {
      const sources: SourceFreshness[] = [];
      const reader = freshnessReader((source) => sources.push(source));
      return keepJson(context, kind, reader, () => ({ freshness: { ...reader.finish(), sources } }));
    }
    case 'semantic-manifest':
    case 'publication':
      return keepJson(context, kind, {}, () => ({}));
    case 'log': {
      const keeper = new ArtifactKeeper(context.host, context.intakeId, artifactName(kind));
      return {
        append: (bytes) => keeper.append(bytes),
        finish: async () => ({ artifact: await keeper.finish(), part: {} }),
        abandon: () => keeper.abandon(),
      };
    }
    default:
      return unreachable(kind);
  }
}

function takeManifest(context: TakingContext): FileTaker {
  const { host, writer, known, projectId, mayBeStored, checkProject } = context;
  const entries = new EntryTaker(host, writer, { file: artifactName('manifest'), known, projectId, mayBeStored });
  const taker = new ManifestTaker(entries, checkProject);
  return {
    append: (bytes) => taker.append(bytes),
    finish: async () => {
      const manifest = await taker.finish();
      return { artifact: manifest.artifact, part: { manifest } };
    },
    abandon: () => entries.abandon(),
  };
}

/** Results become rows as they come, since a project may have a hundred thousand. */
function takeRunResults(context: TakingContext): FileTaker {
  const rows = resultCopier(context.host.database);
  const reader = runResultsReader((result, position) => rows.add(resultLine(context.intakeId, { ...result, position })));
  const partOf = () => ({ runResults: { ...reader.finish(), rows } });
  const kept = keepJson(context, 'run-results', reader, partOf, () => rows.ready());
  return {
    append: (bytes) => kept.append(bytes),
    finish: () => kept.finish(),
    abandon: async () => {
      await Promise.all([kept.abandon(), rows.abandon()]);
    },
  };
}

/** Kept as a file, and its tables as entries of sections of their own, since a catalog too is mostly what it was the last time. */
function takeCatalog(context: TakingContext): FileTaker {
  const { host, writer, projectId, mayBeStored } = context;
  const file = artifactName('catalog');
  const entries = new EntryTaker(host, writer, { file, known: null, projectId, mayBeStored });
  let metadata: ArtifactMetadata | null = null;
  const listener: Partial<JsonListener> = {
    onValue: (name, value) => {
      if (name === 'metadata') metadata = readMetadata(value, 'catalog', file);
    },
    onEntry: (entry) => {
      const isTable = entry.section === 'nodes' || entry.section === 'sources';
      if (isTable && entry.key !== null) entries.take({ ...entry, section: `catalog_${entry.section}` }, entry.key);
    },
  };
  const kept = keepJson(
    context,
    'catalog',
    listener,
    () => ({}),
    () => entries.ready(),
  );
  return {
    append: (bytes) => kept.append(bytes),
    finish: async () => {
      const [{ artifact }, list] = [await kept.finish(), await entries.finish()];
      return { artifact, part: { catalog: { metadata: metadata ?? readMetadata(undefined, 'catalog', file), list } } };
    },
    abandon: async () => {
      await Promise.all([kept.abandon(), entries.abandon()]);
    },
  };
}

function keepJson(
  { host, intakeId }: TakingContext,
  kind: ArtifactKind,
  listener: Partial<JsonListener>,
  partOf: () => Partial<TakenParts>,
  ready: () => Promise<void> = async () => {},
): FileTaker {
  const name = artifactName(kind);
  const keeper = new JsonKeeper(new ArtifactKeeper(host, intakeId, name), name, listener, ready);
  return {
    append: (bytes) => keeper.append(bytes),
    finish: async () => ({ artifact: await keeper.finish(), part: partOf() }),
    abandon: () => keeper.abandon(),
  };
}

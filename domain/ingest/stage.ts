/** Makes of what was taken in the one record that acceptance reads. */
import { Fault } from '@weft/base/fault';
import { commandOf } from '@weft/dbt/artifacts/command-of';
import type { ArtifactKind } from '@weft/dbt/artifacts/known-artifacts';
import type { ArtifactMetadata } from '@weft/dbt/artifacts/read-metadata';
import type { SourceFreshness } from '@weft/dbt/artifacts/read-sources';
import type { Freshness, StagedArtifact, StagedInput } from './staged.ts';
import type { TakenParts } from './take-file.ts';

/** Faults: invalid `upload.no_artifacts`, `artifact.no_identity`, `artifact.from_future`. */
export function stage(parts: TakenParts, kinds: ReadonlySet<ArtifactKind>, artifacts: readonly StagedArtifact[], now: Date): StagedInput {
  const { manifest, runResults, freshness, catalog } = parts;
  const all = [manifest?.metadata, runResults?.metadata, freshness?.metadata, catalog?.metadata].filter((it) => it != null);
  const { dbtInvocationId, generatedAt } = identify(all);
  for (const metadata of all) requirePast(metadata, now);
  const results = runResults ?? freshness;
  const command = commandOf(runResults?.args.which ?? null, kinds);
  const outcome = runResults?.outcome === 'error' || freshness?.outcome === 'error' ? 'error' : 'success';
  return {
    dbtInvocationId,
    generatedAt: generatedAt.toISOString(),
    dbtVersion: firstOf(all, (metadata) => metadata.dbtVersion) ?? 'unknown',
    adapterType: firstOf(all, (metadata) => metadata.adapterType),
    command: command.name,
    invocationCommand: runResults?.args.command ?? null,
    outcome,
    statusCounts: results?.statusCounts ?? {},
    // Never from the manifest, which repeats an old start after a partial parse.
    startedAt: (results?.metadata.invocationStartedAt ?? generatedAt).toISOString(),
    finishedAt: (results?.metadata.generatedAt ?? generatedAt).toISOString(),
    elapsedSeconds: results?.elapsedSeconds ?? null,
    isApplying: runResults !== null && command.updatesApplied,
    manifest: manifest?.staged ?? null,
    catalogGeneratedAt: catalog === null ? null : (catalog.metadata.generatedAt ?? generatedAt).toISOString(),
    freshness: freshness?.sources.map((source) => toFreshness(source, freshness.metadata.generatedAt ?? generatedAt)) ?? [],
    artifacts: [...artifacts],
  };
}

/** The manifest's, since results may be of an earlier command whose upload failed; dbt's process keeps their paths and sends them again. */
function identify(all: readonly ArtifactMetadata[]) {
  const [first] = all;
  if (!first) {
    throw new Fault(
      'invalid',
      'upload.no_artifacts',
      'There is none of manifest.json, run_results.json, catalog.json and sources.json among the files. Upload what a dbt command wrote to its target folder.',
    );
  }
  const { invocationId, generatedAt } = first;
  if (invocationId !== null && generatedAt !== null) return { dbtInvocationId: invocationId, generatedAt };
  throw new Fault(
    'invalid',
    'artifact.no_identity',
    `The ${first.kind} does not state its invocation_id and when it was generated. Upload the file as dbt wrote it.`,
  );
}

/** Clocks differ by minutes, and zones are mistaken for one another; a day is neither. */
const aheadMillisecondsMax = 24 * 3600 * 1000;

/** The newest wins: what says that it is of next year would hold off everything that comes until then. */
function requirePast({ kind, generatedAt }: ArtifactMetadata, now: Date): void {
  if (generatedAt === null || generatedAt.getTime() - now.getTime() <= aheadMillisecondsMax) return;
  throw new Fault(
    'invalid',
    'artifact.from_future',
    `The ${kind} says that it was generated at ${generatedAt.toISOString()}, but here it is ${now.toISOString()}. Set the clock of the machine that dbt runs on (or of this one), then run dbt again.`,
  );
}

function firstOf<T>(all: readonly ArtifactMetadata[], read: (metadata: ArtifactMetadata) => T | null): T | null {
  for (const metadata of all) {
    const value = read(metadata);
    if (value !== null) return value;
  }
  return null;
}

function toFreshness(source: SourceFreshness, generatedAt: Date): Freshness {
  const { uniqueId, status, maxLoadedAt, snapshottedAt, ageSeconds, warnAfter, errorAfter, filter, error } = source;
  return {
    ...{ uniqueId, status, ageSeconds, message: error },
    checkedAt: (snapshottedAt ?? generatedAt).toISOString(),
    maxLoadedAt: maxLoadedAt?.toISOString() ?? null,
    criteria: { warnAfter, errorAfter, filter },
  };
}

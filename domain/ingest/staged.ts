/** What taking in a set of artifacts leaves for acceptance: everything that the artifacts say, save the entries and results that are rows by then. */
import { z } from 'zod';

const instant = z.iso.datetime({ offset: true }).transform((text) => new Date(text));

export const freshnessSchema = z.object({
  uniqueId: z.string(),
  checkedAt: z.string(),
  status: z.string(),
  maxLoadedAt: z.string().nullable(),
  ageSeconds: z.number().nullable(),
  criteria: z.unknown(),
  message: z.string().nullable(),
});
export type Freshness = Readonly<z.infer<typeof freshnessSchema>>;

export const stagedArtifactSchema = z.object({
  name: z.string(),
  /** Of the file as dbt wrote it. */
  sizeBytes: z.number(),
  /** Hex; null for the manifest, which is not kept as it was. */
  sha256: z.string().nullable(),
  blobKey: z.string().nullable(),
});
export type StagedArtifact = Readonly<z.infer<typeof stagedArtifactSchema>>;

export const stagedManifestSchema = z.object({
  /** Top-level values that are not maps. */
  head: z.record(z.string(), z.unknown()),
  dbtProjectName: z.string(),
  schemaVersion: z.number(),
  sections: z.array(z.tuple([z.string(), z.number()])),
  entryCount: z.number(),
  /** Hex. */
  digest: z.string(),
});
export type StagedManifest = Readonly<z.infer<typeof stagedManifestSchema>>;

export const stagedSchema = z.object({
  dbtInvocationId: z.string(),
  generatedAt: instant,
  dbtVersion: z.string(),
  adapterType: z.string().nullable(),
  command: z.string().nullable(),
  invocationCommand: z.string().nullable(),
  outcome: z.enum(['success', 'error']),
  statusCounts: z.record(z.string(), z.number()),
  startedAt: instant,
  finishedAt: instant,
  elapsedSeconds: z.number().nullable(),
  /** The command did something in the warehouse, so its results say what is applied. */
  isApplying: z.boolean(),
  manifest: stagedManifestSchema.nullable(),
  /** null: no catalog among the artifacts. */
  catalogGeneratedAt: instant.nullable(),
  freshness: z.array(freshnessSchema),
  artifacts: z.array(stagedArtifactSchema),
});
export type Staged = Readonly<z.infer<typeof stagedSchema>>;
/** As it is written. */
export type StagedInput = Readonly<z.input<typeof stagedSchema>>;

/** The only SQL on ingest.invocation, ingest.artifact and ingest.definition. */
import { type Id, idSchema } from '@weft/base/id';
import type { Db, Tx } from '@weft/host/database';
import { prepareOnce } from '@weft/host/prepare-once';
import { and, desc, eq, inArray, type SQL, sql } from 'drizzle-orm';
import { z } from 'zod';
import type { Invocation, InvocationSource } from './model.ts';
import type { StagedArtifact } from './staged.ts';
import { artifact, definition, invocation } from './tables.ts';

export interface Definition {
  readonly environmentId: Id<'environment'>;
  readonly versionId: Id<'stateVersion'>;
  readonly invocationId: Id<'invocation'>;
  readonly generatedAt: Date;
  /** The manifest's own `metadata`. */
  readonly metadata: Readonly<Record<string, unknown>>;
}

export interface Artifact {
  readonly name: string;
  readonly sizeBytes: number;
  readonly sha256: Buffer | null;
  /** null: the manifest, put together again when it is asked for. */
  readonly blobKey: string | null;
}

const countsSchema = z.record(z.string(), z.number());
const headSchema = z.record(z.string(), z.unknown());

/** False: the environment has an invocation of that identity already. Waits for whoever is about to commit one. */
export async function insertInvocation(tx: Tx, values: Invocation & { manifestHead: unknown }): Promise<boolean> {
  const { source, ...rest } = values;
  const rows = await tx
    .insert(invocation)
    .values({ ...rest, ...sourceColumns(source) })
    .onConflictDoNothing({ target: [invocation.environmentId, invocation.dbtInvocationId, invocation.generatedAt] })
    .returning({ id: invocation.id });
  return rows.length === 1;
}

export async function selectInvocationByIdentity(
  tx: Tx,
  { environmentId, dbtInvocationId, generatedAt }: Pick<Invocation, 'environmentId' | 'dbtInvocationId' | 'generatedAt'>,
): Promise<Id<'invocation'> | null> {
  const [row] = await tx
    .select({ id: invocation.id })
    .from(invocation)
    .where(
      and(
        eq(invocation.environmentId, environmentId),
        eq(invocation.dbtInvocationId, dbtInvocationId),
        eq(invocation.generatedAt, generatedAt),
      ),
    );
  return row?.id ?? null;
}

export async function selectInvocation(db: Db | Tx, invocationId: Id<'invocation'>): Promise<Invocation | null> {
  const [row] = await selectRows(db, eq(invocation.id, invocationId), 1);
  return row ?? null;
}

export function selectInvocations(db: Db, environmentId: Id<'environment'>, limit: number): Promise<Invocation[]> {
  return selectRows(db, eq(invocation.environmentId, environmentId), limit);
}

export function selectInvocationsOfRun(db: Db, runId: Id<'run'>): Promise<Invocation[]> {
  return selectRows(db, eq(invocation.runId, runId), null);
}

export function selectInvocationsById(db: Db, ids: readonly Id<'invocation'>[]): Promise<Invocation[]> {
  return ids.length === 0 ? Promise.resolve([]) : selectRows(db, inArray(invocation.id, [...ids]), null);
}

/** Not loaded with the invocation: metadata may be long. */
export async function selectManifestHead(db: Db, invocationId: Id<'invocation'>): Promise<Record<string, unknown> | null> {
  const [row] = await db.select({ head: invocation.manifestHead }).from(invocation).where(eq(invocation.id, invocationId));
  return row ? headSchema.nullable().parse(row.head) : null;
}

export async function selectEnvironmentsWithInvocations(db: Db, accountId: Id<'account'>): Promise<Id<'environment'>[]> {
  const rows = await db
    .selectDistinct({ environmentId: invocation.environmentId })
    .from(invocation)
    .where(and(eq(invocation.accountId, accountId), eq(invocation.isCi, false)));
  return rows.map((row) => row.environmentId);
}

async function selectRows(db: Db | Tx, where: SQL, limit: number | null): Promise<Invocation[]> {
  const { manifestHead: _, ...columns } = allColumns;
  const query = db.select(columns).from(invocation).where(where).orderBy(desc(invocation.generatedAt), desc(invocation.id)).$dynamic();
  const rows = await (limit === null ? query : query.limit(limit));
  return rows.map(({ source, uploadId, runId, stepIndex, statusCounts, ...row }) => ({
    ...row,
    source: readSource({ source, uploadId, runId, stepIndex }),
    statusCounts: countsSchema.parse(statusCounts),
  }));
}

const allColumns = {
  id: invocation.id,
  accountId: invocation.accountId,
  projectId: invocation.projectId,
  environmentId: invocation.environmentId,
  source: invocation.source,
  uploadId: invocation.uploadId,
  runId: invocation.runId,
  stepIndex: invocation.stepIndex,
  isCi: invocation.isCi,
  dbtInvocationId: invocation.dbtInvocationId,
  generatedAt: invocation.generatedAt,
  command: invocation.command,
  invocationCommand: invocation.invocationCommand,
  dbtVersion: invocation.dbtVersion,
  adapterType: invocation.adapterType,
  outcome: invocation.outcome,
  statusCounts: invocation.statusCounts,
  startedAt: invocation.startedAt,
  finishedAt: invocation.finishedAt,
  elapsedSeconds: invocation.elapsedSeconds,
  stateVersionId: invocation.stateVersionId,
  manifestHead: invocation.manifestHead,
  acceptedAt: invocation.acceptedAt,
};

function sourceColumns(source: InvocationSource) {
  return source.kind === 'upload'
    ? { source: source.kind, uploadId: source.uploadId }
    : { source: source.kind, runId: source.runId, stepIndex: source.stepIndex };
}

function readSource(row: Pick<typeof invocation.$inferSelect, 'source' | 'uploadId' | 'runId' | 'stepIndex'>): InvocationSource {
  if (row.uploadId !== null) return { kind: 'upload', uploadId: row.uploadId };
  if (row.runId !== null && row.stepIndex !== null) return { kind: 'run', runId: row.runId, stepIndex: row.stepIndex };
  throw new Error('an invocation has no source');
}

export async function insertArtifacts(tx: Tx, invocationId: Id<'invocation'>, artifacts: readonly StagedArtifact[]): Promise<void> {
  if (artifacts.length === 0) return;
  await tx.insert(artifact).values(
    artifacts.map(({ name, sizeBytes, sha256, blobKey }) => ({
      invocationId,
      name,
      sizeBytes,
      sha256: sha256 === null ? null : Buffer.from(sha256, 'hex'),
      blobKey,
    })),
  );
}

export async function selectArtifacts(db: Db, invocationId: Id<'invocation'>): Promise<Artifact[]> {
  const { name, sizeBytes, sha256, blobKey } = artifact;
  return db.select({ name, sizeBytes, sha256, blobKey }).from(artifact).where(eq(artifact.invocationId, invocationId)).orderBy(name);
}

/** The newest manifest wins, whenever it came: one that was late does not turn the definition back. */
export async function upsertDefinition(
  tx: Tx,
  values: { environmentId: Id<'environment'>; stateVersionId: Id<'stateVersion'>; invocationId: Id<'invocation'>; generatedAt: Date },
): Promise<void> {
  const { stateVersionId, invocationId, generatedAt } = values;
  await tx
    .insert(definition)
    .values(values)
    .onConflictDoUpdate({
      target: definition.environmentId,
      set: { stateVersionId, invocationId, generatedAt },
      setWhere: sql`${definition.generatedAt} < excluded.generated_at`,
    });
}

export async function selectDefinition(db: Db, environmentId: Id<'environment'>): Promise<Definition | null> {
  const [row] = await db
    .select({
      environmentId: definition.environmentId,
      versionId: definition.stateVersionId,
      invocationId: definition.invocationId,
      generatedAt: definition.generatedAt,
      head: invocation.manifestHead,
    })
    .from(definition)
    .innerJoin(invocation, eq(invocation.id, definition.invocationId))
    .where(eq(definition.environmentId, environmentId));
  if (!row) return null;
  const { head, ...rest } = row;
  return { ...rest, metadata: z.object({ metadata: headSchema }).parse(head).metadata };
}

const standingsStatement = prepareOnce((db) =>
  db
    .select({
      environmentId: definition.environmentId,
      versionId: definition.stateVersionId,
      lastInvocationId: sql<number>`(select max(i.id)::float8 from ${invocation} i where i.environment_id = ${definition.environmentId})`,
    })
    .from(definition)
    .where(sql`${definition.environmentId} = any(${sql.placeholder('environmentIds')}::bigint[])`)
    .prepare('standings'),
);

/** Of each of the environments that has a definition: what it is, and the newest invocation of any kind, which may have changed what is applied. */
export async function selectStandings(db: Db, environmentIds: readonly Id<'environment'>[]): Promise<Standing[]> {
  return standingsSchema.parse(await standingsStatement(db).execute({ environmentIds }));
}

const standingsSchema = z.array(
  z.object({
    environmentId: idSchema<'environment'>(),
    versionId: idSchema<'stateVersion'>(),
    lastInvocationId: idSchema<'invocation'>(),
  }),
);
export type Standing = Readonly<z.infer<typeof standingsSchema>[number]>;

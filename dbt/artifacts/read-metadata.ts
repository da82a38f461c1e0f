/** Reads what an artifact says about itself, refuses versions that cannot be read, and drops what nobody may see. */
import { createHash } from 'node:crypto';
import { Fault } from '@weft/base/fault';
import { isRecord } from '@weft/base/json';
import { readFilledText, readInstant, readRecord } from './read-field.ts';

/** dbt's names of the artifacts that carry a schema version. */
export type SchemaKind = 'manifest' | 'run-results' | 'catalog' | 'sources';

/** Versions that are read; what differs between them is evened out by the fact readers. */
const versionsRead: Readonly<Record<SchemaKind, { readonly from: number; readonly to: number; readonly since: string }>> = {
  manifest: { from: 10, to: 12, since: '1.6' },
  'run-results': { from: 4, to: 6, since: '1.6' },
  catalog: { from: 1, to: 1, since: '1.6' },
  sources: { from: 3, to: 3, since: '1.6' },
};

export interface ArtifactMetadata {
  readonly kind: SchemaKind;
  readonly schemaVersion: number;
  readonly dbtVersion: string | null;
  readonly generatedAt: Date | null;
  /** Equal in all artifacts of one invocation; with `generatedAt` it is the identity of an upload. */
  readonly invocationId: string | null;
  /** Only of run results and freshness: a manifest repeats an old one after a partial parse, so there it is null. */
  readonly invocationStartedAt: Date | null;
  /** Only of a manifest; null in some early ones: see `projectNameById`. */
  readonly projectName: string | null;
  readonly projectId: string | null;
  readonly adapterType: string | null;
  /** Names of `DBT_ENV_CUSTOM_ENV_…` variables; dbt puts their values into every artifact, and they are never kept. */
  readonly envNames: readonly string[];
}

const schemaUrl = /\/dbt\/([a-z-]+)\/v(\d+)\.json$/;

/**
 * @param metadata the parsed top-level `metadata`; undefined when the file has none
 * @param file the file's name, for messages
 * @throws Fault `artifact.no_metadata`, `artifact.other_kind`, `artifact.schema_too_new`, `artifact.schema_too_old`
 */
export function readMetadata(metadata: unknown, kind: SchemaKind, file: string): ArtifactMetadata {
  const fields = readRecord(metadata);
  const [, found, version] = schemaUrl.exec(String(fields.dbt_schema_version)) ?? [];
  if (found === undefined) {
    throw new Fault('invalid', 'artifact.no_metadata', `${file} does not state its schema version. Upload the file as dbt wrote it.`);
  }
  if (found !== kind) throw new Fault('invalid', 'artifact.other_kind', `${file} holds dbt's ${found.slice(0, 40)}, not its ${kind}.`);
  const dbtVersion = readFilledText(fields.dbt_version);
  checkVersion(kind, Number(version), dbtVersion, file);
  return {
    kind,
    schemaVersion: Number(version),
    dbtVersion,
    generatedAt: readInstant(fields.generated_at),
    invocationId: readInvocationId(fields.invocation_id),
    invocationStartedAt: kind === 'manifest' ? null : readInstant(fields.invocation_started_at),
    projectName: readFilledText(fields.project_name),
    projectId: readFilledText(fields.project_id),
    adapterType: readFilledText(fields.adapter_type),
    envNames: Object.keys(readRecord(fields.env)).sort(),
  };
}

/** dbt writes a UUID. What is much longer names nothing that could be told from others. */
function readInvocationId(value: unknown): string | null {
  const id = readFilledText(value);
  return id !== null && id.length <= 255 ? id : null;
}

function checkVersion(kind: SchemaKind, version: number, dbtVersion: string | null, file: string): void {
  const { from, to, since } = versionsRead[kind];
  const read = from === to ? `version ${to}` : `versions ${from} to ${to}`;
  const made = dbtVersion === null ? '' : `, made by dbt ${dbtVersion}`;
  const said = `${file} has ${kind} schema version ${version}${made}; this Weft reads ${read}.`;
  if (version > to) throw new Fault('invalid', 'artifact.schema_too_new', `${said} Update Weft, or run an older dbt.`);
  if (version < from) throw new Fault('invalid', 'artifact.schema_too_old', `${said} Run dbt ${since} or newer.`);
}

/**
 * The metadata as it may be stored and shown: the same shape, without the values of variables and without what dbt's own telemetry
 * knows of the person. Their keys stay, empty, since readers of dbt's schema expect them.
 */
export function redactMetadata(metadata: unknown): Readonly<Record<string, unknown>> {
  if (!isRecord(metadata)) return {};
  const redacted: Record<string, unknown> = { ...metadata };
  if ('env' in redacted) redacted.env = platformIds(redacted);
  for (const key of ['user_id', 'send_anonymous_usage_stats']) if (key in redacted) redacted[key] = null;
  return redacted;
}

/**
 * The numbers by which clients find the run that made an artifact; they are no secrets. Not of a manifest: after a partial parse dbt repeats
 * in it the variables of an earlier run.
 */
function platformIds({ env, dbt_schema_version: schema }: Readonly<Record<string, unknown>>): Record<string, string> {
  if (!isRecord(env) || String(schema).includes('/manifest/')) return {};
  const entries = Object.entries(env).flatMap(([name, value]) =>
    /^DBT_CLOUD_[A-Z]+_ID$/.test(name) && typeof value === 'string' && /^\d{1,16}$/.test(value) ? [[name, value]] : [],
  );
  return Object.fromEntries(entries);
}

/**
 * The project's name where metadata lacks it: dbt's `project_id` is the MD5 of the name, so it is the package with that MD5;
 * without an id, the only package there is.
 */
export function projectNameById(projectId: string | null, packageNames: Iterable<string>): string | null {
  const names = [...new Set(packageNames)];
  if (projectId === null) return names.length === 1 ? (names[0] ?? null) : null;
  return names.find((name) => createHash('md5').update(name).digest('hex') === projectId) ?? null;
}

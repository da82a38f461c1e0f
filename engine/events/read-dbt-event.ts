/** Reads one line of dbt's JSON log (`--log-format json --log-level debug`, Core 1.10 to 1.12) into a typed event; whatever is no event stays text. */
import { isRecord, parseJson } from '@weft/base/json';
import { z } from 'zod';
import { stripAnsi } from './strip-ansi.ts';

export const eventLevels = ['debug', 'info', 'warn', 'error'] as const;
export type EventLevel = (typeof eventLevels)[number];

export interface RelationParts {
  /** Empty where a kind of warehouse has none. */
  readonly database: string;
  readonly schema: string;
  readonly identifier: string;
}

/** What a line says of one node; later lines know more. */
export interface NodeProgress {
  readonly uniqueId: string;
  readonly name: string;
  readonly resourceType: string;
  readonly materialized: string | null;
  /** As the warehouse knows it, quoted by dbt. */
  readonly relationName: string | null;
  /** Its parts, unquoted; null where there is no relation. */
  readonly relation: RelationParts | null;
  /** From 1, of `total`; null on lines that do not tell. */
  readonly index: number | null;
  readonly total: number | null;
  /** dbt's own word: `started`, `compiling`, `executing` while it runs, then such as `success`, `error`, `fail`, `warn`, `skipped`, `pass`. */
  readonly status: string;
  readonly message: string | null;
  readonly startedAt: Date | null;
  readonly finishedAt: Date | null;
  readonly executionSeconds: number | null;
}

interface Common {
  readonly at: Date;
  readonly level: EventLevel;
  /** Such as `NodeStart`. */
  readonly name: string;
  /** Such as `Q024`. */
  readonly code: string;
  readonly thread: string;
  readonly invocationId: string;
  /** Without colours. */
  readonly message: string;
  /** null: the line is not about a node. */
  readonly node: NodeProgress | null;
}

export type DbtEvent = Common &
  (
    | { readonly kind: 'node_started'; readonly node: NodeProgress }
    /** The last word on a node: dbt's `NodeFinished`, and the end of a hook. */
    | { readonly kind: 'node_finished'; readonly node: NodeProgress }
    /** Anything else about a node, such as its number or its place in the summary. */
    | { readonly kind: 'node_told'; readonly node: NodeProgress }
    /** Counts by status word, `total` among them. */
    | { readonly kind: 'summary'; readonly counts: Readonly<Record<string, number>> }
    | { readonly kind: 'artifact_written'; readonly file: string; readonly artifactType: string }
    /** dbt looked for a schema, did not find it, and makes it. */
    | { readonly kind: 'schema_created'; readonly schema: Omit<RelationParts, 'identifier'> }
    | { readonly kind: 'deprecation' }
    /** What ended the command: a parse error, a broken connection, a wrong option. */
    | { readonly kind: 'main_error' }
    | { readonly kind: 'command_completed'; readonly isSuccess: boolean; readonly elapsedSeconds: number }
    | { readonly kind: 'other' }
  );

export type DbtLine = { readonly event: DbtEvent } | { readonly text: string };

const infoSchema = z.object({
  name: z.string(),
  code: z.string().catch(''),
  level: z.string(),
  msg: z.string().catch(''),
  thread: z.string().catch('MainThread'),
  invocation_id: z.string().catch(''),
  ts: z.string(),
});

const relationSchema = z.object({
  relation_name: z.string().catch(''),
  database: z.string().catch(''),
  schema: z.string().catch(''),
  alias: z.string().catch(''),
});

const nodeInfoSchema = z.object({
  unique_id: z.string().min(1),
  node_name: z.string().catch(''),
  resource_type: z.string().catch(''),
  materialized: z.string().catch(''),
  node_status: z.string().catch(''),
  node_started_at: z.string().catch(''),
  node_finished_at: z.string().catch(''),
  node_relation: relationSchema.catch({ relation_name: '', database: '', schema: '', alias: '' }),
});

const runResultSchema = z
  .object({ status: z.string(), message: z.string().catch(''), execution_time: z.number().catch(0) })
  .nullish()
  .catch(null);

const numberSchema = z.number().int().nonnegative().nullable().catch(null);

export function readDbtLine(line: string): DbtLine {
  if (!line.startsWith('{')) return { text: stripAnsi(line) };
  const parsed = parseJson(line);
  const value = 'value' in parsed ? parsed.value : null;
  if (!isRecord(value)) return { text: stripAnsi(line) };
  const info = infoSchema.safeParse(value.info);
  if (!info.success) return { text: stripAnsi(line) };
  const data = isRecord(value.data) ? value.data : {};
  const common: Common = {
    at: readTime(info.data.ts) ?? new Date(0),
    level: readLevel(info.data.level),
    name: info.data.name,
    code: info.data.code,
    thread: info.data.thread,
    invocationId: info.data.invocation_id,
    message: stripAnsi(info.data.msg),
    node: readNode(data),
  };
  return { event: classify(common, data) };
}

function classify(common: Common, data: Readonly<Record<string, unknown>>): DbtEvent {
  const { node } = common;
  if (node !== null) {
    if (common.name === 'NodeStart' || common.name === 'LogHookStartLine') return { ...common, node, kind: 'node_started' };
    if (common.name === 'NodeFinished' || common.name === 'LogHookEndLine') return { ...common, node, kind: 'node_finished' };
    return { ...common, node, kind: 'node_told' };
  }
  switch (common.name) {
    case 'StatsLine':
      return { ...common, kind: 'summary', counts: z.record(z.string(), z.number()).catch({}).parse(data.stats) };
    case 'ArtifactWritten':
      return { ...common, kind: 'artifact_written', file: text(data.artifact_path), artifactType: text(data.artifact_type) };
    case 'SchemaCreation': {
      const { database, schema } = relationSchema.catch({ relation_name: '', database: '', schema: '', alias: '' }).parse(data.relation);
      return schema === '' ? { ...common, kind: 'other' } : { ...common, kind: 'schema_created', schema: { database, schema } };
    }
    case 'MainEncounteredError':
      return { ...common, kind: 'main_error' };
    case 'CommandCompleted':
      return {
        ...common,
        kind: 'command_completed',
        isSuccess: data.success === true,
        elapsedSeconds: z.number().catch(0).parse(data.elapsed),
      };
    default:
      return { ...common, kind: common.name.endsWith('Deprecation') || common.name === 'DeprecationsSummary' ? 'deprecation' : 'other' };
  }
}

function readNode(data: Readonly<Record<string, unknown>>): NodeProgress | null {
  const info = nodeInfoSchema.safeParse(data.node_info);
  if (!info.success) return null;
  const node = info.data;
  const result = runResultSchema.parse(data.run_result);
  return {
    uniqueId: node.unique_id,
    name: node.node_name,
    resourceType: node.resource_type,
    materialized: node.materialized || null,
    relationName: node.node_relation.relation_name || null,
    relation: readRelation(node.node_relation),
    index: numberSchema.parse(data.index ?? null),
    // Tests say `num_models` where all others say `total`.
    total: numberSchema.parse(data.total ?? data.num_models ?? null),
    status: (result?.status ?? node.node_status).toLowerCase(),
    message: result?.message ? stripAnsi(result.message) : null,
    startedAt: readTime(node.node_started_at),
    finishedAt: readTime(node.node_finished_at),
    executionSeconds: result?.execution_time ?? z.number().nullable().catch(null).parse(data.execution_time),
  };
}

/** Of a node that writes none (an ephemeral model, a test that keeps nothing) dbt tells parts but no whole name. */
function readRelation({ relation_name, database, schema, alias }: z.infer<typeof relationSchema>): RelationParts | null {
  return relation_name === '' || alias === '' ? null : { database, schema, identifier: alias };
}

/** dbt writes UTC, with or without saying so, to the microsecond. */
function readTime(text: string): Date | null {
  if (text === '') return null;
  const at = new Date(/(Z|[+-]\d\d:?\d\d)$/.test(text) ? text : `${text}Z`);
  return Number.isNaN(at.getTime()) ? null : at;
}

function readLevel(word: string): EventLevel {
  const lower = word.toLowerCase();
  if (lower === 'warning') return 'warn';
  if (lower === 'critical') return 'error';
  return eventLevels.find((level) => level === lower) ?? 'debug';
}

function text(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

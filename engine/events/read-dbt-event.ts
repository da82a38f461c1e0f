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

interface Info {
  readonly name: string;
  readonly code: string;
  readonly level: string;
  readonly msg: string;
  readonly thread: string;
  readonly invocationId: string;
  readonly ts: string;
}

/** Read by hand, as nodes are: a large build has hundreds of thousands of these lines, and a schema costs many times what is done with one. */
export function readDbtLine(line: string): DbtLine {
  if (!line.startsWith('{')) return { text: stripAnsi(line) };
  const parsed = parseJson(line);
  const value = 'value' in parsed ? parsed.value : null;
  const info = isRecord(value) ? readInfo(value.info) : null;
  if (info === null || !isRecord(value)) return { text: stripAnsi(line) };
  const data = isRecord(value.data) ? value.data : {};
  const common: Common = {
    at: readTime(info.ts) ?? new Date(0),
    level: readLevel(info.level),
    name: info.name,
    code: info.code,
    thread: info.thread,
    invocationId: info.invocationId,
    message: stripAnsi(info.msg),
    node: readNode(data),
  };
  return { event: classify(common, data) };
}

/** null: it is not what dbt writes. */
function readInfo(info: unknown): Info | null {
  if (!isRecord(info)) return null;
  const { name, level, ts } = info;
  if (typeof name !== 'string' || typeof level !== 'string' || typeof ts !== 'string') return null;
  const thread = typeof info.thread === 'string' ? info.thread : 'MainThread';
  return { name, level, ts, thread, code: text(info.code), msg: text(info.msg), invocationId: text(info.invocation_id) };
}

/** The event is `common` with what its kind adds: a copy of each would be a fifth of what reading it costs. */
function classify(common: Common, data: Readonly<Record<string, unknown>>): DbtEvent {
  const { node } = common;
  if (node !== null) {
    if (common.name === 'NodeStart' || common.name === 'LogHookStartLine')
      return Object.assign(common, { node, kind: 'node_started' as const });
    if (common.name === 'NodeFinished' || common.name === 'LogHookEndLine')
      return Object.assign(common, { node, kind: 'node_finished' as const });
    return Object.assign(common, { node, kind: 'node_told' as const });
  }
  switch (common.name) {
    case 'StatsLine':
      return { ...common, kind: 'summary', counts: z.record(z.string(), z.number()).catch({}).parse(data.stats) };
    case 'ArtifactWritten':
      return { ...common, kind: 'artifact_written', file: text(data.artifact_path), artifactType: text(data.artifact_type) };
    case 'SchemaCreation': {
      const { database, schema } = readParts(data.relation);
      return schema === '' ? { ...common, kind: 'other' } : { ...common, kind: 'schema_created', schema: { database, schema } };
    }
    case 'MainEncounteredError':
      return { ...common, kind: 'main_error' };
    case 'CommandCompleted':
      return {
        ...common,
        kind: 'command_completed',
        isSuccess: data.success === true,
        elapsedSeconds: number(data.elapsed) ?? 0,
      };
    default:
      return Object.assign(common, {
        kind: common.name.endsWith('Deprecation') || common.name === 'DeprecationsSummary' ? ('deprecation' as const) : ('other' as const),
      });
  }
}

function readNode(data: Readonly<Record<string, unknown>>): NodeProgress | null {
  const info = data.node_info;
  if (!isRecord(info)) return null;
  const uniqueId = text(info.unique_id);
  if (uniqueId === '') return null;
  const result = readResult(data.run_result);
  const parts = readParts(info.node_relation);
  return {
    uniqueId,
    name: text(info.node_name),
    resourceType: text(info.resource_type),
    materialized: text(info.materialized) || null,
    relationName: parts.name || null,
    // Of a node that writes none (an ephemeral model, a test that keeps nothing) dbt tells parts but no whole name.
    relation: parts.name === '' || parts.alias === '' ? null : { database: parts.database, schema: parts.schema, identifier: parts.alias },
    index: count(data.index),
    // Tests say `num_models` where all others say `total`.
    total: count(data.total ?? data.num_models),
    status: (result?.status ?? text(info.node_status)).toLowerCase(),
    message: result?.message ? stripAnsi(result.message) : null,
    startedAt: readTime(text(info.node_started_at)),
    finishedAt: readTime(text(info.node_finished_at)),
    executionSeconds: result?.executionSeconds ?? number(data.execution_time),
  };
}

function readResult(result: unknown): { readonly status: string; readonly message: string; readonly executionSeconds: number } | null {
  if (!isRecord(result) || typeof result.status !== 'string') return null;
  return { status: result.status, message: text(result.message), executionSeconds: number(result.execution_time) ?? 0 };
}

interface Parts {
  /** Whole, as the warehouse knows it. */
  readonly name: string;
  readonly database: string;
  readonly schema: string;
  readonly alias: string;
}

function readParts(relation: unknown): Parts {
  const of = isRecord(relation) ? relation : {};
  return { name: text(of.relation_name), database: text(of.database), schema: text(of.schema), alias: text(of.alias) };
}

/** dbt writes UTC, with or without saying so, to the microsecond. */
function readTime(text: string): Date | null {
  if (text === '') return null;
  const at = new Date(text.endsWith('Z') || /[+-]\d\d:?\d\d$/.test(text) ? text : `${text}Z`);
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

function number(value: unknown): number | null {
  return typeof value === 'number' ? value : null;
}

/** From 0. */
function count(value: unknown): number | null {
  return typeof value === 'number' && Number.isInteger(value) && value >= 0 ? value : null;
}

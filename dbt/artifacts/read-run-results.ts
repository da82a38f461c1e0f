/** Reads run_results.json element by element, and tells whether the invocation succeeded. */
import { isRecord } from '@weft/base/json';
import { readCount, readFilledText, readInstant, readNumber, readRecord, readSeconds, readText, storable } from './read-field.ts';

/** dbt's own words; `reused` is v2's, for a node that did not need to run. */
export const resultStatuses = [
  'success',
  'error',
  'skipped',
  'pass',
  'fail',
  'warn',
  'runtime error',
  'no-op',
  'partial success',
  'reused',
] as const;
export type ResultStatus = (typeof resultStatuses)[number];

export interface RunResult {
  readonly uniqueId: string;
  readonly status: ResultStatus;
  readonly executionSeconds: number;
  readonly message: string | null;
  /** Rows that a test found. */
  readonly failures: number | null;
  /** From the first timing to the last; null for what did not run. */
  readonly startedAt: Date | null;
  readonly completedAt: Date | null;
  readonly threadId: string | null;
  readonly relationName: string | null;
  readonly isCompiled: boolean;
  readonly rowsAffected: number | null;
}

export interface ReadResult<Result> {
  /** Null when the element does not say what it is about. */
  readonly result: Result | null;
  readonly problems: readonly string[];
}

/** Never throws. A status that dbt does not have is told and counts as `error`, so that nothing unknown passes for a success. */
export function readRunResult(element: unknown): ReadResult<RunResult> {
  const fields = readRecord(element);
  const uniqueId = readFilledText(fields.unique_id);
  if (uniqueId === null) return { result: null, problems: ['has no unique_id'] };
  const problems: string[] = [];
  const timing = readTiming(fields.timing);
  const result: RunResult = {
    uniqueId,
    status: readStatus(fields.status, problems),
    executionSeconds: readSeconds(fields.execution_time),
    message: readText(fields.message),
    failures: readCount(fields.failures),
    startedAt: timing.startedAt,
    completedAt: timing.completedAt,
    threadId: readFilledText(fields.thread_id),
    relationName: readFilledText(fields.relation_name),
    isCompiled: fields.compiled === true,
    rowsAffected: readNumber(readRecord(fields.adapter_response).rows_affected),
  };
  return { result, problems };
}

function readStatus(status: unknown, problems: string[]): ResultStatus {
  const known = resultStatuses.find((one) => one === status);
  if (known === undefined) problems.push(`has a status that dbt does not know: ${storable(String(status)).slice(0, 100)}`);
  return known ?? 'error';
}

function readTiming(timing: unknown): { readonly startedAt: Date | null; readonly completedAt: Date | null } {
  const phases = Array.isArray(timing) ? timing.filter(isRecord) : [];
  const starts = phases.map((phase) => readInstant(phase.started_at)).filter((at) => at !== null);
  const ends = phases.map((phase) => readInstant(phase.completed_at)).filter((at) => at !== null);
  return {
    startedAt: starts.reduce<Date | null>((first, at) => (first === null || at < first ? at : first), null),
    completedAt: ends.reduce<Date | null>((last, at) => (last === null || at > last ? at : last), null),
  };
}

const failing: ReadonlySet<ResultStatus> = new Set<ResultStatus>(['error', 'fail', 'runtime error', 'partial success']);

/** A node whose skipping means that something above it failed. v2 also says `skipped`, in so many words, of nodes that had nothing to do. */
function isSkippedForCause({ status, uniqueId, message }: Pick<RunResult, 'status' | 'uniqueId' | 'message'>): boolean {
  return status === 'skipped' && message !== 'Skipped' && !uniqueId.startsWith('exposure.');
}

/**
 * What dbt's own exit code would say: an error, a failed test, a partly built model or a node skipped for a failure is an error;
 * warnings are not, nor is an invocation without results. Adds up one result at a time, since there may be very many.
 */
export function outcomeAfter(
  outcome: 'success' | 'error',
  result: Pick<RunResult, 'status' | 'uniqueId' | 'message'>,
): 'success' | 'error' {
  return outcome === 'error' || failing.has(result.status) || isSkippedForCause(result) ? 'error' : 'success';
}

export function invocationOutcome(results: Iterable<Pick<RunResult, 'status' | 'uniqueId' | 'message'>>): 'success' | 'error' {
  let outcome: 'success' | 'error' = 'success';
  for (const result of results) outcome = outcomeAfter(outcome, result);
  return outcome;
}

export interface RunArgs {
  /** dbt's name of the command, such as `build`, `generate`; a retry bears the name of what it retries. */
  readonly which: string | null;
  /** The command line, values of `--vars` taken out: they may be secrets. */
  readonly command: string | null;
}

/** @param args the parsed top-level `args`; of which nothing else is kept, since it holds variables and paths of somebody's machine */
export function readRunArgs(args: unknown): RunArgs {
  const fields = readRecord(args);
  const command = readFilledText(fields.invocation_command);
  return { which: readFilledText(fields.which), command: command === null ? null : hideVars(command) };
}

/** dbt joins the words with blanks and no quotes, so a value in braces reaches to the last brace and any other to the next option. */
export function hideVars(command: string): string {
  return command.slice(0, commandCharsMax).replace(/(--vars[= ])\s*(\{.*\}|(?:(?! --?[a-z]).)*)/gs, '$1…');
}

/** More than a shell takes well; a bound, since the pattern above looks ahead. */
const commandCharsMax = 10_000;

/** `args` as it may be stored and shown: the same keys, without the values of variables. */
export function redactArgs(args: unknown): unknown {
  if (!isRecord(args)) return args;
  const command = readText(args.invocation_command);
  return {
    ...args,
    ...('vars' in args ? { vars: {} } : {}),
    ...(command === null ? {} : { invocation_command: hideVars(command) }),
  };
}

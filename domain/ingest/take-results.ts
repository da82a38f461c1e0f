/** Reads run_results.json and sources.json while they arrive: adds them up, and hands each result on. */
import { Fault } from '@weft/base/fault';
import { parseJson } from '@weft/base/json';
import type { JsonEntry, JsonListener } from '@weft/dbt/artifacts/cut-json';
import { type ArtifactMetadata, readMetadata } from '@weft/dbt/artifacts/read-metadata';
import { outcomeAfter, type RunArgs, type RunResult, readRunArgs, readRunResult } from '@weft/dbt/artifacts/read-run-results';
import { freshnessOutcome, readSourceFreshness, type SourceFreshness } from '@weft/dbt/artifacts/read-sources';
import { keyBytesMax } from './keep-artifact.ts';

type Outcome = 'success' | 'error';

export interface TakenResults {
  readonly metadata: ArtifactMetadata;
  readonly args: RunArgs;
  readonly elapsedSeconds: number | null;
  readonly outcome: Outcome;
  /** How many results have which status. */
  readonly statusCounts: Readonly<Record<string, number>>;
}

interface HowToRead<Result> {
  readonly file: 'run_results.json' | 'sources.json';
  readonly kind: 'run-results' | 'sources';
  readonly read: (element: unknown) => { readonly result: Result | null };
  readonly judge: (outcome: Outcome, result: Result) => Outcome;
}

/** Position counts from 0. */
type Keep<Result> = (result: Result, position: number) => void;

export class ResultsReader<Result extends { readonly status: string; readonly uniqueId: string }> implements JsonListener {
  private readonly values = new Map<string, unknown>();
  private readonly statusCounts: Record<string, number> = {};
  private outcome: Outcome = 'success';
  private position = 0;

  constructor(
    private readonly how: HowToRead<Result>,
    private readonly keep: Keep<Result>,
  ) {}

  readonly onValue = (name: string, value: unknown): void => {
    if (name === 'metadata') this.readMetadata(value);
    this.values.set(name, value);
  };

  readonly onEntry = ({ section, index, buffer, start, end }: JsonEntry): void => {
    if (section !== 'results') return;
    const { file, read, judge } = this.how;
    const parsed = parseJson(buffer.toString('utf8', start, end));
    if ('problem' in parsed) {
      throw new Fault('invalid', 'artifact.not_json', `${file} is not JSON in results, at element ${index}: ${parsed.problem}.`, { file });
    }
    const { result } = read(parsed.value);
    // An element that does not say what it is about tells nothing.
    if (result === null) return;
    if (Buffer.byteLength(result.uniqueId) > keyBytesMax)
      throw new Fault('too_large', 'artifact.too_large', `${file} has a unique_id of too many bytes in results, at element ${index}.`, {
        file,
      });
    this.outcome = judge(this.outcome, result);
    this.statusCounts[result.status] = (this.statusCounts[result.status] ?? 0) + 1;
    this.keep(result, this.position++);
  };

  /** What the file says in all, once it has been read. */
  finish(): TakenResults {
    const { values, outcome, statusCounts } = this;
    const elapsed = values.get('elapsed_time');
    return {
      metadata: this.readMetadata(values.get('metadata')),
      args: readRunArgs(values.get('args')),
      elapsedSeconds: typeof elapsed === 'number' ? elapsed : null,
      ...{ outcome, statusCounts },
    };
  }

  private readMetadata(metadata: unknown): ArtifactMetadata {
    return readMetadata(metadata, this.how.kind, this.how.file);
  }
}

export function runResultsReader(keep: Keep<RunResult>): ResultsReader<RunResult> {
  return new ResultsReader({ file: 'run_results.json', kind: 'run-results', read: readRunResult, judge: outcomeAfter }, keep);
}

export function freshnessReader(keep: Keep<SourceFreshness>): ResultsReader<SourceFreshness> {
  const judge = (outcome: Outcome, result: SourceFreshness) => (outcome === 'error' ? outcome : freshnessOutcome([result]));
  return new ResultsReader({ file: 'sources.json', kind: 'sources', read: readSourceFreshness, judge }, keep);
}

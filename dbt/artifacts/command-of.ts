/** Which dbt command made a set of artifacts, and what its results mean for a project's state. */
import type { ArtifactKind } from './known-artifacts.ts';

export interface DbtCommand {
  /** dbt's name, as in its own log: `run`, `build`, `generate` (docs generate), `freshness` (source freshness), `list`. */
  readonly name: string;
  /** As a person types it, without options. */
  readonly typed: string;
  /** Its results tell what was built or tested in the warehouse. Others compile or read only: they must never erase what is known. */
  readonly updatesApplied: boolean;
}

/** What dbt names differently inside than on the command line. */
const typedByName: ReadonlyMap<string, string> = new Map([
  ['generate', 'dbt docs generate'],
  ['freshness', 'dbt source freshness'],
  ['list', 'dbt ls'],
]);

const applying: ReadonlySet<string> = new Set(['run', 'build', 'seed', 'snapshot', 'test', 'freshness', 'retry']);

/**
 * @param which `args.which` of run_results.json; null without that file
 * @param kinds the artifacts that came: without run results, sources.json means freshness, and a manifest alone `parse`
 *   (or `ls`, a run-operation, a clone: dbt leaves no trace of which)
 */
export function commandOf(which: string | null, kinds: ReadonlySet<ArtifactKind>): DbtCommand {
  const name = which ?? (kinds.has('run-results') ? 'unknown' : kinds.has('sources') ? 'freshness' : 'parse');
  return { name, typed: typedByName.get(name) ?? `dbt ${name}`, updatesApplied: applying.has(name) };
}

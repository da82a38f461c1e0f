/** The state that a run compares with, from the moment it begins: looked for, told, laid out beside the first steps, and given to the dbt commands that take it. */
import { realpath } from 'node:fs/promises';
import { relative } from 'node:path';
import { hasOption } from '@weft/dbt/command/selection-args';
import type { ReadState } from '@weft/dbt/state/read-state';
import type { Host } from '@weft/host/host';
import { readBefore } from './compare-manifests.ts';
import { compareOptionsOf } from './compare-options.ts';
import { type Deferral, sayState } from './deferral.ts';
import { type LaidState, layOutState } from './lay-out-state.ts';
import type { HeldRun } from './model.ts';
import { resolveDeferral } from './resolve-deferral.ts';
import { updateRunFacts } from './store.ts';

export interface RunState {
  readonly deferral: Deferral;
  /** Rejects as laying out does; whoever needs it hears of it. */
  readonly laid: Promise<LaidState>;
  /** Of the compared manifest; begun when it is asked for first. */
  readonly before: () => Promise<ReadState>;
}

/** Null: the run wants no state. */
export async function beginRunState(
  host: Host,
  run: HeldRun,
  place: { readonly folder: string; readonly projectFolder: string; readonly hasUpstream: boolean },
  say: (line: string) => void,
): Promise<RunState | null> {
  const deferral = await resolveDeferral(host, run);
  if (deferral === null) return null;
  await updateRunFacts(host.database.db, run.id, { deferral });
  const { compared, deferred } = deferral;
  say(`Compares with: ${sayState(compared)}`);
  if (compared.kind === 'missing') say('There is nothing to compare with, so every node counts as new.');
  say(`Defers to: ${sayState(deferred)}`);
  const wantsResults = run.plan.commands.some((command) => /\b(result|source_status):/.test(command));
  const laid = layOutState(host, deferral, { folder: place.folder, hasUpstream: place.hasUpstream, wantsResults });
  laid.catch(() => {});
  let reading: Promise<ReadState> | null = null;
  const before = () => {
    reading ??= laid.then(async ({ manifestFile }) => readBefore(manifestFile, await compareOptionsOf(place.projectFolder)));
    return reading;
  };
  // Beside `dbt deps` and the parse: nobody waits for it then.
  if (run.plan.commands.some((command) => command.includes('state:'))) before().catch(() => {});
  return { deferral, laid, before };
}

/** Commands that take a state to compare with; all but the last three read what they defer to. */
const comparing = new Set([
  'build',
  'run',
  'test',
  'compile',
  'snapshot',
  'seed',
  'ls',
  'list',
  'show',
  'docs generate',
  'clone',
  'source freshness',
  'run-operation',
]);
const notDeferring = new Set(['clone', 'source freshness', 'run-operation']);

export interface StateArgs {
  readonly args: readonly string[];
  /** For the log; null: it is as everybody expects. */
  readonly note: string | null;
}

/** Who says himself what to compare with is left alone. `from`: the project's folder; paths are relative to it, so that a retry finds its own state at the same place. */
export async function stateArgsOf(
  command: { readonly name: string; readonly args: readonly string[] },
  state: RunState,
  from: string,
): Promise<StateArgs> {
  const { name, args } = command;
  if (name === 'retry') return { args: await retryArgs(state, from), note: null };
  if (!comparing.has(name)) return { args: [], note: null };
  if (hasOption(args, '--state')) return { args: [], note: 'It names its own --state, so it is given no other.' };
  const { folder, deferFolder, isDeferring } = await state.laid;
  const given = ['--state', await pathFrom(from, folder)];
  if (!isDeferring || notDeferring.has(name) || hasOption(args, '--no-defer')) return { args: given, note: null };
  if (!hasOption(args, '--defer')) given.push('--defer');
  if (deferFolder !== null && !hasOption(args, '--defer-state')) given.push('--defer-state', await pathFrom(from, deferFolder));
  return { args: given, note: null };
}

/** `dbt retry` repeats the options of the command that failed, `--state` among them and `--defer-state` not (dbt-core 1.11, task/retry.py). */
async function retryArgs(state: RunState, from: string): Promise<readonly string[]> {
  const { deferFolder } = await state.laid;
  return deferFolder === null ? [] : ['--defer-state', await pathFrom(from, deferFolder)];
}

async function pathFrom(from: string, folder: string): Promise<string> {
  return relative(await realpath(from), await realpath(folder));
}

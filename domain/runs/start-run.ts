/** Asks for a run: checked so that what cannot work is refused now and not in the queue, then put into the queue. */
import { realpath } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { Fault } from '@weft/base/fault';
import type { Id } from '@weft/base/id';
import { parseCommand } from '@weft/dbt/command/parse-command';
import type { Tx } from '@weft/host/database';
import type { Host } from '@weft/host/host';
import { duckdbPathOf } from '../connections/open-target.ts';
import { findRepositoryOfProject } from '../git/find-repository.ts';
import { checkRef } from '../git/model.ts';
import { getEnvironment } from '../projects/environments.ts';
import type { Environment } from '../projects/model.ts';
import { type CancelledRun, signalCancelled } from './cancel-run.ts';
import { duckdbKey } from './decide-claims.ts';
import { changeOf, queueTopic, runChanged, signalRunChanged } from './events.ts';
import type { Hold, Run, RunPlan, RunTrigger } from './model.ts';
import { insertRun, insertRunOnce, selectRecordedRun } from './store.ts';

export interface RunRequest {
  readonly accountId: Id<'account'>;
  readonly environmentId: Id<'environment'>;
  readonly jobId: Id<'job'>;
  /** The job with the overrides of the request put in. */
  readonly plan: RunPlan;
  readonly trigger: RunTrigger;
  /** Names what makes the run, such as `schedule:5:2026-01-01T00:00:00.000Z`: asked for twice, it makes one. */
  readonly madeBy?: string;
  readonly retryOf?: Id<'run'> | null;
  /** For who keeps order among runs, such as those of one pull request. */
  readonly order?: RunOrdering;
  /** Something outside the queue that it waits for first. */
  readonly hold?: Hold | null;
}

/** Both are part of the transaction that makes the run, and may be carried out again with it. */
export interface RunOrdering {
  /** First of all: takes the lock under which the order is kept, and throws where the run is not to be made. */
  before(tx: Tx): Promise<void>;
  /** Once the run is made, and not when it was there already: answers the runs that it put an end to. */
  after(tx: Tx, run: Run): Promise<readonly CancelledRun[]>;
}

/**
 * Faults: not_found `environment.not_found`, `connection.not_found`; invalid `run.no_commands`, `run.command_invalid`, `run.environment_not_runnable`,
 * `run.connection_missing`, `run.credentials_missing`, `run.repository_missing`, `git.ref_invalid`.
 */
export async function startRun(host: Host, request: RunRequest): Promise<Run> {
  checkCommands(request.plan.commands);
  if (request.trigger.gitBranch !== null) checkRef(request.trigger.gitBranch);
  if (request.trigger.gitSha !== null) checkRef(request.trigger.gitSha);
  const environment = await getEnvironment(host, request.accountId, request.environmentId);
  const duckdbPath = await requireRunnable(host, environment);
  const { madeBy, order, ...asked } = request;
  const values = {
    ...asked,
    projectId: environment.projectId,
    createdAt: host.clock.now(),
    warehouseKey: await warehouseKeyOf(duckdbPath),
  };
  const { run, ended } = await host.database.transaction(async (tx) => {
    await order?.before(tx);
    const made = madeBy === undefined ? await insertRun(tx, values) : await insertRunOnce(tx, values, madeBy);
    if (made === null) return { run: null, ended: [] };
    await host.outbox.announce(tx, runChanged, changeOf(made));
    return { run: made, ended: (await order?.after(tx, made)) ?? [] };
  });
  if (run === null) {
    const before = await selectRecordedRun(host.database.db, madeBy ?? '');
    if (!before) throw new Error(`the run made by ${madeBy} is neither new nor there`);
    return before;
  }
  for (const change of ended) signalCancelled(host, change);
  signalRunChanged(host, run);
  host.signals.send(queueTopic, {});
  return run;
}

/** Faults: invalid `run.no_commands`, `run.command_invalid`. */
export function checkCommands(commands: readonly string[]): void {
  if (commands.length === 0) throw new Fault('invalid', 'run.no_commands', 'There is nothing to run: give at least one dbt command.');
  const problems = commands.flatMap((command) => parseCommand(command).problems);
  if (problems.length > 0) throw new Fault('invalid', 'run.command_invalid', problems.join('\n'));
}

/** `path`: of a DuckDB file. Null: any number of runs may be in this warehouse at once. One file has one key, whichever way its path is written. */
export async function warehouseKeyOf(path: string | null): Promise<string | null> {
  if (path === null) return null;
  const whole = await realpath(path).catch(async () => join(await realpath(dirname(path)).catch(() => dirname(path)), basename(path)));
  return duckdbKey(whole);
}

/** Answers the DuckDB file that it writes to, if any. */
async function requireRunnable(host: Host, environment: Environment): Promise<string | null> {
  const refuse = (code: string, message: string) => new Fault('invalid', code, message);
  const { name } = environment;
  if (environment.type !== 'deployment')
    throw refuse('run.environment_not_runnable', `${name} is a development environment: jobs run in deployment environments.`);
  if (environment.connectionId === null)
    throw refuse(
      'run.connection_missing',
      `The environment ${name} has no connection, so nothing can run in it: it takes the artifacts of dbt that runs elsewhere. Choose a connection to run dbt here.`,
    );
  if (environment.credentialId === null)
    throw refuse('run.credentials_missing', `The environment ${name} has no credentials: say which schema its runs write to, and as whom.`);
  if ((await findRepositoryOfProject(host, environment.accountId, environment.projectId)) === null)
    throw refuse('run.repository_missing', `The project of the environment ${name} has no repository. Make one before its first run.`);
  const { connectionId, extendedAttributesId } = environment;
  return duckdbPathOf(host, environment, { connectionId, extendedAttributesId });
}

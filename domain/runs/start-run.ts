/** Asks for a run: checked so that what cannot work is refused now and not in the queue, then put into the queue. */
import { Fault } from '@weft/base/fault';
import type { Id } from '@weft/base/id';
import { parseCommand } from '@weft/dbt/command/parse-command';
import type { AdapterName } from '@weft/engine/venv/track-table';
import type { Tx } from '@weft/host/database';
import type { Host } from '@weft/host/host';
import { getConnection } from '../connections/create-connection.ts';
import { findRepositoryOfProject } from '../git/find-repository.ts';
import { checkRef } from '../git/model.ts';
import { getEnvironment } from '../projects/environments.ts';
import type { Environment } from '../projects/model.ts';
import { type CancelledRun, signalCancelled } from './cancel-run.ts';
import { newsOf, queueTopic, runChanged, signalRunChanged } from './events.ts';
import { findWarehouse, type Warehouse } from './find-warehouse.ts';
import type { Hold, Run, RunPlan, RunTrigger } from './model.ts';
import { placeInLine } from './place-in-line.ts';
import { insertRuns, type NewRun, selectRecordedRun } from './store.ts';

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

/** Checked, and not in the queue yet. */
export interface PreparedRun {
  readonly values: NewRun;
  readonly madeBy: string | null;
}

/** What was found out of environments, for who prepares many runs at once. */
export type SeenEnvironments = Map<Id<'environment'>, Promise<RunnableEnvironment>>;

interface RunnableEnvironment {
  readonly environment: Environment;
  readonly warehouse: Warehouse;
  readonly adapter: AdapterName;
}

/**
 * Faults: not_found `environment.not_found`, `connection.not_found`; invalid `run.no_commands`, `run.command_invalid`, `run.environment_not_runnable`,
 * `run.connection_missing`, `run.credentials_missing`, `run.repository_missing`, `run.schema_too_long`, `git.ref_invalid`.
 */
export async function startRun(host: Host, request: RunRequest): Promise<Run> {
  const prepared = await prepareRun(host, request);
  const { order } = request;
  const { run, ended } = await host.database.transaction(async (tx) => {
    await order?.before(tx);
    const [made] = await queueRuns(host, tx, [prepared]);
    return made ? { run: made, ended: (await order?.after(tx, made)) ?? [] } : { run: null, ended: [] };
  });
  if (run === null) {
    const before = await selectRecordedRun(host.database.db, prepared.madeBy ?? '');
    if (!before) throw new Error(`the run made by ${prepared.madeBy} is neither new nor there`);
    return before;
  }
  for (const change of ended) signalCancelled(host, change);
  tellQueued(host, [run]);
  return run;
}

/** Faults as `startRun`. */
export async function prepareRun(host: Host, request: RunRequest, seen: SeenEnvironments = new Map()): Promise<PreparedRun> {
  if (request.trigger.gitBranch !== null) checkRef(request.trigger.gitBranch);
  if (request.trigger.gitSha !== null) checkRef(request.trigger.gitSha);
  const finding = seen.get(request.environmentId) ?? findRunnable(host, request.accountId, request.environmentId);
  seen.set(request.environmentId, finding);
  const { environment, warehouse, adapter } = await finding;
  checkCommands(request.plan.commands, request.plan.dbtVersion ?? environment.dbtVersion);
  checkSchemaLength(adapter, request.plan.schemaOverride);
  const { madeBy = null, order: _, ...asked } = request;
  const createdAt = host.clock.now();
  const values = {
    ...asked,
    projectId: environment.projectId,
    createdAt,
    lineAt: placeInLine(request.trigger.causeCategory, createdAt),
    warehouseKey: warehouse.key,
    warehouseLimit: warehouse.limit,
  };
  return { values, madeBy };
}

/** Answers the runs that are new: what says by `madeBy` that it was asked for before makes none. Call `tellQueued` after the commit. */
export async function queueRuns(host: Host, tx: Tx, prepared: readonly PreparedRun[]): Promise<Run[]> {
  const runs = await insertRuns(tx, prepared);
  await host.outbox.announceAll(tx, runChanged, runs.map(newsOf));
  return runs;
}

export function tellQueued(host: Host, runs: readonly Run[]): void {
  if (runs.length === 0) return;
  for (const run of runs) signalRunChanged(host, run);
  host.signals.send(queueTopic, {});
}

/** `dbtVersion`: Fusion has commands and options that are not judged. Faults: invalid `run.no_commands`, `run.command_invalid`. */
export function checkCommands(commands: readonly string[], dbtVersion: string): void {
  const engine = dbtVersion.toLowerCase().includes('fusion') ? 'fusion' : 'core';
  if (commands.length === 0) throw new Fault('invalid', 'run.no_commands', 'There is nothing to run: give at least one dbt command.');
  const problems = commands.flatMap((command) => parseCommand(command, { engine }).problems);
  if (problems.length > 0) throw new Fault('invalid', 'run.command_invalid', problems.join('\n'));
}

/** PostgreSQL cuts longer names off in silence, so that two schemas may become one. */
const schemaLengthMax: Partial<Readonly<Record<AdapterName, number>>> = { postgres: 63, redshift: 127 };

function checkSchemaLength(adapter: AdapterName, schema: string | null): void {
  const max = schemaLengthMax[adapter] ?? 255;
  if (schema === null || schema.length <= max) return;
  throw new Fault(
    'invalid',
    'run.schema_too_long',
    `The schema "${schema.slice(0, 100)}" of this run has ${schema.length} characters; ${adapter} takes ${max} at most. Give a shorter schema_override.`,
  );
}

async function findRunnable(host: Host, accountId: Id<'account'>, environmentId: Id<'environment'>): Promise<RunnableEnvironment> {
  const environment = await getEnvironment(host, accountId, environmentId);
  const refuse = (code: string, message: string) => new Fault('invalid', code, message);
  const { name, projectId, connectionId, extendedAttributesId } = environment;
  if (environment.type !== 'deployment')
    throw refuse('run.environment_not_runnable', `${name} is a development environment: jobs run in deployment environments.`);
  if (connectionId === null)
    throw refuse(
      'run.connection_missing',
      `The environment ${name} has no connection, so nothing can run in it: it takes the artifacts of dbt that runs elsewhere. Choose a connection to run dbt here.`,
    );
  if (environment.credentialId === null)
    throw refuse('run.credentials_missing', `The environment ${name} has no credentials: say which schema its runs write to, and as whom.`);
  if ((await findRepositoryOfProject(host, accountId, projectId)) === null)
    throw refuse('run.repository_missing', `The project of the environment ${name} has no repository. Make one before its first run.`);
  const { adapter } = await getConnection(host, accountId, connectionId);
  return { environment, adapter, warehouse: await findWarehouse(host, { accountId, projectId, connectionId, extendedAttributesId }) };
}

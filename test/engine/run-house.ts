/** A house in which runs are carried out by real workers with real dbt, and what tests ask of a run. */
import { join } from 'node:path';
import type { Id } from '@weft/base/id';
import { artifactsAccepted } from '@weft/domain/ingest/events';
import { publishAcceptedState } from '@weft/domain/mesh/on-artifacts-accepted';
import { getRun, listRunNodes, listSteps } from '@weft/domain/runs/list-runs';
import type { Run } from '@weft/domain/runs/model';
import { readStepLog } from '@weft/domain/runs/read-step-log';
import { startRun } from '@weft/domain/runs/start-run';
import { startWorkers, type Workers } from '@weft/domain/runs/start-workers';
import { provisionVenv } from '@weft/engine/venv/provision-venv';
import { systemClock } from '@weft/host/clock';
import { provisioningEnvironment } from '@weft/host/config';
import type { Host } from '@weft/host/host';
import { runTool } from '@weft/host/process';
import { writeDbtProject } from '@weft/kit/dbt-project';
import { type House, openHouse } from '@weft/kit/house';
import { makeAccount, makeRunnable, type Runnable, requestFor } from '@weft/kit/runnable';
import { expect, vi } from 'vitest';
import { venvs } from './engine-kit.ts';

type Files = Readonly<Record<string, string | null>>;

export class RunHouse {
  readonly host: Host;
  readonly house: House;
  readonly accountId: Id<'account'>;
  #workers: Workers;
  #count = 0;

  private constructor(house: House, host: Host, accountId: Id<'account'>, workers: Workers) {
    this.house = house;
    this.host = host;
    this.accountId = accountId;
    this.#workers = workers;
  }

  static async open(): Promise<RunHouse> {
    const house = await openHouse();
    const host = { ...house, clock: systemClock, paths: { ...house.paths, venvs } };
    house.outbox.on(artifactsAccepted, 'publish', (news) => publishAcceptedState(host, news));
    await house.outbox.start();
    return new RunHouse(house, host, await makeAccount(house), await startWorkers(host, { slots: 2 }));
  }

  async close(): Promise<void> {
    await this.#workers.stop();
    await this.house.close();
  }

  stopWorkers(): Promise<void> {
    return this.#workers.stop();
  }

  async startWorkers(): Promise<void> {
    this.#workers = await startWorkers(this.host, { slots: 2 });
  }

  /** A project of three models, `shop_1` and so on, on a DuckDB file of its own; files are added or put in the place of its own. */
  async place(files: Files = {}, given: Parameters<typeof makeRunnable>[2] = {}): Promise<Runnable & { readonly dbtName: string }> {
    this.#count += 1;
    const dbtName = `shop_${this.#count}`;
    const folder = writeDbtProject(join(this.house.paths.home, 'sources'), dbtName, files);
    return { ...(await makeRunnable(this.house, this.accountId, { folder, ...given })), dbtName };
  }

  ask(place: Runnable, plan: Parameters<typeof requestFor>[1] = {}): Promise<Run> {
    return startRun(this.host, requestFor(place, { jobId: place.environment.id, ...plan }));
  }

  /** Asks, waits for its end, and for the reactions to it. */
  async run(place: Runnable, plan: Parameters<typeof requestFor>[1] = {}): Promise<Run> {
    const run = await this.finished(await this.ask(place, plan));
    await this.house.settle();
    return run;
  }

  until(run: Run, isSo: (now: Run) => boolean): Promise<Run> {
    const look = async () => {
      const now = await getRun(this.host, this.accountId, run.id);
      expect(isSo(now), `run ${run.id} is ${now.state}`).toBe(true);
      return now;
    };
    return vi.waitFor(look, { timeout: 120_000, interval: 50 });
  }

  finished(run: Run): Promise<Run> {
    return this.until(run, ({ state }) => state === 'succeeded' || state === 'failed' || state === 'cancelled');
  }

  /** Until a node of it is running in the warehouse. */
  async untilBusy(run: Run): Promise<void> {
    const look = async () => expect((await listRunNodes(this.host, run.id)).filter((node) => node.state === 'running')).not.toEqual([]);
    await vi.waitFor(look, { timeout: 120_000, interval: 50 });
  }

  async log(run: Run, stepIndex: number, kind: 'plain' | 'debug' = 'plain'): Promise<string> {
    return (await readStepLog(this.host, this.accountId, { runId: run.id, stepIndex, kind })).text;
  }

  async stepStates(run: Run): Promise<string[]> {
    return (await listSteps(this.host, [run.id])).map((step) => step.state);
  }

  /** What another program reads in the DuckDB file. */
  async query(place: Runnable, sql: string): Promise<string> {
    const environment = provisioningEnvironment();
    const { python } = await provisionVenv({
      paths: { venvs },
      engineVersion: 'latest',
      adapters: ['duckdb'],
      environment,
      log: this.host.log,
    });
    const script = 'import duckdb, sys; print(duckdb.connect(sys.argv[1], read_only=True).sql(sys.argv[2]).fetchall())';
    const args = ['-c', script, fileOf(place), sql];
    const answer = await runTool(python, args, { cwd: '/', env: environment, timeoutMilliseconds: 30_000 });
    return `${answer.stdout}${answer.stderr}`.trim();
  }
}

export function fileOf({ connection }: Runnable): string {
  if (connection.adapter !== 'duckdb') throw new Error('not a DuckDB file');
  return connection.config.path;
}

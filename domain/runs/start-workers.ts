/** Starts the worker of this process: it takes runs from the queue until it is stopped. */
import { randomUUID } from 'node:crypto';
import { readdir, rm } from 'node:fs/promises';
import { availableParallelism, hostname } from 'node:os';
import { join } from 'node:path';
import { messageOf } from '@weft/base/fault';
import { openEngines } from '@weft/engine/core/open-engines';
import type { Venv } from '@weft/engine/venv/provision-venv';
import { systemEnvironment } from '@weft/host/config';
import type { Host } from '@weft/host/host';
import { RunExecutor } from './execute-run.ts';
import { storeLogsLeftBehind } from './store-logs.ts';
import { Worker } from './worker.ts';

export interface Workers {
  /** Gets an engine warm ahead of its first run. */
  prepare(venv: Venv): Promise<void>;
  /** Resolves within 10 s: what has not begun is queued again, what has ends as failed and says that Weft was stopped. */
  stop(): Promise<void>;
}

/** `slots`: how many runs at once; default as many as the machine has cores, and as many for CI; fewer when there is no memory for them. The home must be held by this process: its workspaces are emptied. */
export async function startWorkers(host: Host, options: { readonly slots?: number } = {}): Promise<Workers> {
  const engines = await openEngines({ log: host.log, environment: systemEnvironment() });
  const executor = new RunExecutor(engines);
  await emptyWorkspaces(host);
  const worker = new Worker(host, {
    name: { id: randomUUID(), place: `${hostname()}:${host.paths.home}` },
    slots: options.slots ?? availableParallelism(),
    availableBytes: () => process.availableMemory(),
    execute: (...work) => executor.execute(...work),
    pollMilliseconds: 3_000,
    heartbeatMilliseconds: 5_000,
  });
  await worker.start();
  const leftBehind = storeLogsLeftBehind(host).catch((error: unknown) =>
    host.log.warn('runs.logs_left_behind', { reason: messageOf(error) }),
  );
  return {
    prepare: (venv) => engines.prepare(venv),
    async stop() {
      await worker.stop();
      await engines.close();
      await Promise.all([executor.settle(), leftBehind]);
    },
  };
}

/** No run of this home is under way yet, so every workspace was left by a process that died. */
async function emptyWorkspaces(host: Host): Promise<void> {
  const names = await readdir(host.paths.workspaces).catch(() => []);
  await Promise.all(names.map((name) => rm(join(host.paths.workspaces, name), { recursive: true, force: true })));
}

/** A worker as a process of its own, to be killed: `dbt` carries runs out as Weft does, `stub` only says what it takes up and what it ends. */
import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { beginRun } from '@weft/domain/runs/begin-run';
import type { HeldRun, Outcome } from '@weft/domain/runs/model';
import { planSteps } from '@weft/domain/runs/plan-steps';
import { startWorkers } from '@weft/domain/runs/start-workers';
import type { Stop } from '@weft/domain/runs/stop-reason';
import { Worker } from '@weft/domain/runs/worker';
import { readConfig } from '@weft/host/config';
import type { Host } from '@weft/host/host';
import { openHost } from '@weft/server/open-host';
import { sql } from 'drizzle-orm';

const [task = '', root = '', home = '', url = '', key = ''] = process.argv.slice(2);
const variables = { WEFT_HOME: home, WEFT_DATABASE_URL: url, WEFT_SECRET_KEY: key, WEFT_DEMO: '0' };
const { host } = await openHost(readConfig(variables, { root }), join(root, 'domain/migrations'));

switch (task) {
  case 'dbt':
    await startWorkers(host, { slots: 1 });
    break;
  case 'stub':
    await startStub(host);
    break;
  default:
    throw new Error(`no such task: ${task}`);
}
process.stdout.write(`working as ${home}\n`);

async function startStub(host: Host): Promise<void> {
  const worker = new Worker(host, {
    name: { id: randomUUID(), place: home },
    slots: 4,
    execute: carryOut,
    pollMilliseconds: 1_000,
    heartbeatMilliseconds: 2_000,
  });
  await worker.start();
}

/** Writes down that it began and that it ended: who counts finds a run that two carried out. */
async function carryOut(host: Host, held: HeldRun, stop: Stop): Promise<Outcome> {
  const run = await beginRun(host, held, planSteps(held.plan, 'none'));
  if (run === null) return { state: 'cancelled', reason: 'It was not to begin.' };
  const note = (what: string) =>
    host.database.db.execute(sql`insert into public.carried_out (run_id, worker, what) values (${run.id}, ${run.worker.id}, ${what})`);
  await note('begun');
  await sleep(20 + Math.random() * 200);
  if (!stop.signal.aborted) await note('done');
  return { state: 'succeeded' };
}

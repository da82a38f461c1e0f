/** A Weft in a process of its own, in which a program prints as dbt would: what bench/log-path.ts measures. */
import { randomUUID } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { grantServiceToken } from '@weft/domain/access/grant';
import { createServiceToken } from '@weft/domain/identity/service-tokens';
import { createJob } from '@weft/domain/jobs/change-job';
import { runJob } from '@weft/domain/jobs/run-job';
import { beginRun } from '@weft/domain/runs/begin-run';
import { claimRuns } from '@weft/domain/runs/claim-runs';
import { endRun } from '@weft/domain/runs/end-run';
import { planSteps } from '@weft/domain/runs/plan-steps';
import { StepLog } from '@weft/domain/runs/step-log';
import { updateStep } from '@weft/domain/runs/step-store';
import { storeLogs } from '@weft/domain/runs/store-logs';
import type { Engines } from '@weft/engine/core/open-engines';
import { runDbt } from '@weft/engine/core/run-step';
import { readConfig } from '@weft/host/config';
import type { Host } from '@weft/host/host';
import { Listener } from '@weft/host/listener';
import { signalGroup, startChild } from '@weft/host/process';
import { createScrubber } from '@weft/host/scrub';
import { buildApp } from '@weft/server/build-app';
import { openHost } from '@weft/server/open-host';
import { z } from 'zod';
import { makePlace } from './make-place.ts';

export interface Begun {
  readonly port: number;
  readonly token: string;
  readonly accountId: number;
  readonly runId: number;
}

export interface Printed {
  /** The most memory that the process had, and what it had before, in bytes. */
  readonly rssPeak: number;
  readonly rssIdle: number;
  readonly bytes: number;
}

/** `text`: lines of a program; `events`: dbt's JSON lines, each of which becomes one of people's. */
export const kinds = ['text', 'events'] as const;

const messageSchema = z.union([
  z.object({ do: z.literal('begin') }),
  z.object({ do: z.literal('print'), kind: z.enum(kinds), lines: z.number() }),
]);

/** Prints as fast as it is read. */
const printer = `
const [kind, lines] = process.argv.slice(1);
const text = (n) => String(n).padStart(9, '0') + ' the quick brown fox jumps over the lazy dog and looks back at the hundred columns of this line';
const event = (n) => JSON.stringify({ data: { log_version: 3, version: '=1.11.16' }, info: { category: '', code: 'Q011', extra: {}, invocation_id: '5b9f6a3e-4d9b-4ac4-9a5e-0f2f4c7d6b11', level: 'info', msg: text(n), name: 'LogModelResult', pid: 4711, thread: 'Thread-1 (worker)', ts: '2026-01-01T12:00:00.123456Z' } });
const line = kind === 'text' ? text : event;
let n = 0;
const print = () => {
  for (let chunk = ''; n < lines; chunk = '') {
    for (let i = 0; i < 500 && n < lines; i++) chunk += line(n++) + '\\n';
    if (!process.stdout.write(chunk)) return process.stdout.once('drain', print);
  }
};
print();
`;

if (process.argv[1]?.endsWith('log-server.js')) await serve(process.argv[2] ?? '', process.argv[3] ?? '');

async function serve(root: string, home: string): Promise<void> {
  const opened = await openHost(
    readConfig({ WEFT_HOME: home, WEFT_DEMO: '0', WEFT_RATE_LIMIT: '0' }, { root }),
    join(root, 'domain/migrations'),
  );
  const { host } = opened;
  const place = await makePlace(host);
  const parts = { facts: { version: '0', dbtVersions: [] }, readiness: [], webFolder: null };
  const app = await buildApp(host, parts, (handle) => new Listener(handle, opened.tls));
  const { port } = new URL(await app.listen({ port: 0, host: '127.0.0.1' }));
  const grant = { accountId: place.accountId, permissionSet: 'owner', projectId: null } as const;
  const token = await createServiceToken(host, { accountId: place.accountId, name: 'bench', createdBy: 'bench' }, (tx, made) =>
    grantServiceToken(tx, made.id, [grant]),
  );
  const job = await createJob(host, { ...place, name: 'Loud', executeSteps: ['dbt build'] });
  let acted: Awaited<ReturnType<typeof begin>> | null = null;
  process.on('message', async (given) => {
    const message = messageSchema.parse(given);
    if (message.do === 'begin') {
      acted = await begin(host, place.accountId, job.id);
      process.send?.({ port: Number(port), token: token.secret, accountId: place.accountId, runId: acted.id } satisfies Begun);
    } else if (acted !== null) process.send?.(await print(host, home, acted, message));
  });
  process.on('disconnect', () => void app.close().then(() => opened.close(2_000).then(() => process.exit(0))));
  process.send?.('ready');
}

/** A run in its fourth step, the command. */
async function begin(host: Host, accountId: Parameters<typeof runJob>[1], jobId: Parameters<typeof runJob>[2]) {
  await runJob(host, accountId, jobId, { cause: 'Benchmark', causeCategory: 'api' });
  const [held] = await claimRuns(host, { id: randomUUID(), place: 'bench' }, { slots: 1, held: 0 });
  const run = held && (await beginRun(host, held, planSteps(held.plan, 'warehouse')));
  if (!run) throw new Error('the run did not begin');
  for (const index of [1, 2, 3]) await updateStep(host.database.db, run.id, index, { state: 'succeeded', finishedAt: host.clock.now() });
  await updateStep(host.database.db, run.id, 4, { state: 'running', startedAt: host.clock.now() });
  return run;
}

async function print(
  host: Host,
  cwd: string,
  run: Awaited<ReturnType<typeof begin>>,
  { kind, lines }: { readonly kind: string; readonly lines: number },
): Promise<Printed> {
  global.gc?.();
  writeFileSync('/proc/self/clear_refs', '5');
  const rssIdle = readRss('VmRSS');
  const scrubber = createScrubber(['a-password-of-the-warehouse', 'and-another-secret']);
  const log = await StepLog.open(host, { runId: run.id, stepIndex: 4 }, (text) => scrubber.scrub(text));
  const end = await runDbt({
    engines: printing(kind, lines),
    venv: { folder: cwd, python: process.execPath, coreVersion: '1.11.16', adapters: [] },
    ...{ argv: ['build'], cwd, system: {}, variables: {}, profilesDir: cwd, publicationsDir: null, home: cwd },
    onLine: (line) => log.hear(line),
    signal: new AbortController().signal,
    timeoutMilliseconds: 0,
  });
  await log.close();
  if (end.outcome !== 'success') throw new Error(`the program ended with ${end.exitCode}: ${end.lastError}`);
  await updateStep(host.database.db, run.id, 4, { state: 'succeeded', finishedAt: host.clock.now() });
  await endRun(host, run, { state: 'succeeded' });
  await storeLogs(host, run.id);
  const bytes = (await host.blobs.size(`runs/${run.id}/steps/4/plain.log`)) ?? 0;
  return { rssPeak: readRss('VmHWM'), rssIdle, bytes };
}

function printing(kind: string, lines: number): Engines {
  return {
    pluginPath: '',
    async prepare() {},
    async close() {},
    async start(_, { cwd, env }) {
      const child = await startChild(process.execPath, ['-e', printer, kind, String(lines)], { cwd, env });
      child.stdin.end();
      return { ...child, signal: (name) => signalGroup(child.pid, name) };
    },
  };
}

/** Of /proc/self/status, in bytes. */
function readRss(field: 'VmHWM' | 'VmRSS'): number {
  const [, kilobytes] = new RegExp(`${field}:\\s+(\\d+) kB`).exec(readFileSync('/proc/self/status', 'utf8')) ?? [];
  return Number(kilobytes) * 1024;
}

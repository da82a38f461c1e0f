/** Starts Weft: the machine, the reactions, the worker, the listener; says how to get in; and ends in good order. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Fault, messageOf } from '@weft/base/fault';
import { foundAccount } from '@weft/domain/access/found-account';
import { ensureFirstAccount } from '@weft/domain/identity/create-owner';
import { startWorkers } from '@weft/domain/runs/start-workers';
import { listEngineChoices } from '@weft/engine/venv/track-table';
import type { Config } from '@weft/host/config';
import { readOwnConfig } from '@weft/host/config';
import type { Host } from '@weft/host/host';
import { explainListen, Listener } from '@weft/host/listener';
import type { Tls } from '@weft/host/tls';
import type { ServerFacts } from '@weft/surface/weft/account';
import { z } from 'zod';
import { type AppParts, buildApp } from './build-app.ts';
import { openHost } from './open-host.ts';
import { prepareEngine } from './prepare-engine.ts';
import { registerReactions } from './register-reactions.ts';
import { startChores } from './start-chores.ts';
import { welcome } from './welcome.ts';

const closeMillisecondsMax = 9_000;
const packageSchema = z.object({ version: z.string() });

/** `root`: the clone. Resolves when Weft is served; the process lives on until it is told to stop. */
export async function main(root: string): Promise<void> {
  try {
    await serve(root, readOwnConfig({ root }));
  } catch (error) {
    // Whoever starts Weft is told in lines that they can act on; a bug comes with its stack.
    process.stderr.write(`weft: ${error instanceof Fault ? error.message : error instanceof Error ? error.stack : messageOf(error)}\n`);
    process.exit(1);
  }
}

async function serve(root: string, config: Config): Promise<void> {
  const { host, outbox, tls, close } = await openHost(config, join(root, 'domain/migrations'));
  const stops: (() => Promise<void>)[] = [];
  const stop = stopOnce(async () => {
    for (const it of stops.reverse()) await it().catch((error: unknown) => host.log.error('stop.failed', { error }));
    await close(2_000);
  });
  try {
    if (config.bootstrapToken !== null)
      await ensureFirstAccount(host, (tx, account) => foundAccount(host, tx, { accountId: account.id, ownerId: null }));
    await registerReactions(host, outbox);
    const workers = await startWorkers(host);
    stops.push(() => workers.stop());
    await listen(
      host,
      tls,
      { facts: await readFacts(root), readiness: [prepareEngine(host, workers)], webFolder: join(root, 'apps/web/dist') },
      stops,
    );
    process.on('SIGTERM', stop);
    process.on('SIGINT', stop);
    await welcome(host, root);
  } catch (error) {
    for (const it of stops.reverse()) await it().catch(() => {});
    await close(1_000);
    throw error;
  }
}

async function readFacts(root: string): Promise<ServerFacts> {
  const { version } = packageSchema.parse(JSON.parse(await readFile(join(root, 'package.json'), 'utf8')));
  const dbtVersions = listEngineChoices().flatMap(({ name, coreVersion }) =>
    coreVersion === null ? [] : [{ name, version: coreVersion }],
  );
  return { version, dbtVersions };
}

async function listen(host: Host, tls: Tls, parts: AppParts, stops: (() => Promise<void>)[]): Promise<void> {
  const { port, listenHost } = host.config;
  const listeners: Listener[] = [];
  const app = await buildApp(host, parts, (handle) => {
    const listener = new Listener(handle, tls);
    listeners.push(listener);
    return listener;
  });
  await app.listen({ port, host: listenHost }).catch((error: unknown) => {
    throw explainListen(error, listenHost, port);
  });
  stops.push(() => app.close());
  for (const listener of listeners) stops.push(startChores(host, listener));
}

/** A second signal changes nothing; a stop that hangs ends anyway, in time for whoever waits for it. */
function stopOnce(stop: () => Promise<void>): () => void {
  let isStopping = false;
  return () => {
    if (isStopping) return;
    isStopping = true;
    setTimeout(() => process.exit(0), closeMillisecondsMax).unref();
    stop().then(
      () => process.exit(0),
      () => process.exit(1),
    );
  };
}

/** A Weft in a process of its own, with its own PostgreSQL and no engines, that tells its parent when things happened: what bench/ingest.ts measures. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { grantServiceToken } from '@weft/domain/access/grant';
import { createOwner } from '@weft/domain/identity/create-owner';
import { createServiceToken } from '@weft/domain/identity/service-tokens';
import { createProject } from '@weft/domain/projects/create-project';
import { createEnvironment } from '@weft/domain/projects/environments';
import { readConfig } from '@weft/host/config';
import type { Host } from '@weft/host/host';
import { Listener } from '@weft/host/listener';
import { buildApp } from '@weft/server/build-app';
import { openHost } from '@weft/server/open-host';
import { registerReactions } from '@weft/server/register-reactions';
import { z } from 'zod';

export interface Ready {
  readonly port: number;
  readonly accountId: number;
  readonly environmentId: number;
  readonly token: string;
  readonly home: string;
}

/** Times are milliseconds of this machine's monotonic clock, which its processes share. */
export interface Published {
  readonly lastByteAt: number;
  readonly acceptedAt: number;
  readonly publishedAt: number;
  /** The most memory that the process had since the last `forget`, in bytes. */
  readonly rssPeak: number;
  readonly bytes: Bytes;
}

export interface Bytes {
  /** Entries with their indexes, versions, packs. */
  readonly state: number;
  readonly results: number;
  readonly artifacts: number;
}

/** On a busy machine, a large manifest takes a minute. */
const patienceMilliseconds = 300_000;

const uploadMessage = z.object({ uploadId: z.number() });

if (process.argv[1]?.endsWith('ingest-server.js')) await serve(process.argv[2] ?? '', process.argv[3] ?? '');

async function serve(root: string, home: string): Promise<void> {
  const config = readConfig({ WEFT_HOME: home, WEFT_DEMO: '0', WEFT_RATE_LIMIT: '0' }, { root });
  const opened = await openHost(config, join(root, 'domain/migrations'));
  const { host } = opened;
  await registerReactions(host, opened.outbox);
  const place = await makePlace(host);
  const app = await buildApp(
    host,
    { facts: { version: '0', dbtVersions: [] }, readiness: [], webFolder: null },
    (handle) => new Listener(handle, opened.tls),
  );
  let lastByteAt = 0;
  app.addHook('onRequest', async (request) => {
    if (request.method === 'PUT') request.raw.once('end', () => (lastByteAt = now()));
  });
  const { port } = new URL(await app.listen({ port: 0, host: '127.0.0.1' }));
  process.on('message', (message) => {
    if (message === 'forget') {
      global.gc?.();
      writeFileSync('/proc/self/clear_refs', '5');
      process.send?.({ rss: readRss('VmHWM') });
      return;
    }
    const { uploadId } = uploadMessage.parse(message);
    void untilPublished(host, uploadId).then(async (times) => {
      process.send?.({ lastByteAt, ...times, rssPeak: readRss('VmHWM'), bytes: await countBytes(host) } satisfies Published);
    });
  });
  process.on('disconnect', () => void app.close().then(() => opened.close(2_000).then(() => process.exit(0))));
  process.send?.({ port: Number(port), ...place, home } satisfies Ready);
}

async function makePlace(host: Host) {
  const owner = { email: 'owner@example.com', password: 'correct horse battery', firstName: 'Own', lastName: 'Er' };
  const { account } = await createOwner(host, { accountName: 'Bench', ...owner }, async () => {});
  const project = await createProject(host, { accountId: account.id, name: 'Generated', kind: 'hybrid' });
  const environment = await createEnvironment(host, {
    ...{ accountId: account.id, projectId: project.id, name: 'Production', type: 'deployment', deploymentType: 'production' },
  });
  const made = await createServiceToken(host, { accountId: account.id, name: 'bench', createdBy: 'bench' }, (tx, token) =>
    grantServiceToken(tx, token.id, [{ accountId: account.id, permissionSet: 'owner', projectId: null }]),
  );
  return { accountId: account.id, environmentId: environment.id, token: made.secret };
}

/** Looks every other millisecond, which costs the server less than being asked by a client. */
async function untilPublished(host: Host, uploadId: number) {
  let acceptedAt = 0;
  const deadline = now() + patienceMilliseconds;
  while (now() < deadline) {
    const { rows } = await host.database.withClient((client) =>
      client.query<{ state: string; reason_message: string | null; is_published: boolean }>(
        `select state, reason_message, exists (select from mesh.publication where confirmed_invocation_id = u.invocation_id) as is_published
         from ingest.upload u where id = $1`,
        [uploadId],
      ),
    );
    const [row] = rows;
    if (row?.state === 'rejected') throw new Error(`the upload was rejected: ${row.reason_message}`);
    if (row?.state === 'accepted' && acceptedAt === 0) acceptedAt = now();
    if (row?.is_published) return { acceptedAt, publishedAt: now() };
    await new Promise((resolve) => setTimeout(resolve, 2));
  }
  throw new Error(`upload ${uploadId} was not published in time`);
}

async function countBytes(host: Host): Promise<Bytes> {
  const { rows } = await host.database.withClient((client) =>
    client.query<{ state: number; results: number }>(
      `select pg_total_relation_size('ingest.entry') + pg_total_relation_size('ingest.state_version') as state,
        pg_total_relation_size('ingest.node_result') + pg_total_relation_size('ingest.applied_node') as results`,
    ),
  );
  const sizeOf = async (prefix: string) => {
    const sizes = await Promise.all((await host.blobs.list(prefix)).map((key) => host.blobs.size(key)));
    return sizes.reduce<number>((sum, size) => sum + (size ?? 0), 0);
  };
  return {
    state: Number(rows[0]?.state) + (await sizeOf('packs/')),
    results: Number(rows[0]?.results),
    artifacts: await sizeOf('artifacts/'),
  };
}

/** Of /proc/self/status, in bytes. */
function readRss(field: 'VmHWM' | 'VmRSS'): number {
  const [, kilobytes] = new RegExp(`${field}:\\s+(\\d+) kB`).exec(readFileSync('/proc/self/status', 'utf8')) ?? [];
  return Number(kilobytes) * 1024;
}

function now(): number {
  return Number(process.hrtime.bigint()) / 1e6;
}

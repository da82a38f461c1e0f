/** A Weft inside the benchmark's own process: its host, an account, a project with its environment, and runs that are timed. */
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Id } from '@weft/base/id';
import { createConnection } from '@weft/domain/connections/create-connection';
import { createCredential } from '@weft/domain/connections/credentials';
import { createManagedRepository } from '@weft/domain/git/create-managed-repository';
import { createOwner } from '@weft/domain/identity/create-owner';
import { runJob } from '@weft/domain/jobs/run-job';
import { createProject } from '@weft/domain/projects/create-project';
import { createEnvironment } from '@weft/domain/projects/environments';
import { getRun, listSteps } from '@weft/domain/runs/list-runs';
import { readConfig } from '@weft/host/config';
import type { Host } from '@weft/host/host';
import { type OpenHost, openHost } from '@weft/server/open-host';
import { registerReactions } from '@weft/server/register-reactions';
import { makeHome, type Places, withFolder } from './places.ts';

/** In a folder and with a database of its own, which are gone afterwards. */
export async function withWeft<T>(places: Places, name: string, work: (host: Host, folder: string) => Promise<T>): Promise<T> {
  return withFolder(name, (folder) =>
    withOpened(places, makeHome(places, folder), async ({ host, outbox }) => {
      await registerReactions(host, outbox);
      return work(host, folder);
    }),
  );
}

/** On the home of a Weft that has stopped: questions are answered, and nothing reacts to anything. */
export function withHostOf<T>(places: Places, home: string, work: (host: Host) => Promise<T>): Promise<T> {
  return withOpened(places, home, ({ host }) => work(host));
}

async function withOpened<T>({ root }: Places, home: string, work: (opened: OpenHost) => Promise<T>): Promise<T> {
  const opened = await openHost(
    readConfig({ WEFT_HOME: home, WEFT_DEMO: '0' }, { root: dirname(home) }),
    join(root, 'domain', 'migrations'),
  );
  try {
    return await work(opened);
  } finally {
    await opened.close(5_000);
  }
}

export async function makeAccount(host: Host): Promise<Id<'account'>> {
  const owner = { accountName: 'Bench', email: 'bench@localhost', firstName: 'B', lastName: 'B', password: 'long enough to be one' };
  return (await createOwner(host, owner, async () => {})).account.id;
}

export interface Workplace {
  readonly accountId: Id<'account'>;
  readonly projectId: Id<'project'>;
  readonly environmentId: Id<'environment'>;
  readonly repositoryId: Id<'repository'>;
}

/** A project, its production and a DuckDB file of its own, so that nothing of an earlier round helps. `folder` holds the project's files. */
export async function makeWorkplace(host: Host, accountId: Id<'account'>, name: string, folder: string): Promise<Workplace> {
  const { id: projectId } = await createProject(host, { accountId, name, kind: 'default' });
  const config = { path: `${name}.duckdb` };
  const { id: connectionId } = await createConnection(host, { accountId, name, adapter: 'duckdb', config });
  const { id: credentialId } = await createCredential(host, { accountId, projectId, adapter: 'duckdb', targetSchema: 'prod', threads: 4 });
  const place = { accountId, projectId, name: 'Production', type: 'deployment', deploymentType: 'production' } as const;
  const environment = await createEnvironment(host, { ...place, connectionId, credentialId });
  const repository = await createManagedRepository(host, { accountId, projectId, name, folder });
  return { accountId, projectId, environmentId: environment.id, repositoryId: repository.id };
}

export interface TimedRun {
  readonly id: Id<'run'>;
  /** From the request to the end with its state accepted. */
  readonly seconds: number;
  readonly steps: readonly (readonly [string, number])[];
}

/** Throws where the run does not succeed. */
export async function timeRun(host: Host, accountId: Id<'account'>, jobId: Id<'job'>): Promise<TimedRun> {
  const from = performance.now();
  const { id } = await runJob(host, accountId, jobId, { cause: 'Benchmark', causeCategory: 'api' });
  const end = await new Promise<number>((resolve) => {
    const done = () => {
      unlisten();
      resolve(performance.now());
    };
    const look = async () => {
      const { state } = await getRun(host, accountId, id);
      if (state === 'succeeded' || state === 'failed' || state === 'cancelled') done();
    };
    const unlisten = host.signals.listen(`run:${id}`, look);
    void look();
  });
  const run = await getRun(host, accountId, id);
  if (run.state !== 'succeeded' || !run.artifactsSaved) throw new Error(`run ${id}: ${JSON.stringify(run)}`);
  const steps = (await listSteps(host, [id])).map((step) => [step.name, secondsBetween(step.startedAt, step.finishedAt)] as const);
  return { id, seconds: (end - from) / 1000, steps };
}

export async function writeFiles(folder: string, content: Readonly<Record<string, string>>): Promise<void> {
  for (const [path, text] of Object.entries(content)) {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(join(folder, path), text);
  }
}

function secondsBetween(from: Date | null, to: Date | null): number {
  return from && to ? (to.getTime() - from.getTime()) / 1000 : 0;
}

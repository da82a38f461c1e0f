/** An account with a project that Weft can run: production environment on a DuckDB file of its own, credentials, repository. */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { asId, type Id } from '@weft/base/id';
import { createConnection } from '@weft/domain/connections/create-connection';
import { createCredential } from '@weft/domain/connections/credentials';
import type { Connection } from '@weft/domain/connections/model';
import { createManagedRepository } from '@weft/domain/git/create-managed-repository';
import type { Repository } from '@weft/domain/git/model';
import { createOwner } from '@weft/domain/identity/create-owner';
import { createProject } from '@weft/domain/projects/create-project';
import { createEnvironment } from '@weft/domain/projects/environments';
import type { Environment, Project } from '@weft/domain/projects/model';
import type { RunRequest } from '@weft/domain/runs/start-run';
import type { House } from './house.ts';

export interface Runnable {
  readonly accountId: Id<'account'>;
  readonly project: Project;
  readonly environment: Environment;
  readonly connection: Connection;
  readonly repository: Repository;
}

let count = 0;

export async function makeAccount(house: House): Promise<Id<'account'>> {
  const owner = { accountName: 'Account', email: 'owner@example.org', firstName: 'A', lastName: 'B', password: 'long enough to be one' };
  return (await createOwner(house, owner, async () => {})).account.id;
}

export interface RunnableGiven {
  readonly name?: string;
  readonly connection?: Connection;
  readonly folder?: string;
  readonly username?: string;
  readonly password?: string;
  readonly schema?: string;
}

/** Without `connection`, a DuckDB file that no other has. `folder`: the repository's content; without it, the starter project. */
export async function makeRunnable(house: House, accountId: Id<'account'>, given: RunnableGiven = {}): Promise<Runnable> {
  const place = await makeUnrooted(house, accountId, given);
  const { project } = place;
  const { folder } = given;
  const repository = await createManagedRepository(house, {
    accountId,
    projectId: project.id,
    name: project.name,
    ...(folder === undefined ? {} : { folder }),
  });
  return { ...place, repository };
}

/** All but the repository. */
export async function makeUnrooted(
  house: House,
  accountId: Id<'account'>,
  given: Omit<RunnableGiven, 'folder'> = {},
): Promise<Omit<Runnable, 'repository'>> {
  count += 1;
  const project = await createProject(house, { accountId, name: given.name ?? `project ${count}`, kind: 'default' });
  mkdirSync(house.paths.warehouses, { recursive: true });
  const config = { path: join(house.paths.warehouses, `warehouse_${count}.duckdb`) };
  const connection = given.connection ?? (await createConnection(house, { accountId, name: `file ${count}`, adapter: 'duckdb', config }));
  const { adapter } = connection;
  const { username, password } = given;
  const credential = await createCredential(house, {
    ...{ accountId, projectId: project.id, adapter, targetSchema: given.schema ?? 'prod', threads: 2 },
    ...(username === undefined ? {} : { values: { username, password } }),
  });
  const environment = await createEnvironment(house, {
    accountId,
    projectId: project.id,
    name: 'Production',
    type: 'deployment',
    deploymentType: 'production',
    connectionId: connection.id,
    credentialId: credential.id,
  });
  return { accountId, project, environment, connection };
}

/** A run of `dbt build` there, with what is given instead. */
export function requestFor(
  place: { readonly accountId: Id<'account'>; readonly environment: Pick<Environment, 'id'> },
  given: Partial<RunRequest['plan']> & { readonly jobId?: number } = {},
): RunRequest {
  const { jobId = 1, ...plan } = given;
  const overrides = {
    steps: null,
    schema: null,
    dbtVersion: null,
    threads: null,
    targetName: null,
    generateDocs: null,
    timeoutSeconds: null,
  };
  return {
    accountId: place.accountId,
    environmentId: place.environment.id,
    jobId: asId<'job'>(jobId),
    plan: {
      ...{ jobName: `job ${jobId}`, jobType: 'other', commands: ['dbt build'], threads: 2, targetName: 'default', timeoutSeconds: 0 },
      ...{
        generateDocs: false,
        runGenerateSources: false,
        dbtVersion: null,
        schemaOverride: null,
        retry: null,
        deferral: null,
        lint: null,
      },
      ...plan,
    },
    trigger: { cause: 'A test wanted it', causeCategory: 'api', gitBranch: null, gitSha: null, pullRequest: null, actor: null, overrides },
  };
}

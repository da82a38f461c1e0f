/** Everything that a run needs to know of its surroundings, read once when it begins. */
import { mkdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { Fault } from '@weft/base/fault';
import type { Host } from '@weft/host/host';
import { createScrubber } from '@weft/host/scrub';
import { getConnection } from '../connections/create-connection.ts';
import { openCredential } from '../connections/credentials.ts';
import type { Connection, Credential } from '../connections/model.ts';
import { findRepositoryOfProject } from '../git/find-repository.ts';
import type { Repository } from '../git/model.ts';
import { getEnvironment } from '../projects/environments.ts';
import { getProject } from '../projects/get-project.ts';
import type { Environment, Project } from '../projects/model.ts';
import type { HeldRun } from './model.ts';

export interface RunSite {
  readonly project: Project;
  readonly environment: Environment;
  readonly repository: Repository;
  readonly connection: Connection;
  readonly credential: Credential;
  /** Null: the warehouse wants none. */
  readonly password: string | null;
  /** Takes the run's secrets out of whatever is kept of it. */
  readonly scrub: (text: string) => string;
  readonly folders: RunFolders;
}

/** All inside one folder that goes away with the run. */
export interface RunFolders {
  readonly whole: string;
  /** The repository's content. */
  readonly checkout: string;
  readonly profiles: string;
  readonly publications: string;
  /** What dbt finds as `~`. */
  readonly home: string;
}

/** What was there when the run was asked for may be gone by now. Faults: not_found of whatever is; invalid `run.connection_missing`, `run.credentials_missing`, `run.repository_missing`. */
export async function openRunSite(host: Host, run: HeldRun): Promise<RunSite> {
  const { accountId } = run;
  const environment = await getEnvironment(host, accountId, run.environmentId);
  const project = await getProject(host, accountId, run.projectId);
  const { connectionId, credentialId, name } = environment;
  if (connectionId === null) throw gone('run.connection_missing', `The environment ${name} has no connection any more.`);
  if (credentialId === null) throw gone('run.credentials_missing', `The environment ${name} has no credentials any more.`);
  const connection = await getConnection(host, accountId, connectionId);
  const { credential, password } = await openCredential(host, run, credentialId);
  const repository = await findRepositoryOfProject(host, accountId, run.projectId);
  if (!repository) throw gone('run.repository_missing', `The project ${project.name} has no repository.`);
  if (connection.adapter === 'duckdb') await mkdir(dirname(connection.config.path), { recursive: true });
  if (password !== null) host.scrubber.add(password);
  const scrubber = createScrubber(password === null ? [] : [password]);
  const folders = foldersIn(join(host.paths.workspaces, String(run.id)));
  return { project, environment, repository, connection, credential, password, scrub: (text) => scrubber.scrub(text), folders };
}

function foldersIn(whole: string): RunFolders {
  return {
    whole,
    checkout: join(whole, 'checkout'),
    profiles: join(whole, 'profiles'),
    publications: join(whole, 'publications'),
    home: join(whole, 'home'),
  };
}

function gone(code: string, message: string): Fault {
  return new Fault('invalid', code, message);
}

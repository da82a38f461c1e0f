/** Everything that a run needs to know of its surroundings, read once when it begins. */
import { mkdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { Fault } from '@weft/base/fault';
import type { Id } from '@weft/base/id';
import type { Host } from '@weft/host/host';
import { createScrubber, type Scrubber } from '@weft/host/scrub';
import type { OpenTarget } from '../connections/open-target.ts';
import { openTarget } from '../connections/open-target.ts';
import { findRepositoryOfProject } from '../git/find-repository.ts';
import type { Repository } from '../git/model.ts';
import { getEnvironment } from '../projects/environments.ts';
import { getProject } from '../projects/get-project.ts';
import type { Environment, Project } from '../projects/model.ts';
import type { HeldRun } from './model.ts';
import { openRunVariables } from './run-variables.ts';

export interface RunSite {
  readonly project: Project;
  readonly environment: Environment;
  readonly connectionId: Id<'connection'>;
  readonly repository: Repository;
  /** How the warehouse is reached and entered, with its secrets. */
  readonly target: OpenTarget;
  /** The project's own variables as they hold for this run. */
  readonly variables: Readonly<Record<string, string>>;
  /** Null: the run has no secrets. */
  readonly scrubber: Scrubber | null;
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
  /** What the run compares with and defers to. */
  readonly state: string;
  /** What dbt finds as `~`. */
  readonly home: string;
}

/** What was there when the run was asked for may be gone by now. Faults: not_found of whatever is; invalid `run.connection_missing`, `run.credentials_missing`, `run.repository_missing`. */
export async function openRunSite(host: Host, run: HeldRun): Promise<RunSite> {
  const { accountId } = run;
  const environment = await getEnvironment(host, accountId, run.environmentId);
  const project = await getProject(host, accountId, run.projectId);
  const { connectionId, credentialId, extendedAttributesId, name } = environment;
  if (connectionId === null) throw gone('run.connection_missing', `The environment ${name} has no connection any more.`);
  if (credentialId === null) throw gone('run.credentials_missing', `The environment ${name} has no credentials any more.`);
  const target = await openTarget(host, run, { connectionId, credentialId, extendedAttributesId });
  const repository = await findRepositoryOfProject(host, accountId, run.projectId);
  if (!repository) throw gone('run.repository_missing', `The project ${project.name} has no repository.`);
  if (target.duckdbPath !== null) await mkdir(dirname(target.duckdbPath), { recursive: true });
  const variables = await openRunVariables(host, run);
  const hidden = [...target.hidden, ...variables.secrets];
  const scrubber = createScrubber(hidden);
  const folders = foldersIn(join(host.paths.workspaces, workspaceName(run.id)));
  return {
    ...{ project, environment, connectionId, repository, target, folders },
    variables: variables.values,
    scrubber: hidden.length === 0 ? null : scrubber,
    scrub: (text) => scrubber.scrub(text),
  };
}

/** All of one length: see `ParseCache`. */
export function workspaceName(runId: Id<'run'>): string {
  return String(runId).padStart(10, '0');
}

function foldersIn(whole: string): RunFolders {
  return {
    whole,
    checkout: join(whole, 'checkout'),
    profiles: join(whole, 'profiles'),
    publications: join(whole, 'publications'),
    state: join(whole, 'state'),
    home: join(whole, 'home'),
  };
}

function gone(code: string, message: string): Fault {
  return new Fault('invalid', code, message);
}

/** Changes a project, makes it hybrid and back, binds its dbt name, or deletes it. */
import { Fault } from '@weft/base/fault';
import type { Id } from '@weft/base/id';
import type { Tx } from '@weft/host/database';
import type { Host } from '@weft/host/host';
import { checkDbtProjectName, requireHybridAllowed, throwNameTaken } from './create-project.ts';
import { getProject } from './get-project.ts';
import type { Project } from './model.ts';
import { checkName, checkSubdirectory } from './model.ts';
import { deleteEnvironmentsOf, selectProject, updateProject } from './store.ts';

export interface ProjectChange {
  readonly name?: string;
  readonly description?: string;
  readonly kind?: 'default' | 'hybrid';
  readonly dbtProjectName?: string | null;
  readonly dbtProjectSubdirectory?: string | null;
  readonly docsJobId?: Id<'job'> | null;
  readonly freshnessJobId?: Id<'job'> | null;
}

/** Ids, history, publications and consumers stay, whichever kind it becomes. Faults as `createProject`. */
export async function changeProject(
  host: Host,
  accountId: Id<'account'>,
  projectId: Id<'project'>,
  change: ProjectChange,
): Promise<Project> {
  const before = await getProject(host, accountId, projectId);
  if (change.kind === 'hybrid' && before.kind !== 'hybrid') await requireHybridAllowed(host, accountId);
  const name = change.name === undefined ? before.name : checkName('project', change.name);
  if (change.dbtProjectName) checkDbtProjectName(change.dbtProjectName);
  if (change.dbtProjectSubdirectory) checkSubdirectory(change.dbtProjectSubdirectory);
  await host.database
    .transaction((tx) => updateProject(tx, projectId, { ...change, name, updatedAt: host.clock.now() }))
    .catch((error: unknown) => throwNameTaken(error, name, change.dbtProjectName ?? null));
  return getProject(host, accountId, projectId);
}

/**
 * The first manifest of a project tells its dbt name; from then on every other name is somebody else's manifest.
 * Faults: invalid `project.dbt_name_invalid`; conflict `project.dbt_name_mismatch`, `project.dbt_name_taken`.
 */
export async function bindDbtProjectName(tx: Tx, project: Project, dbtProjectName: string, at: Date): Promise<void> {
  // It comes from a file that somebody sent, and names files of ours.
  checkDbtProjectName(dbtProjectName);
  const fresh = await selectProject(tx, project.accountId, project.id);
  const known = fresh?.dbtProjectName ?? null;
  if (known === dbtProjectName) return;
  if (known !== null) throw dbtNameMismatch({ ...project, dbtProjectName: known }, dbtProjectName);
  await updateProject(tx, project.id, { dbtProjectName, updatedAt: at }).catch((error: unknown) =>
    throwNameTaken(error, project.name, dbtProjectName),
  );
}

/** Also for who finds out before anything is bound. */
export function dbtNameMismatch(project: Project, dbtProjectName: string): Fault {
  return new Fault(
    'conflict',
    'project.dbt_name_mismatch',
    `These artifacts are of the dbt project "${dbtProjectName}", but the project ${project.name} (${project.id}) is "${project.dbtProjectName}". Check DBT_CLOUD_ENVIRONMENT_ID.`,
  );
}

/** Deleted projects keep their rows: runs and artifacts stay readable. */
export async function deleteProject(host: Host, accountId: Id<'account'>, projectId: Id<'project'>): Promise<Project> {
  const project = await getProject(host, accountId, projectId);
  const at = host.clock.now();
  await host.database.transaction(async (tx) => {
    await deleteEnvironmentsOf(tx, projectId, at);
    await updateProject(tx, projectId, { updatedAt: at, deletedAt: at });
  });
  return project;
}

/** Questions about projects. */
import { Fault } from '@weft/base/fault';
import type { Id } from '@weft/base/id';
import type { Host } from '@weft/host/host';
import type { Project } from './model.ts';
import { type Place, selectPlaces, selectProject, selectProjects } from './store.ts';

export async function getProject(host: Host, accountId: Id<'account'>, projectId: Id<'project'>): Promise<Project> {
  const project = await selectProject(host.database.db, accountId, projectId);
  if (!project) throw new Fault('not_found', 'project.not_found', `There is no project ${projectId} in this account.`);
  return project;
}

/** All projects of the account in order of their ids; an account has tens, not thousands. */
export function listProjects(host: Host, accountId: Id<'account'>): Promise<Project[]> {
  return selectProjects(host.database.db, accountId);
}

/** Every environment of every project, in order of the projects' ids: cheap enough to ask before every question that is answered from memory. */
export function listPlaces(host: Host, accountId: Id<'account'>): Promise<Place[]> {
  return selectPlaces(host.database.db, accountId);
}

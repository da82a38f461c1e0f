/** The account's mesh as a picture: who publishes what, who builds on whom, and what is wrong with it. */

import { Fault } from '@weft/base/fault';
import { listCycles } from '@weft/base/graph';
import type { Id } from '@weft/base/id';
import type { Host } from '@weft/host/host';
import type { Project } from '../projects/model.ts';
import { findIn } from './get-publication.ts';
import type { AccountMesh } from './read-upstream.ts';
import { readAccountMesh } from './read-upstream.ts';
import type { PublicationRow } from './store.ts';

export interface MeshProject {
  readonly project: Project;
  readonly environments: readonly {
    readonly id: Id<'environment'>;
    readonly name: string;
    readonly deploymentType: 'production' | 'staging' | null;
    readonly publication: PublicationRow | null;
  }[];
  /** dbt project names, as declared; a name that no project has is in there too. */
  readonly upstream: readonly string[];
  readonly downstream: readonly string[];
}

export interface MeshProblem {
  readonly code: string;
  readonly message: string;
  readonly projectId: Id<'project'> | null;
}

export interface MeshDescription {
  readonly projects: readonly MeshProject[];
  readonly cycles: readonly (readonly string[])[];
  readonly problems: readonly MeshProblem[];
}

/** `isReadable`: projects that the caller may not see are left out, with everything that would name them. */
export async function describeMesh(
  host: Host,
  accountId: Id<'account'>,
  isReadable: (projectId: Id<'project'>) => boolean,
): Promise<MeshDescription> {
  const mesh = await readAccountMesh(host, accountId);
  const readable = mesh.projects.filter((project) => isReadable(project.id));
  const names = new Set(readable.flatMap((project) => project.dbtProjectName ?? []));
  const hidden = new Set(
    mesh.projects.flatMap((project) => (isReadable(project.id) || project.dbtProjectName === null ? [] : [project.dbtProjectName])),
  );
  const cycles = listCycles(mesh.arrows).filter((cycle) => cycle.every((name) => names.has(name)));
  return {
    projects: readable.map((project) => describeProject(mesh, project, hidden)),
    cycles,
    problems: readable.flatMap((project) => problemsOf(mesh, project, hidden)),
  };
}

function describeProject(mesh: AccountMesh, project: Project, hidden: ReadonlySet<string>): MeshProject {
  const rank = { production: 0, staging: 1 };
  const environments = mesh.environments
    .filter((it) => it.projectId === project.id && it.type === 'deployment')
    .map((it) => ({ id: it.id, name: it.name, deploymentType: it.deploymentType, publication: mesh.publications.get(it.id) ?? null }))
    .sort((a, b) => (a.deploymentType ? rank[a.deploymentType] : 2) - (b.deploymentType ? rank[b.deploymentType] : 2) || a.id - b.id);
  const name = project.dbtProjectName;
  const upstream = name === null ? [] : (mesh.arrows.get(name) ?? []).filter((it) => !hidden.has(it));
  const downstream =
    name === null ? [] : [...mesh.arrows].filter(([from, to]) => to.includes(name) && !hidden.has(from)).map(([from]) => from);
  return { project, environments, upstream, downstream: downstream.sort() };
}

/** What a production run of the project would be told of its upstream projects now. */
function problemsOf(mesh: AccountMesh, project: Project, hidden: ReadonlySet<string>): MeshProblem[] {
  if (project.dbtProjectName === null) return [];
  const consumer = { accountId: project.accountId, projectId: project.id, kind: 'production' } as const;
  return (mesh.arrows.get(project.dbtProjectName) ?? [])
    .filter((upstream) => !hidden.has(upstream))
    .flatMap((upstream) => {
      try {
        findIn(mesh, consumer, upstream, null);
        return [];
      } catch (error) {
        if (!(error instanceof Fault)) throw error;
        return [{ code: error.code, message: `${project.dbtProjectName}: ${error.message}`, projectId: project.id }];
      }
    });
}

/** Loads what a cross-project ref can mean in an account: every project with its production and staging environments, and who builds on whom. */
import type { Id } from '@weft/base/id';
import type { Host } from '@weft/host/host';
import { listEnvironmentsWithInvocations } from '../ingest/list-invocations.ts';
import { listEnvironments } from '../projects/environments.ts';
import { listProjects } from '../projects/get-project.ts';
import type { Environment, Project } from '../projects/model.ts';
import type { UpstreamEnvironment, UpstreamProject } from './resolve-ref.ts';
import type { PublicationRow } from './store.ts';
import { selectDependencies, selectPublications } from './store.ts';

export interface AccountMesh {
  readonly projects: readonly Project[];
  readonly environments: readonly Environment[];
  readonly publications: ReadonlyMap<Id<'environment'>, PublicationRow>;
  readonly upstream: readonly UpstreamProject[];
  /** Arrows from a dbt project name to the names that it builds on. */
  readonly arrows: ReadonlyMap<string, readonly string[]>;
}

export async function readAccountMesh(host: Host, accountId: Id<'account'>): Promise<AccountMesh> {
  const { db } = host.database;
  const [projects, environments, rows, withInvocations] = await Promise.all([
    listProjects(host, accountId),
    listEnvironments(host, accountId),
    selectPublications(db, accountId),
    listEnvironmentsWithInvocations(host, accountId),
  ]);
  const dependencies = await selectDependencies(
    db,
    projects.map((project) => project.id),
  );
  const publications = new Map(rows.map((row) => [row.environmentId, row]));
  const upstream = projects.map((project) => describe(project, environments, publications, withInvocations));
  const names = new Map(projects.map((project) => [project.id, project.dbtProjectName]));
  const arrows = new Map<string, string[]>();
  for (const { projectId, upstreamName } of dependencies) {
    const name = names.get(projectId);
    if (name != null) arrows.set(name, [...(arrows.get(name) ?? []), upstreamName]);
  }
  return { projects, environments, publications, upstream, arrows };
}

function describe(
  project: Project,
  environments: readonly Environment[],
  publications: ReadonlyMap<Id<'environment'>, PublicationRow>,
  withInvocations: ReadonlySet<Id<'environment'>>,
): UpstreamProject {
  const find = (deploymentType: 'production' | 'staging'): UpstreamEnvironment | null => {
    const environment = environments.find((it) => it.projectId === project.id && it.deploymentType === deploymentType);
    if (!environment) return null;
    const publicationId = publications.get(environment.id)?.id ?? null;
    return { id: environment.id, name: environment.name, publicationId, hasRun: withInvocations.has(environment.id) };
  };
  return {
    id: project.id,
    name: project.name,
    dbtProjectName: project.dbtProjectName,
    production: find('production'),
    staging: find('staging'),
  };
}

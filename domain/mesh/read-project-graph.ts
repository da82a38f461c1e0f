/** Loads what advice looks at: the nodes of an environment's newest manifest, and who reads its models in other projects. */
import type { Id } from '@weft/base/id';
import type { Host } from '@weft/host/host';
import { findDefinition } from '../ingest/find-definition.ts';
import { listEntries } from '../ingest/list-entries.ts';
import type { Entry } from '../ingest/recall-entries.ts';
import { rememberedTypes } from '../ingest/recall-entries.ts';
import { listEnvironments } from '../projects/environments.ts';
import { listProjects } from '../projects/get-project.ts';
import type { Environment, Project } from '../projects/model.ts';
import type { ForeignReader, OthersNode, ProjectGraph, ProjectNode } from './project-graph.ts';
import { isModel, linkProject } from './project-graph.ts';
import { recallBodyFields } from './recall-body-fields.ts';
import { selectReferencesTo } from './store.ts';

export interface AdviceSource {
  readonly project: Project;
  readonly environment: Environment;
  readonly definition: NonNullable<Awaited<ReturnType<typeof findDefinition>>>;
  readonly graph: ProjectGraph;
  /** By unique id: where each node's body is found. */
  readonly entryIdOf: ReadonlyMap<string, Id<'entry'>>;
  /** The other dbt project names of the account. */
  readonly takenNames: ReadonlySet<string>;
}

/** null: no manifest yet. From production if it has one, else from staging, else from where the newest is. */
export async function findAdviceSource(host: Host, project: Project): Promise<AdviceSource | null> {
  const [environments, projects] = await Promise.all([listEnvironments(host, project.accountId), listProjects(host, project.accountId)]);
  const found = await findNewest(
    host,
    environments.filter(({ projectId }) => projectId === project.id),
  );
  if (!found) return null;
  const { environment, definition } = found;
  const named = definition.metadata.project_name;
  const dbtProjectName = typeof named === 'string' && named !== '' ? named : (project.dbtProjectName ?? '');
  const entries = await readEntries(host, definition.versionId);
  const own = entries.filter((entry) => entry.packageName === dbtProjectName && !entry.isExternal);
  const attachedOf = await readAttachments(host, own);
  const nodes = own.filter(({ resourceType }) => resourceType !== 'group').map((entry) => asNode(entry, attachedOf));
  const groups = own.filter(({ resourceType }) => resourceType === 'group');
  const graph = linkProject({
    dbtProjectName,
    nodes,
    foreignReadersOf: await readForeignReaders(host, project, environments, projects, nodes),
    othersNodes: new Map(entries.flatMap((entry) => othersNode(entry, dbtProjectName))),
    groupFiles: new Map(groups.map((group) => [group.name ?? '', group.originalFilePath ?? ''])),
  });
  const takenNames = new Set(projects.flatMap((it) => (it.id === project.id ? [] : (it.dbtProjectName ?? []))));
  return { project, environment, definition, graph, entryIdOf: new Map(own.map((entry) => [entry.uniqueId, entry.id])), takenNames };
}

async function findNewest(host: Host, environments: readonly Environment[]) {
  const found = await Promise.all(
    environments.map(async (environment) => ({ environment, definition: await findDefinition(host, environment.id) })),
  );
  const rank = ({ deploymentType }: Environment) => (deploymentType === 'production' ? 0 : deploymentType === 'staging' ? 1 : 2);
  const [best] = found
    .flatMap(({ environment, definition }) => (definition ? [{ environment, definition }] : []))
    .sort((a, b) => rank(a.environment) - rank(b.environment) || b.definition.generatedAt.getTime() - a.definition.generatedAt.getTime());
  return best ?? null;
}

/** Whatever refers to models; the remembered ones come from memory. */
const readerTypes = ['test', 'analysis', 'exposure', 'semantic_model', 'unit_test', 'group'];

async function readEntries(host: Host, versionId: Id<'stateVersion'>): Promise<Entry[]> {
  const sections = ['nodes', 'exposures', 'semantic_models', 'unit_tests', 'groups'];
  const [remembered, others] = await Promise.all([
    listEntries(host, versionId, { sections: ['nodes'], resourceTypes: [...rememberedTypes] }),
    listEntries(host, versionId, { sections, resourceTypes: readerTypes, isSkippingOwnTests: true }),
  ]);
  return [...remembered, ...others];
}

function asNode(entry: Entry, attachedOf: ReadonlyMap<string, string | null>): ProjectNode {
  return {
    uniqueId: entry.uniqueId,
    kind: entry.resourceType ?? '',
    name: entry.name ?? '',
    version: entry.version,
    latestVersion: entry.latestVersion,
    file: entry.originalFilePath ?? '',
    access: entry.access ?? 'protected',
    group: entry.group,
    materialized: entry.materialized,
    isContractEnforced: entry.isContractEnforced,
    dependsOn: entry.dependsOn,
    attachedTo: attachedOf.get(entry.uniqueId) ?? null,
  };
}

/** What each test is written on; singular ones are written on nothing. */
async function readAttachments(host: Host, entries: readonly Entry[]): Promise<ReadonlyMap<string, string | null>> {
  const tests = entries.filter(({ resourceType, dependsOn }) => resourceType === 'test' && dependsOn.length > 0);
  const nodes = await recallBodyFields(
    host,
    'attached_node',
    tests.map(({ id }) => id),
  );
  const attached = new Map(tests.map(({ id, uniqueId }) => [uniqueId, nodes.get(id) ?? null]));
  for (const { resourceType, uniqueId, dependsOn } of entries) {
    if (resourceType === 'unit_test') attached.set(uniqueId, dependsOn[0] ?? null);
  }
  return attached;
}

function othersNode(entry: Entry, own: string): [string, OthersNode][] {
  const { uniqueId, packageName, isExternal } = entry;
  return packageName === null || packageName === own ? [] : [[uniqueId, { owner: packageName, isExternal }]];
}

async function readForeignReaders(
  host: Host,
  project: Project,
  environments: readonly Environment[],
  projects: readonly Project[],
  nodes: readonly ProjectNode[],
): Promise<ReadonlyMap<string, readonly ForeignReader[]>> {
  const names = new Map(projects.filter(({ id }) => id !== project.id).map(({ id, name, dbtProjectName }) => [id, dbtProjectName ?? name]));
  const projectOf = new Map(environments.map(({ id, projectId }) => [id, projectId]));
  const references = await selectReferencesTo(
    host.database.db,
    nodes.filter(isModel).map(({ uniqueId }) => uniqueId),
  );
  const readers = new Map<string, Map<string, Set<string>>>();
  for (const { environmentId, consumerUniqueId, upstreamUniqueId } of references) {
    // Environments of other accounts are not among these, though their nodes may have the same ids.
    const projectId = projectOf.get(environmentId);
    const name = projectId === undefined ? undefined : names.get(projectId);
    if (name === undefined) continue;
    const byProject = readers.get(upstreamUniqueId) ?? new Map<string, Set<string>>();
    byProject.set(name, (byProject.get(name) ?? new Set()).add(consumerUniqueId));
    readers.set(upstreamUniqueId, byProject);
  }
  return new Map(
    [...readers].map(([uniqueId, byProject]) => [uniqueId, [...byProject].map(([projectName, ids]) => ({ projectName, count: ids.size }))]),
  );
}

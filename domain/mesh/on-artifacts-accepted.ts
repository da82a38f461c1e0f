/** Reaction to accepted artifacts: notes what the project reads of others, and publishes what it offers to them. */
import { Fault } from '@weft/base/fault';
import { cycleThrough, reachable } from '@weft/base/graph';
import type { Id } from '@weft/base/id';
import { isRecord } from '@weft/base/json';
import { commandOf } from '@weft/dbt/artifacts/command-of';
import type { Host } from '@weft/host/host';
import { findDefinition } from '../ingest/find-definition.ts';
import { getInvocation } from '../ingest/get-invocation.ts';
import { listEntries } from '../ingest/list-entries.ts';
import { listInvocations } from '../ingest/list-invocations.ts';
import type { Invocation } from '../ingest/model.ts';
import { getEnvironment } from '../projects/environments.ts';
import { getProject } from '../projects/get-project.ts';
import type { Environment } from '../projects/model.ts';
import { publicationChanged } from './events.ts';
import type { ModelFacts, PublicationSource } from './make-publication.ts';
import { digestPublication, makePublication } from './make-publication.ts';
import { readAccountMesh } from './read-upstream.ts';
import { findDigest, rememberDigest } from './same-source.ts';
import { insertPublication, lockCurrentPublication, replaceDependencies, replaceReferences, updatePublicationConfirmed } from './store.ts';

/** Safe to run twice, and late: what is older than the current publication changes nothing. */
export async function publishAcceptedState(
  host: Host,
  news: { readonly accountId: Id<'account'>; readonly invocationId: Id<'invocation'> },
): Promise<void> {
  const invocation = await getInvocation(host, news.invocationId);
  if (invocation.isCi || invocation.stateVersionId === null) return;
  const environment = await getEnvironment(host, news.accountId, invocation.environmentId).catch(goneIsNull);
  if (!environment) return;
  const entries = await listEntries(host, invocation.stateVersionId, { sections: ['nodes'], resourceTypes: ['model', 'snapshot'] });
  const nodes = entries.map((entry) => ({
    ...entry,
    identifier: entry.identifier ?? entry.name ?? '',
    name: entry.name ?? '',
    packageName: entry.packageName ?? '',
  }));
  await noteReferences(host, invocation, environment, nodes);
  if (environment.deploymentType === null || !(await mayPublish(host, invocation))) return;
  const models = nodes.filter((node) => node.resourceType === 'model');
  const source = await describe(host, invocation, environment, models);
  if (source) await publish(host, invocation, environment, source);
}

/**
 * A failed command publishes nothing, and neither does one after it that builds nothing and so cannot fail by it. Where nothing has failed,
 * `dbt parse` alone is enough: that is how projects that are run elsewhere are mirrored.
 */
async function mayPublish(host: Host, invocation: Invocation): Promise<boolean> {
  if (invocation.outcome !== 'success') return false;
  if (isBuilding(invocation)) return true;
  const before = (await listInvocations(host, invocation.environmentId)).filter(
    (it) => it.generatedAt <= invocation.generatedAt && !it.isCi,
  );
  return before.find(isBuilding)?.outcome !== 'error';
}

/** Source freshness tells of others' data, not of what this project has built. */
function isBuilding({ command }: Invocation): boolean {
  return command !== 'freshness' && commandOf(command, new Set()).updatesApplied;
}

async function noteReferences(host: Host, invocation: Invocation, environment: Environment, nodes: readonly ModelFacts[]): Promise<void> {
  const definition = await findDefinition(host, environment.id);
  if (definition && definition.generatedAt > invocation.generatedAt) return;
  const foreign = new Map(nodes.filter((node) => node.isExternal).map((node) => [node.uniqueId, node.packageName]));
  const references = nodes
    .filter((node) => !node.isExternal)
    .flatMap((node) =>
      node.dependsOn
        .filter((parent) => foreign.has(parent))
        .map((upstreamUniqueId) => ({ consumerUniqueId: node.uniqueId, upstreamUniqueId })),
    );
  await host.database.transaction(async (tx) => {
    await replaceReferences(tx, environment.id, references);
    // Weft reads the dependencies.yml of projects that it runs itself; of others only the manifest tells.
    const isTold = invocation.source.kind === 'upload' && environment.deploymentType === 'production';
    if (isTold) await replaceDependencies(tx, environment.projectId, [...foreign.values()], host.clock.now());
  });
}

/** null: the project is part of a cycle, which is refused wherever its publication is asked for. */
async function describe(
  host: Host,
  invocation: Invocation,
  environment: Environment,
  models: readonly ModelFacts[],
): Promise<PublicationSource | null> {
  const project = await getProject(host, environment.accountId, environment.projectId);
  const name = project.dbtProjectName;
  if (name === null) throw new Error(`project ${project.id} has accepted artifacts but no dbt name`);
  const [mesh, definition] = await Promise.all([readAccountMesh(host, environment.accountId), findDefinition(host, environment.id)]);
  const cycle = cycleThrough(name, mesh.arrows);
  if (cycle) {
    host.log.warn('publication.refused', { projectId: project.id, cycle });
    return null;
  }
  const quoting = definition?.metadata.quoting;
  return {
    dbtProjectName: name,
    dbtVersion: invocation.dbtVersion,
    adapterType: invocation.adapterType,
    quoting: isRecord(quoting) ? quoting : {},
    dbtInvocationId: invocation.dbtInvocationId,
    generatedAt: invocation.generatedAt,
    models,
    dependencies: [...reachable(name, mesh.arrows)].sort(),
  };
}

async function publish(host: Host, invocation: Invocation, environment: Environment, source: PublicationSource): Promise<void> {
  const known = findDigest(host, environment.id, source);
  const made = known === null ? makePublication(source) : null;
  const digest = made === null ? (known ?? '') : digestPublication(made);
  await host.database.transaction(async (tx) => {
    const current = await lockCurrentPublication(tx, environment.id);
    if (current && current.confirmedAt.getTime() > invocation.generatedAt.getTime()) return;
    if (current?.digest === digest) return updatePublicationConfirmed(tx, current.id, invocation.id, invocation.generatedAt);
    const { accountId, projectId, id: environmentId } = environment;
    const publication = made ?? makePublication(source);
    const publicationId = await insertPublication(tx, {
      accountId,
      projectId,
      environmentId,
      dbtProjectName: publication.project_name,
      invocationId: invocation.id,
      digest,
      body: JSON.stringify(publication),
      publicModelCount: Object.keys(publication.public_models).length,
      generatedAt: invocation.generatedAt,
    });
    await host.outbox.announce(tx, publicationChanged, { accountId, projectId, environmentId, publicationId, invocationId: invocation.id });
  });
  rememberDigest(host, environment.id, source, digest);
}

function goneIsNull(error: unknown): null {
  if (error instanceof Fault && error.kind === 'not_found') return null;
  throw error;
}

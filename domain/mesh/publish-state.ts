/** What an accepted invocation says of its project as of then, and its publication, where it may be made of it. */
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
import { insertPublication, lockCurrentPublication, updatePublicationConfirmed } from './store.ts';

export interface AcceptedState {
  readonly invocation: Invocation;
  readonly environment: Environment;
  /** Models and snapshots. */
  readonly nodes: readonly (ModelFacts & { readonly resourceType: string | null })[];
}

/** null: it says nothing of how things are (CI, no manifest), or its environment is gone. */
export async function readAcceptedState(
  host: Host,
  accountId: Id<'account'>,
  invocationId: Id<'invocation'>,
): Promise<AcceptedState | null> {
  const invocation = await getInvocation(host, invocationId);
  if (invocation.isCi || invocation.stateVersionId === null) return null;
  const environment = await getEnvironment(host, accountId, invocation.environmentId).catch(goneIsNull);
  if (!environment) return null;
  const entries = await listEntries(host, invocation.stateVersionId, { sections: ['nodes'], resourceTypes: ['model', 'snapshot'] });
  const nodes = entries.map((entry) => ({
    ...entry,
    identifier: entry.identifier ?? entry.name ?? '',
    name: entry.name ?? '',
    packageName: entry.packageName ?? '',
  }));
  return { invocation, environment, nodes };
}

/** Safe to do twice, and late: what is older than the current publication changes nothing. False: this state is none to be published. */
export async function publishState(host: Host, { invocation, environment, nodes }: AcceptedState): Promise<boolean> {
  if (environment.deploymentType === null || !(await mayPublish(host, invocation))) return false;
  const models = nodes.filter((node) => node.resourceType === 'model');
  const source = await describe(host, invocation, environment, models);
  if (source) await publish(host, invocation, environment, source);
  return true;
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

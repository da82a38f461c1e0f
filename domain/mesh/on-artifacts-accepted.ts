/** Reaction to accepted artifacts: notes what the project reads of others, and publishes what it offers to them. */
import type { Id } from '@weft/base/id';
import type { Host } from '@weft/host/host';
import { findDefinition } from '../ingest/find-definition.ts';
import { type AcceptedState, publishState, readAcceptedState } from './publish-state.ts';
import { replaceDependencies, replaceReferences } from './store.ts';

/** Safe to run twice, and late. What Weft itself runs is published by its run: see `publishRun`. */
export async function publishAcceptedState(
  host: Host,
  news: { readonly accountId: Id<'account'>; readonly invocationId: Id<'invocation'> },
): Promise<void> {
  const state = await readAcceptedState(host, news.accountId, news.invocationId);
  if (!state) return;
  await noteReferences(host, state);
  if (state.invocation.source.kind === 'upload') await publishState(host, state);
}

async function noteReferences(host: Host, { invocation, environment, nodes }: AcceptedState): Promise<void> {
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

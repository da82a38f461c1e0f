/** Recommendations of an account, and deprecations as consumers see them, of the newest states there are. */
import type { Id } from '@weft/base/id';
import type { Host } from '@weft/host/host';
import { openApplied } from '../catalog/applied-nodes.ts';
import { type GraphView, openGraph } from '../catalog/open-graph.ts';
import type { Sight } from '../catalog/sight.ts';
import { type DeprecatedUse, listDeprecatedUses, type Recommendation, recommend } from './recommend.ts';

interface Question {
  readonly accountId: Id<'account'>;
  readonly view: GraphView;
  readonly sight: Sight;
}

export async function listRecommendations(host: Host, { accountId, view, sight }: Question): Promise<readonly Recommendation[]> {
  const graph = await openGraph(host, accountId, view);
  const readable = graph.environments.flatMap((it) => (sight.isReadable(it.projectId) ? [it.environmentId] : []));
  return recommend({ graph, applied: await openApplied(host, readable), sight, at: host.clock.now() });
}

export async function listDeprecations(host: Host, { accountId, view, sight }: Question): Promise<readonly DeprecatedUse[]> {
  return listDeprecatedUses({ graph: await openGraph(host, accountId, view), sight });
}

/** What one run saw and did: the nodes of the manifest that it left, and what became of each. */
import type { Id } from '@weft/base/id';
import { joinEnvironments } from '@weft/domain/catalog/account-graph';
import { openVersion } from '@weft/domain/catalog/open-environment';
import { listInvocationsById } from '@weft/domain/ingest/list-invocations';
import { listAppliedCatalog } from '@weft/domain/ingest/list-results';
import type { Invocation } from '@weft/domain/ingest/model';
import { getEnvironment } from '@weft/domain/projects/environments';
import { getProject } from '@weft/domain/projects/get-project';
import { listRunNodes, listSteps } from '@weft/domain/runs/list-runs';
import type { Run } from '@weft/domain/runs/model';
import { executes } from '@weft/domain/runs/node-history';
import type { RunNode } from '@weft/domain/runs/run-node';
import type { Desk } from './desk.ts';
import type { ShownNode, State } from './site.ts';

export interface RunState {
  readonly run: Run;
  readonly state: State;
  /** By unique id, of the last step that did not only compile; nodes that the run did not reach have none. */
  readonly results: ReadonlyMap<string, RunNode>;
  /** By the index of the step that left it. */
  readonly invocations: ReadonlyMap<number, Invocation>;
}

/** A node as a run left it. */
export interface RunShown extends ShownNode {
  readonly at: RunState;
}

export async function openRun(desk: Desk, run: Run): Promise<RunState> {
  const { host } = desk;
  const { accountId, projectId, environmentId } = run;
  const [project, environment, steps, nodes] = await Promise.all([
    getProject(host, accountId, projectId),
    getEnvironment(host, accountId, environmentId),
    listSteps(host, [run.id]),
    listRunNodes(host, run.id),
  ]);
  const executing = new Set(steps.filter(executes).map(({ index }) => index));
  const ids = steps.flatMap(({ invocationId }) => invocationId ?? []);
  const found = new Map((await listInvocationsById(host, ids)).map((it) => [it.id, it]));
  const invocations = new Map(
    steps.flatMap(({ index, invocationId }) => {
      const invocation = invocationId === null ? undefined : found.get(invocationId);
      return invocation ? [[index, invocation] as const] : [];
    }),
  );
  const last = [...invocations.values()].filter(({ stateVersionId }) => stateVersionId !== null).at(-1);
  const versionId = last?.stateVersionId ?? null;
  const graph = versionId === null ? joinEnvironments([]) : await openVersion(host, { project, environmentId, versionId });
  return {
    run,
    results: new Map(nodes.flatMap((node) => (executing.has(node.stepIndex) ? [[node.uniqueId, node]] : []))),
    invocations,
    state: {
      ...{ project, environment, graph },
      definition: {
        environmentId,
        versionId: versionId ?? (0 as Id<'stateVersion'>),
        invocationId: last?.id ?? (0 as Id<'invocation'>),
        generatedAt: last?.generatedAt ?? run.createdAt,
        metadata: last ? { dbt_version: last.dbtVersion } : {},
      },
      ...(await whatItTold(desk, environmentId, new Set(ids))),
    },
  };
}

/** Freshness and catalogs are kept as they are now: they are the run's as long as no later one told others. */
async function whatItTold(
  desk: Desk,
  environmentId: Id<'environment'>,
  own: ReadonlySet<Id<'invocation'>>,
): Promise<Pick<State, 'applied' | 'catalog'>> {
  const applied = await desk.applied(environmentId);
  const sources = new Map([...(applied?.sources ?? [])].filter(([, { invocationId }]) => own.has(invocationId)));
  let catalog: ReturnType<State['catalog']> | null = null;
  const read = async () =>
    new Map(
      (await listAppliedCatalog(desk.host, environmentId)).flatMap((entry) =>
        own.has(entry.invocationId) ? [[entry.uniqueId, entry]] : [],
      ),
    );
  return {
    applied: { nodes: new Map(), sources },
    catalog: () => {
      catalog ??= read();
      return catalog;
    },
  };
}

const typeNames: Readonly<Record<string, string>> = {
  model: 'ModelNode',
  source: 'SourceNode',
  seed: 'SeedNode',
  snapshot: 'SnapshotNode',
  test: 'TestNode',
  unit_test: 'TestNode',
  exposure: 'ExposureNode',
  metric: 'MetricNode',
  macro: 'MacroNode',
  semantic_model: 'SemanticModelNode',
};

/** Models of other projects are none of the run's. */
export function showOfRun(at: RunState, numbers: Iterable<number>, wanted: ReadonlySet<string> | null = null): RunShown[] {
  const shown: RunShown[] = [];
  for (const number of numbers) {
    const node = at.state.graph.nodes[number];
    const __typename = node && typeNames[node.resourceType];
    if (!node || !__typename || node.isExternal || !(wanted?.has(__typename) ?? true)) continue;
    shown.push({ __typename, at, state: at.state, number, node, tense: 'definition' });
  }
  return shown;
}

/** The last runs of a model, each with the model as it was then. */
import { Fault } from '@weft/base/fault';
import { findNode } from '@weft/domain/catalog/account-graph';
import { getRun } from '@weft/domain/runs/list-runs';
import { listExecutions } from '@weft/domain/runs/node-history';
import type { Desk } from './desk.ts';
import { openRun, type RunShown, showOfRun } from './run-state.ts';
import type { State } from './site.ts';

export interface HistoryArgs {
  readonly uniqueId?: string | null;
  readonly identifier?: string | null;
  readonly lastRunCount: number;
}

const runsMax = 20;

/** Newest first. */
export async function historyOf(state: State, { uniqueId, identifier, lastRunCount }: HistoryArgs, desk: Desk): Promise<RunShown[]> {
  if (lastRunCount < 1 || lastRunCount > runsMax)
    throw new Fault('invalid', 'discovery.run_count_invalid', `"lastRunCount" is ${lastRunCount}; it may be 1 to ${runsMax}.`);
  const named = uniqueId ?? state.graph.nodes.find((node) => node.resourceType === 'model' && isCalled(node, identifier))?.uniqueId;
  if (named === undefined) return [];
  // A node may be in several steps of a run.
  const found = await listExecutions(desk.host, { environmentId: state.environment.id, uniqueId: named, limit: 4 * runsMax, span: null });
  const runIds = [...new Set(found.map(({ runId }) => runId))].slice(0, lastRunCount);
  const shown = await Promise.all(
    runIds.map(async (runId) => {
      const at = await openRun(desk, await getRun(desk.host, state.project.accountId, runId));
      const number = findNode(at.state.graph, state.project.id, named);
      return number === null ? [] : showOfRun(at, [number], new Set(['ModelNode']));
    }),
  );
  return shown.flat();
}

function isCalled({ identifier, name }: { readonly identifier: string | null; readonly name: string }, wanted: string | null | undefined) {
  return wanted != null && (identifier ?? name).toLowerCase() === wanted.toLowerCase();
}

/** While a run goes on: the owner of the first model that failed need not wait for the last one to end. */
import type { Host } from '@weft/host/host';
import { listRunNodes, listRuns } from '../runs/list-runs.ts';
import { describeModels } from './describe-run.ts';
import { groupByOwner, readRun } from './on-run-ended.ts';
import { queueMessage } from './queue-message.ts';
import { selectMessagesOfRun } from './store-messages.ts';
import { selectWatchedEnvironments } from './store-notifications.ts';

/** A chore: looks at the runs under way in environments whose owners want to know, and tells each owner of a run at most once. */
export async function tellOwnersAtOnce(host: Host): Promise<void> {
  for (const { accountId, environmentId } of await selectWatchedEnvironments(host.database.db)) {
    const page = { order: { by: 'id', isDescending: true }, limit: 100, offset: 0 } as const;
    const { runs } = await listRuns(host, { accountId, environmentId, states: ['running'] }, page);
    for (const { id: runId } of runs) {
      const failed = (await listRunNodes(host, runId)).filter(({ state }) => state === 'failed');
      if (failed.length === 0) continue;
      const told = new Set((await selectMessagesOfRun(host.database.db, accountId, runId)).map(({ kind, target }) => `${kind} ${target}`));
      const owned = await groupByOwner(host, { accountId, environmentId }, failed);
      const untold = owned.filter(({ email }) => !told.has(`models_at_once email:${email}`));
      if (untold.length === 0) continue;
      const about = await readRun(host, accountId, runId);
      await host.database.transaction(async (tx) => {
        for (const { email, nodes } of untold)
          await queueMessage(host, tx, { accountId, runId, kind: 'models_at_once' }, { email }, describeModels(about, nodes, false));
      });
    }
  }
}

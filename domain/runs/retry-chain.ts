/** The first attempt of a run and its retries, each of which took up the one before. */
import type { Id } from '@weft/base/id';
import type { Host } from '@weft/host/host';
import { getRun, listRetries } from './list-runs.ts';
import type { Run } from './model.ts';
import { selectRun } from './store.ts';

/** Only the latest run of a job can be retried, so a chain does not branch; a circle cannot be, and would end here. */
const linksMax = 100;

/** Oldest first, the run itself among them; alone: it was never retried and is no retry. Faults: not_found `run.not_found`. */
export async function listRetryChain(host: Host, accountId: Id<'account'>, runId: Id<'run'>): Promise<Run[]> {
  const chain = [await getRun(host, accountId, runId)];
  for (let first = chain[0]; first && first.retryOf !== null && chain.length < linksMax; first = chain[0]) {
    const before = await selectRun(host.database.db, accountId, first.retryOf);
    if (before === null) break;
    chain.unshift(before);
  }
  for (let last = chain.at(-1); last && chain.length < linksMax; last = chain.at(-1)) {
    const after = (await listRetries(host, [last.id])).at(-1);
    if (after === undefined) break;
    chain.push(after);
  }
  return chain;
}

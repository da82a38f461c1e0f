/** Finds the run whose end, or whose builds, started a run. */
import { idSchema } from '@weft/base/id';
import type { Host } from '@weft/host/host';
import { findRunOfInvocation, listMakers, listRunsById } from '../runs/list-runs.ts';
import type { Run } from '../runs/model.ts';

/** Null: no run did, or it is not known any more. */
export async function findCause(host: Host, { accountId, id }: Pick<Run, 'accountId' | 'id'>): Promise<Run | null> {
  const [kind, named] = ((await listMakers(host, [id])).get(id) ?? '').split(':');
  if (kind === 'completion') {
    const runId = idSchema<'run'>().safeParse(Number(named));
    return runId.success ? ((await listRunsById(host, accountId, [runId.data]))[0] ?? null) : null;
  }
  const invocationId = idSchema<'invocation'>().safeParse(Number(named));
  return kind === 'upstream' && invocationId.success ? findRunOfInvocation(host, accountId, invocationId.data) : null;
}

/** Publishes what a run of Weft's own has built, once all of its steps are good: a run that fails in its second step publishes nothing of its first. */
import type { Id } from '@weft/base/id';
import type { Host } from '@weft/host/host';
import { publishState, readAcceptedState } from './publish-state.ts';

/** `invocationIds` in the order of the run's steps: the last of them that may be published is. */
export async function publishRun(host: Host, accountId: Id<'account'>, invocationIds: readonly Id<'invocation'>[]): Promise<void> {
  for (const invocationId of [...invocationIds].reverse()) {
    const state = await readAcceptedState(host, accountId, invocationId);
    if (state && (await publishState(host, state))) return;
  }
}

/** The one invocation asked for. */
import { Fault } from '@weft/base/fault';
import type { Id } from '@weft/base/id';
import type { Host } from '@weft/host/host';
import type { Invocation } from './model.ts';
import { selectInvocation } from './store-invocations.ts';

/** Fault not_found `invocation.not_found`. */
export async function getInvocation(host: Host, invocationId: Id<'invocation'>): Promise<Invocation> {
  const invocation = await selectInvocation(host.database.db, invocationId);
  if (!invocation) throw new Fault('not_found', 'invocation.not_found', `There is no invocation ${invocationId}.`);
  return invocation;
}

/** Questions about invocations. */
import type { Id } from '@weft/base/id';
import type { Host } from '@weft/host/host';
import type { Invocation } from './model.ts';
import {
  selectEnvironmentsWithInvocations,
  selectInvocations,
  selectInvocationsById,
  selectInvocationsOfRun,
} from './store-invocations.ts';

/** By when they were generated, newest first. */
export function listInvocations(host: Host, environmentId: Id<'environment'>, limit = 100): Promise<Invocation[]> {
  return selectInvocations(host.database.db, environmentId, limit);
}

/** Of a run that Weft made: one for each dbt step, newest first. */
export function listInvocationsOfRun(host: Host, runId: Id<'run'>): Promise<Invocation[]> {
  return selectInvocationsOfRun(host.database.db, runId);
}

/** The environments of the account in which dbt has run at all, CI left out. */
export async function listEnvironmentsWithInvocations(host: Host, accountId: Id<'account'>): Promise<ReadonlySet<Id<'environment'>>> {
  return new Set(await selectEnvironmentsWithInvocations(host.database.db, accountId));
}

/** Those of the ids that are there, newest first. */
export function listInvocationsById(host: Host, ids: readonly Id<'invocation'>[]): Promise<Invocation[]> {
  return selectInvocationsById(host.database.db, ids);
}

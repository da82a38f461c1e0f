/** For how long an account keeps the states of its environments: what it chose, and whether that can be. */
import { Fault } from '@weft/base/fault';
import type { Id } from '@weft/base/id';
import type { Host } from '@weft/host/host';
import type { Retention } from './model.ts';
import { deleteRetention, selectRetention, upsertRetention } from './store.ts';

const [daysMax, statesMinMax] = [3650, 10_000];

/** Null: everything is kept. */
export function findRetention(host: Host, accountId: Id<'account'>): Promise<Retention | null> {
  return selectRetention(host.database.db, accountId);
}

/** Fault invalid `state_retention.invalid`. */
export function checkRetention({ days, statesMin }: Retention): void {
  const isWhole = (value: number, max: number) => Number.isInteger(value) && value >= 1 && value <= max;
  if (!isWhole(days, daysMax) || !isWhole(statesMin, statesMinMax))
    throw new Fault(
      'invalid',
      'state_retention.invalid',
      `States are kept for 1 to ${daysMax} days and at least 1 to ${statesMinMax} of each environment, not ${days} and ${statesMin}.`,
    );
}

/** Null: keep everything again. Fault invalid `state_retention.invalid`. */
export async function changeRetention(host: Host, accountId: Id<'account'>, retention: Retention | null): Promise<Retention | null> {
  if (retention !== null) checkRetention(retention);
  await host.database.transaction((tx) =>
    retention === null ? deleteRetention(tx, accountId) : upsertRetention(tx, accountId, retention, host.clock.now()),
  );
  return retention;
}

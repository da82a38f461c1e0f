/** Questions about accounts and their people. */
import { Fault } from '@weft/base/fault';
import type { Id } from '@weft/base/id';
import type { Host } from '@weft/host/host';
import type { Account, User } from './model.ts';
import { selectAccount, selectUsersOfAccount, updateAccount } from './store.ts';

export async function getAccount(host: Host, accountId: Id<'account'>): Promise<Account> {
  const account = await selectAccount(host.database.db, accountId);
  if (!account) throw new Fault('not_found', 'account.not_found', `There is no account ${accountId}.`);
  return account;
}

export function listUsers(host: Host, accountId: Id<'account'>): Promise<User[]> {
  return selectUsersOfAccount(host.database.db, accountId);
}

/** Turning hybrid projects off leaves those that are hybrid as they are; it only hides the choice. */
export async function changeAccount(
  host: Host,
  accountId: Id<'account'>,
  change: { name?: string; isHybridEnabled?: boolean; requiresSecondFactor?: boolean; runSlots?: number | null },
): Promise<Account> {
  if (change.name !== undefined && change.name.trim() === '') throw new Fault('invalid', 'account.name_empty', 'An account needs a name.');
  const { runSlots } = change;
  if (runSlots != null && (!Number.isInteger(runSlots) || runSlots < 1 || runSlots > 1_000_000))
    throw new Fault(
      'invalid',
      'account.run_slots_invalid',
      `Run slots are a whole number from 1 to 1000000, or null for no limit; not ${runSlots}.`,
    );
  await host.database.transaction((tx) => updateAccount(tx, accountId, { ...change, updatedAt: host.clock.now() }));
  return getAccount(host, accountId);
}

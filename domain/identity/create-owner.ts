/** Makes the account and its owner; only while there is no user at all. */
import { Fault } from '@weft/base/fault';
import type { Tx } from '@weft/host/database';
import type { Host } from '@weft/host/host';
import { hashPassword } from './hash-password.ts';
import type { Account, User } from './model.ts';
import { isEmail, passwordProblem } from './model.ts';
import {
  insertAccount,
  insertUser,
  lockFirstUser,
  selectAnyAccount,
  selectAnyUser,
  selectOwnerlessAccount,
  updateAccount,
} from './store.ts';

export interface NewOwner {
  readonly accountName: string;
  readonly email: string;
  readonly firstName: string;
  readonly lastName: string;
  readonly password: string;
}

/**
 * `alsoInTransaction` gives the owner rights in the modules above, in the same transaction: an owner without rights could never be mended.
 * Faults: invalid `user.email_invalid`, `user.password_weak`; conflict `account.already_owned`.
 */
export async function createOwner(
  host: Host,
  owner: NewOwner,
  alsoInTransaction: (tx: Tx, account: Account, user: User) => Promise<void>,
): Promise<{ account: Account; user: User }> {
  if (!isEmail(owner.email)) throw new Fault('invalid', 'user.email_invalid', `"${owner.email}" is not an e-mail address.`);
  const problem = passwordProblem(owner.password);
  if (problem) throw new Fault('invalid', 'user.password_weak', problem);
  const passwordHash = await hashPassword(owner.password);
  const at = host.clock.now();
  return host.database.transaction(async (tx) => {
    if (!(await lockFirstUser(tx)))
      throw new Fault('conflict', 'account.already_owned', 'This Weft has an owner already. Sign in, or ask the owner for an invitation.');
    const account = await takeAccount(tx, owner.accountName, at);
    const user = await insertUser(tx, {
      email: owner.email,
      firstName: owner.firstName,
      lastName: owner.lastName,
      passwordHash,
      at,
      accountId: account.id,
    });
    await alsoInTransaction(tx, account, user);
    return { account, user };
  });
}

/** Automation may have begun before the first person came; what it made is theirs. */
async function takeAccount(tx: Tx, name: string, at: Date): Promise<Account> {
  const made = await selectOwnerlessAccount(tx);
  if (!made) return insertAccount(tx, { name, at });
  await updateAccount(tx, made.id, { name, updatedAt: at });
  return { ...made, name, updatedAt: at };
}

/** The bootstrap token has its rights in account 1, which must be there before there is any person. */
export async function ensureFirstAccount(
  host: Host,
  alsoInTransaction: (tx: Tx, account: Account) => Promise<void> = async () => {},
): Promise<void> {
  await host.database.transaction(async (tx) => {
    await lockFirstUser(tx);
    if (await selectAnyAccount(tx)) return;
    await alsoInTransaction(tx, await insertAccount(tx, { name: 'Weft', at: host.clock.now() }));
  });
}

/** False: the first visitor may become the owner. */
export function hasOwner(host: Host): Promise<boolean> {
  return selectAnyUser(host.database.db);
}

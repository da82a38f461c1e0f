/** Makes the account and its owner; only while there is no user at all. */
import { Fault } from '@weft/base/fault';
import type { Tx } from '@weft/host/database';
import type { Host } from '@weft/host/host';
import { hashPassword } from './hash-password.ts';
import type { Account, User } from './model.ts';
import { isEmail, passwordProblem } from './model.ts';
import { insertAccount, insertUser, lockFirstUser, selectAnyUser } from './store.ts';

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
    const account = await insertAccount(tx, { name: owner.accountName, at });
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

/** False: the first visitor may become the owner. */
export function hasOwner(host: Host): Promise<boolean> {
  return selectAnyUser(host.database.db);
}

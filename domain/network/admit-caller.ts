/** Holds a caller's address against the rules of the accounts that they are in. */
import { Fault } from '@weft/base/fault';
import type { Id } from '@weft/base/id';
import type { Host } from '@weft/host/host';
import type { Caller } from '../access/model.ts';
import { decide, plainAddress } from './model.ts';
import { rulesInForce } from './rules-in-memory.ts';

/**
 * The caller without their rights in accounts that refuse the address. `accountId`: the account that is asked for; null: none in particular.
 * The bootstrap token is never refused: it is the way back in for whoever runs the machine.
 * Faults: forbidden `address.refused`.
 */
export async function admitCaller(host: Host, caller: Caller, address: string, accountId: Id<'account'> | null): Promise<Caller> {
  if (caller.kind === 'bootstrap_token' || caller.grants.length === 0) return caller;
  const refused = new Set<Id<'account'>>();
  for (const id of new Set(caller.grants.map((grant) => grant.accountId))) {
    const rules = await rulesInForce(host, id);
    if (rules.length > 0 && !decide(rules, address).isGood) refused.add(id);
  }
  if (refused.size === 0) return caller;
  const grants = caller.grants.filter((grant) => !refused.has(grant.accountId));
  if (grants.length > 0 && (accountId === null || !refused.has(accountId))) return { ...caller, grants };
  throw new Fault(
    'forbidden',
    'address.refused',
    `The address ${plainAddress(address)} is not one that this account lets in. Come from another network, or ask an account admin to allow it.`,
  );
}

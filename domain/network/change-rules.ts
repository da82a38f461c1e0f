/** Makes, changes and deletes an account's rules about addresses, and turns them on and off, without shutting the changer out. */
import { Fault } from '@weft/base/fault';
import type { Id } from '@weft/base/id';
import type { Tx } from '@weft/host/database';
import type { Host } from '@weft/host/host';
import { uniqueViolation } from '@weft/host/unique-violation';
import type { Caller } from '../access/model.ts';
import { type AddressRule, type AddressRuleSet, checkRuleName, decide, parseRange, plainAddress } from './model.ts';
import { forgetRules } from './rules-in-memory.ts';
import { deleteRuleRow, insertRule, lockRuleSet, replaceRanges, selectRuleSet, updateRule, updateRuleSet } from './store.ts';

/** Who changes the rules, and from where. */
export interface Changer {
  readonly accountId: Id<'account'>;
  readonly caller: Caller;
  readonly address: string;
  /** Even if they shut themself out. */
  readonly isForced: boolean;
}

export interface RuleInput {
  readonly name: string;
  readonly description: string;
  readonly kind: 'allow' | 'deny';
  readonly cidrs: readonly string[];
  /** null: stays as it is. */
  readonly isSetEnabled: boolean | null;
}

const rangesMax = 500;

/** Faults: invalid `ip_restriction.invalid`, `ip_restriction.cidr_invalid`; conflict `ip_restriction.name_taken`, `ip_restriction.locks_you_out`. */
export async function createAddressRule(host: Host, changer: Changer, input: RuleInput): Promise<AddressRule> {
  const { accountId, caller } = changer;
  const name = checkInput(input);
  return change(host, changer, name, async (tx, ruleSetId) => {
    const createdAt = host.clock.now();
    const created = { createdByUserId: caller.userId, createdByServiceTokenId: caller.serviceTokenId, createdAt };
    const id = await insertRule(tx, { accountId, ruleSetId, name, description: input.description, kind: input.kind, ...created });
    await replaceRanges(tx, id, input.cidrs, createdAt);
    if (input.isSetEnabled !== null) await updateRuleSet(tx, accountId, input.isSetEnabled, createdAt);
    return id;
  });
}

/** Faults: not_found `ip_restriction.not_found`; those of `createAddressRule`. */
export async function changeAddressRule(host: Host, changer: Changer, id: Id<'addressRule'>, input: RuleInput): Promise<AddressRule> {
  await getAddressRule(host, changer.accountId, id);
  const name = checkInput(input);
  return change(host, changer, name, async (tx) => {
    const updatedAt = host.clock.now();
    await updateRule(tx, id, { name, description: input.description, kind: input.kind, updatedAt });
    await replaceRanges(tx, id, input.cidrs, updatedAt);
    if (input.isSetEnabled !== null) await updateRuleSet(tx, changer.accountId, input.isSetEnabled, updatedAt);
    return id;
  });
}

/** Faults: not_found `ip_restriction.not_found`; conflict `ip_restriction.locks_you_out`. */
export async function deleteAddressRule(host: Host, changer: Changer, id: Id<'addressRule'>): Promise<AddressRule> {
  const before = await getAddressRule(host, changer.accountId, id);
  await whole(host, changer, (tx) => deleteRuleRow(tx, changer.accountId, id));
  return before;
}

/** Faults: conflict `ip_restriction.locks_you_out`. */
export async function enableAddressRules(host: Host, changer: Changer, isEnabled: boolean): Promise<AddressRuleSet> {
  return whole(host, changer, (tx) => updateRuleSet(tx, changer.accountId, isEnabled, host.clock.now()));
}

/** null: the account never had a rule. */
export function findAddressRules(host: Host, accountId: Id<'account'>): Promise<AddressRuleSet | null> {
  return selectRuleSet(host.database.db, accountId);
}

/** Faults: not_found `ip_restriction.not_found`. */
export async function getAddressRule(host: Host, accountId: Id<'account'>, id: Id<'addressRule'>): Promise<AddressRule> {
  const found = (await findAddressRules(host, accountId))?.rules.find((rule) => rule.id === id);
  if (found) return found;
  throw new Fault('not_found', 'ip_restriction.not_found', `There is no IP restriction ${id} in this account.`);
}

async function change(
  host: Host,
  changer: Changer,
  name: string,
  work: (tx: Tx, ruleSetId: Id<'addressRuleSet'>) => Promise<Id<'addressRule'>>,
): Promise<AddressRule> {
  const changed: Id<'addressRule'>[] = [];
  const set = await whole(host, changer, async (tx, ruleSetId) => {
    changed.splice(0, changed.length, await work(tx, ruleSetId));
  }).catch((error: unknown) => {
    if (uniqueViolation(error) !== 'rule_name') throw error;
    throw new Fault('conflict', 'ip_restriction.name_taken', `This account has an IP restriction "${name}" already. Choose another name.`);
  });
  const rule = set.rules.find(({ id }) => id === changed[0]);
  if (!rule) throw new Error('a rule vanished while it was changed');
  return rule;
}

/** One change after the other, each held against the changer's own address before it is true. */
async function whole(
  host: Host,
  changer: Changer,
  work: (tx: Tx, ruleSetId: Id<'addressRuleSet'>) => Promise<void>,
): Promise<AddressRuleSet> {
  const { accountId, address, isForced, caller } = changer;
  const set = await host.database.transaction(async (tx) => {
    await work(tx, await lockRuleSet(tx, accountId, host.clock.now()));
    const after = await selectRuleSet(tx, accountId);
    if (!after) throw new Error('the rule set vanished while it was changed');
    const decision = after.isEnabled ? decide(after.rules, address) : ({ isGood: true } as const);
    if (!decision.isGood && !isForced && caller.kind !== 'bootstrap_token')
      throw new Fault(
        'conflict',
        'ip_restriction.locks_you_out',
        `This would shut you out: your own address is ${plainAddress(address)}, and ${decision.why}. Allow it first, or say that you mean it (force).`,
        { address: plainAddress(address) },
      );
    return after;
  });
  forgetRules(host, accountId);
  return set;
}

function checkInput({ name, cidrs }: RuleInput): string {
  const bad = cidrs.filter((cidr) => parseRange(cidr) === null);
  if (cidrs.length === 0 || bad.length > 0)
    throw new Fault(
      'invalid',
      'ip_restriction.cidr_invalid',
      bad.length === 0
        ? 'A rule needs one range of addresses at least, such as 192.0.2.0/24 or 2001:db8::/32.'
        : `${bad.map((cidr) => `"${cidr.slice(0, 60)}"`).join(', ')} is no range of addresses. Write it like 192.0.2.0/24 or 2001:db8::/32.`,
    );
  if (cidrs.length > rangesMax)
    throw new Fault('invalid', 'ip_restriction.cidr_invalid', `A rule has ${rangesMax} ranges at most, not ${cidrs.length}.`);
  return checkRuleName(name);
}

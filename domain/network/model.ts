/** The nouns of network, and the one decision about whether an address is good. */
import { Fault } from '@weft/base/fault';
import type { Id } from '@weft/base/id';
import ipaddr from 'ipaddr.js';

export interface AddressRange {
  readonly id: Id<'addressRange'>;
  /** As it was written: a range, or one address. */
  readonly cidr: string;
  readonly createdAt: Date;
  readonly updatedAt: Date;
}

export interface AddressRule {
  readonly id: Id<'addressRule'>;
  readonly accountId: Id<'account'>;
  readonly ruleSetId: Id<'addressRuleSet'>;
  readonly name: string;
  readonly description: string;
  readonly kind: 'allow' | 'deny';
  readonly createdByUserId: Id<'user'> | null;
  readonly createdByServiceTokenId: Id<'serviceToken'> | null;
  readonly createdAt: Date;
  readonly updatedAt: Date;
  readonly ranges: readonly AddressRange[];
}

export interface AddressRuleSet {
  readonly id: Id<'addressRuleSet'>;
  readonly accountId: Id<'account'>;
  readonly isEnabled: boolean;
  readonly createdAt: Date;
  readonly updatedAt: Date;
  readonly rules: readonly AddressRule[];
}

type Parsed = readonly [ipaddr.IPv4 | ipaddr.IPv6, number];

/** null: no range. One address is the range of itself; a range of IPv4 addresses written as IPv6 is one of IPv4. */
export function parseRange(text: string): Parsed | null {
  const [address = '', length, ...rest] = text.trim().split('/');
  if (rest.length > 0 || (length !== undefined && !/^\d{1,3}$/.test(length)) || !isWhole(address)) return null;
  const parsed = ipaddr.parse(address);
  const bits = parsed.kind() === 'ipv4' ? 32 : 128;
  const prefix = length === undefined ? bits : Number(length);
  if (prefix > bits) return null;
  if (parsed instanceof ipaddr.IPv6 && parsed.isIPv4MappedAddress() && prefix >= 96) return [parsed.toIPv4Address(), prefix - 96];
  return [parsed, prefix];
}

/** `10.1` and `0x7f.1` are addresses to some programs and surprises to people. */
function isWhole(address: string): boolean {
  return address.includes(':') ? ipaddr.IPv6.isValid(address) && !address.includes('%') : ipaddr.IPv4.isValidFourPartDecimal(address);
}

/** The range as one of IPv6 addresses, as clients show it; null: no range. */
export function asIpv6Range(text: string): string | null {
  const parsed = parseRange(text);
  if (!parsed) return null;
  const [address, prefix] = parsed;
  return address instanceof ipaddr.IPv4 ? `::ffff:${address.toString()}/${prefix + 96}` : `${address.toString()}/${prefix}`;
}

/** An IPv4 address that came over an IPv6 socket is told as what it is. */
export function plainAddress(address: string): string {
  return ipaddr.isValid(address) ? ipaddr.process(address).toString() : address;
}

export type Decision = { readonly isGood: true } | { readonly isGood: false; readonly why: string };

/** Denying wins over allowing. `why` names the rule, for who manages them. */
export function decide(rules: readonly Pick<AddressRule, 'name' | 'kind' | 'ranges'>[], address: string): Decision {
  const isIn = (rule: Pick<AddressRule, 'ranges'>) => rule.ranges.some(({ cidr }) => contains(cidr, address));
  const denying = rules.find((rule) => rule.kind === 'deny' && isIn(rule));
  if (denying) return { isGood: false, why: `the rule ${denying.name} denies it` };
  const allowing = rules.filter((rule) => rule.kind === 'allow');
  if (allowing.length === 0 || allowing.some(isIn)) return { isGood: true };
  return { isGood: false, why: 'no rule allows it' };
}

function contains(cidr: string, address: string): boolean {
  const range = parseRange(cidr);
  if (!range || !ipaddr.isValid(address)) return false;
  const parsed = ipaddr.process(address);
  const [base, prefix] = range;
  if (parsed instanceof ipaddr.IPv4) return base instanceof ipaddr.IPv4 && parsed.match(base, prefix);
  return base instanceof ipaddr.IPv6 && parsed.match(base, prefix);
}

/** Faults: invalid `ip_restriction.invalid`. */
export function checkRuleName(name: string): string {
  const trimmed = name.trim();
  if (trimmed !== '' && trimmed.length <= 255) return trimmed;
  throw new Fault('invalid', 'ip_restriction.invalid', 'A rule about addresses needs a name of 1 to 255 characters.');
}

import { asId } from '@weft/base/id';
import { expect, test } from 'vitest';
import { asIpv6Range, decide, parseRange } from './model.ts';

const rule = (kind: 'allow' | 'deny', ...cidrs: string[]) => ({
  name: kind,
  kind,
  ranges: cidrs.map((cidr) => ({ cidr, id: asId<'addressRange'>(1), createdAt: new Date(0), updatedAt: new Date(0) })),
});

test.each([
  ['192.0.2.7', [], true],
  ['192.0.2.7', [rule('allow', '192.0.2.0/24')], true],
  ['192.0.3.7', [rule('allow', '192.0.2.0/24')], false],
  ['192.0.2.7', [rule('allow', '192.0.2.7')], true],
  ['192.0.2.8', [rule('allow', '192.0.2.7')], false],
  // An address of IPv4 over a socket of IPv6, and a range that is written so.
  ['::ffff:192.0.2.7', [rule('allow', '192.0.2.0/24')], true],
  ['192.0.2.7', [rule('allow', '::ffff:192.0.2.0/120')], true],
  ['::ffff:192.0.2.7', [rule('deny', '192.0.2.7/32')], false],
  ['2001:db8::1', [rule('allow', '2001:db8::/32')], true],
  ['2001:db9::1', [rule('allow', '2001:db8::/32')], false],
  ['2001:db8::1', [rule('allow', '0.0.0.0/0')], false],
  ['192.0.2.7', [rule('allow', '::/0')], false],
  // Denying wins, whichever comes first.
  ['192.0.2.7', [rule('allow', '192.0.2.0/24'), rule('deny', '192.0.2.7')], false],
  ['192.0.2.7', [rule('deny', '192.0.2.7'), rule('allow', '192.0.2.0/24')], false],
  ['192.0.2.8', [rule('deny', '192.0.2.7')], true],
  // Host bits that are set do no harm.
  ['10.200.0.1', [rule('allow', '10.1.2.3/8')], true],
  ['nonsense', [rule('allow', '0.0.0.0/0')], false],
])('from %s, with %j: %s', (address, rules, isGood) => {
  expect(decide(rules, address).isGood).toBe(isGood);
});

test.each([
  '',
  'x',
  '10.1',
  '0x7f.1',
  '010.0.0.1',
  '10.0.0.0/33',
  '10.0.0.0/-1',
  '10.0.0.0/8/8',
  '10.0.0.0/',
  '::1/129',
  'fe80::1%eth0',
  '1.2.3.4/ 8',
])('%j is no range', (text) => {
  expect(parseRange(text)).toBeNull();
});

test('a range is told as one of IPv6 too', () => {
  expect(asIpv6Range('192.0.2.0/24')).toBe('::ffff:192.0.2.0/120');
  expect(asIpv6Range('2001:db8::/32')).toBe('2001:db8::/32');
});

import { type AppHouse, openAppHouse } from '@weft/kit/app';
import { buildApp } from '@weft/server/build-app';
import { afterAll, beforeEach, expect, test } from 'vitest';

let house: AppHouse;

beforeEach(async () => {
  await house?.close();
  house = await openAppHouse();
});
afterAll(() => house.close());

const at = (path: string) => `/api/v3/accounts/${house.accountId}/${path}`;
const office = { name: 'Office', type: 1, description: 'Where we sit', rule_set_enabled: false };
const here = { cidr: '127.0.0.0/8' };
const elsewhere = { cidr: '192.0.2.0/24' };
const make = (body: object) => house.ask('POST', at('ip-restrictions/'), { body: { account_id: house.accountId, ...office, ...body } });
const enable = (body: object) => house.ask('POST', at('ip-restrictions-set/'), { body });

/** As somebody at that address asks. */
function from(remoteAddress: string, url = at('projects/'), headers: Record<string, string> = {}) {
  return house.app.inject({ method: 'GET', url, remoteAddress, headers: { authorization: `Token ${house.ownerToken}`, ...headers } });
}

test('a rule is made, listed, changed and deleted', async () => {
  const made = await make({ cidrs: [here, { cidr: '2001:db8::/32' }] });
  expect(made.statusCode).toBe(201);
  const rule = made.json().data;
  expect(rule).toMatchObject({ ...office, account_id: house.accountId, state: 1, enabled_for_service_tokens: true });
  expect(rule.cidrs).toMatchObject([
    { cidr: '127.0.0.0/8', cidr_ipv6: '::ffff:127.0.0.0/104', enabled: true, state: 1, ip_restriction_rule_id: rule.id },
    { cidr: '2001:db8::/32', cidr_ipv6: '2001:db8::/32' },
  ]);
  const [kept, gone] = rule.cidrs;
  // As Terraform does it.
  const cidrs = [{ id: kept.id, cidr: kept.cidr }, { cidr: '198.51.100.1' }, { id: gone.id, cidr: gone.cidr, state: 2 }];
  const changed = await house.ask('PUT', at(`ip-restrictions/${rule.id}`), { body: { ...office, id: rule.id, name: 'Offices', cidrs } });
  expect(changed.json().data.cidrs.map(({ cidr }: { cidr: string }) => cidr)).toEqual(['127.0.0.0/8', '198.51.100.1']);
  expect(changed.json().data.cidrs[0].id).toBe(kept.id);
  expect((await house.ask('GET', at('ip-restrictions/'))).json().data).toMatchObject([{ name: 'Offices' }]);
  expect((await house.ask('DELETE', at(`ip-restrictions/${rule.id}`))).statusCode).toBe(200);
  expect((await house.ask('GET', at(`ip-restrictions/${rule.id}`))).statusCode).toBe(404);
});

test('rules hold once they are enabled, for tokens as for people, and the refusal is in the audit log', async () => {
  await make({ cidrs: [here] });
  expect((await from('192.0.2.7')).statusCode).toBe(200);
  expect((await enable({ enabled: true })).json().data).toMatchObject({ enabled: true });
  const refused = await from('192.0.2.7');
  expect([refused.statusCode, refused.json().data.code]).toEqual([403, 'address.refused']);
  expect((await from('::ffff:127.0.0.1')).statusCode).toBe(200);
  const whoami = await from('192.0.2.7', '/api/v2/whoami/');
  expect(whoami.statusCode).toBe(403);
  const [event] = (await house.ask('GET', at('audit-logs/?event=access.refused'))).json().data;
  expect(event).toMatchObject({ actor: { kind: 'service_token' }, event_context: { address: '192.0.2.7', fault_code: 'address.refused' } });
  await enable({ enabled: false });
  expect((await from('192.0.2.7')).statusCode).toBe(200);
});

test('another account is not touched', async () => {
  await make({ cidrs: [here], rule_set_enabled: true });
  const headers = { authorization: `Token ${house.strangerToken}` };
  expect((await from('192.0.2.7', `/api/v3/accounts/${house.otherAccountId}/projects/`, headers)).statusCode).toBe(200);
});

test('nobody shuts themself out, unless they say that they mean it', async () => {
  const refused = await make({ cidrs: [elsewhere], rule_set_enabled: true });
  expect([refused.statusCode, refused.json().data]).toMatchObject([
    409,
    { code: 'ip_restriction.locks_you_out', reason: expect.stringContaining('127.0.0.1'), details: { address: '127.0.0.1' } },
  ]);
  expect((await house.ask('GET', at('ip-restrictions/'))).json().data).toEqual([]);
  await make({ cidrs: [elsewhere] });
  expect((await enable({ enabled: true })).statusCode).toBe(409);
  const { id } = (await make({ name: 'Here', cidrs: [here], rule_set_enabled: true })).json().data;
  expect((await house.ask('DELETE', at(`ip-restrictions/${id}`))).statusCode).toBe(409);
  expect((await make({ name: 'Deny', type: 2, cidrs: [{ cidr: '127.0.0.1' }], rule_set_enabled: true })).statusCode).toBe(409);
  expect((await house.ask('DELETE', `${at(`ip-restrictions/${id}`)}?force=false`)).statusCode).toBe(409);
  expect((await house.ask('DELETE', `${at(`ip-restrictions/${id}`)}?force=true`)).statusCode).toBe(200);
  expect((await house.ask('GET', at('ip-restrictions/'))).statusCode).toBe(403);
});

test('whether an address is good is told before the rules are enabled', async () => {
  const rule = (await make({ cidrs: [elsewhere] })).json().data;
  const check = at(`ip-restrictions-set/${rule.ip_restriction_rule_set_id}/validate/`);
  expect((await house.ask('GET', check)).json()).toMatchObject({ is_valid_for_admin: false });
  expect((await house.ask('GET', `${check}${rule.id}`)).json()).toMatchObject({ is_valid_for_admin: true });
  expect((await house.ask('GET', at('ip-restrictions-set/999/validate/'))).statusCode).toBe(404);
});

test('what is no range is refused, or told where others are good', async () => {
  expect((await make({ cidrs: [{ cidr: '10.0.0.0/99' }] })).json().data.code).toBe('ip_restriction.cidr_invalid');
  expect((await make({ cidrs: [] })).json().data.code).toBe('ip_restriction.cidr_invalid');
  const some = await make({ cidrs: [here, { cidr: 'office' }] });
  expect([some.statusCode, some.json().extra]).toEqual([201, { failed_cidrs: ['office'] }]);
  expect((await make({ cidrs: [here] })).json().data.code).toBe('ip_restriction.name_taken');
});

test('an address that somebody only claims to have is not believed', async () => {
  await make({ cidrs: [here], rule_set_enabled: true });
  expect((await from('192.0.2.7', at('projects/'), { 'x-forwarded-for': '127.0.0.1' })).statusCode).toBe(403);
});

test('a proxy that is named is believed about who is behind it, and only by its own word', async () => {
  await make({ cidrs: [here], rule_set_enabled: true });
  const config = { ...house.config, trustedProxies: ['198.51.100.0/24'] };
  const parts = { facts: { version: '0.0.0', dbtVersions: [] }, readiness: [], webFolder: null };
  const app = await buildApp({ ...house, config }, parts);
  const ask = (remoteAddress: string, forwarded: string) => {
    const headers = { authorization: `Token ${house.ownerToken}`, 'x-forwarded-for': forwarded };
    return app.inject({ method: 'GET', url: at('projects/'), remoteAddress, headers });
  };
  expect((await ask('198.51.100.9', '127.0.0.1')).statusCode).toBe(200);
  expect((await ask('198.51.100.9', '192.0.2.7')).statusCode).toBe(403);
  // Whoever is behind the proxy may write the first part of the header, but not the last.
  expect((await ask('198.51.100.9', '127.0.0.1, 192.0.2.7')).statusCode).toBe(403);
  expect((await ask('192.0.2.7', '127.0.0.1')).statusCode).toBe(403);
  await app.close();
});

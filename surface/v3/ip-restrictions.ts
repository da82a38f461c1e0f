/** Rules about the addresses that people and programs may come from: `/api/v3/accounts/{id}/ip-restrictions…`. */
import { Fault } from '@weft/base/fault';
import type { Id } from '@weft/base/id';
import { idSchema } from '@weft/base/id';
import {
  type Changer,
  changeAddressRule,
  createAddressRule,
  deleteAddressRule,
  enableAddressRules,
  findAddressRules,
  getAddressRule,
  type RuleInput,
} from '@weft/domain/network/change-rules';
import { type AddressRule, type AddressRuleSet, asIpv6Range, decide, parseRange } from '@weft/domain/network/model';
import type { Host } from '@weft/host/host';
import { successStatus, wireTimestamp } from '@weft/wire/envelope';
import type { WireIpRestrictionRule, WireIpRestrictionSet } from '@weft/wire/v3/ip-restriction';
import type { FastifyReply } from 'fastify';
import { z } from 'zod';
import { listedFrom, pageSchema } from '../kit/read-list.ts';
import type { AnyRoute, Asked } from '../kit/route.ts';
import { Bare, route } from '../kit/route.ts';

const accountId = idSchema<'account'>();
const path = '/api/v3/accounts/:accountId/ip-restrictions/';
const setPath = '/api/v3/accounts/:accountId/ip-restrictions-set/';
/** Even if whoever asks is shut out by it. */
const force = z.preprocess((value) => value === true || value === 'true' || value === '1', z.boolean());
const one = z.object({ accountId, id: idSchema<'addressRule'>() });
const ofSet = z.object({ accountId, id: idSchema<'addressRuleSet'>() });

/** The Terraform provider writes a range of IPv6 into a field of its own, and reads both fields of every range. */
const cidrSchema = z
  .object({ cidr: z.string().max(100).nullish(), cidr_ipv6: z.string().max(100).nullish(), state: z.coerce.number().int().nullish() })
  .transform(({ cidr, cidr_ipv6, state }) => ({ cidr: cidr || cidr_ipv6 || '', state }))
  .refine(({ cidr }) => cidr !== '', 'a range such as 192.0.2.0/24 is missing');

const body = z.object({
  name: z.string().max(255),
  description: z.string().max(4_000).nullish(),
  type: z.preprocess((value) => (value === 'allow' ? 1 : value === 'deny' ? 2 : value), z.coerce.number().int().min(1).max(2)),
  cidrs: z.array(cidrSchema).max(1_000),
  rule_set_enabled: z.boolean().nullish(),
  force,
});

export const ipRestrictionRoutes: AnyRoute[] = [
  route({
    method: 'GET',
    path,
    needs: 'ip_restrictions:read',
    input: z.object({ accountId, query: pageSchema }),
    answer: async (host, { accountId, query }) => {
      const set = await findAddressRules(host, accountId);
      return listedFrom(set?.rules ?? [], query, (rule) => present(rule, set?.isEnabled ?? false));
    },
  }),
  route({
    method: 'POST',
    path,
    needs: 'ip_restrictions:write',
    status: 201,
    input: z.object({ accountId, body }),
    changes: { event: 'ip_restriction.created' },
    answer: async (host, { accountId, body }, asked) => {
      const { input, failed } = readInput(body);
      const rule = await createAddressRule(host, changerOf(accountId, asked, body.force), input);
      return answerWith(201, await presentOne(host, rule), failed, asked.reply);
    },
  }),
  route({
    method: 'GET',
    path: `${path}:id`,
    needs: 'ip_restrictions:read',
    input: one,
    answer: async (host, { accountId, id }) => presentOne(host, await getAddressRule(host, accountId, id)),
  }),
  route({
    method: 'PUT',
    path: `${path}:id`,
    needs: 'ip_restrictions:write',
    input: one.extend({ body }),
    changes: { event: 'ip_restriction.changed', read: readAgain },
    answer: async (host, { accountId, id, body }, asked) => {
      const { input, failed } = readInput(body);
      const rule = await changeAddressRule(host, changerOf(accountId, asked, body.force), id, input);
      return answerWith(200, await presentOne(host, rule), failed, asked.reply);
    },
  }),
  route({
    method: 'DELETE',
    path: `${path}:id`,
    needs: 'ip_restrictions:write',
    input: one.extend({ query: z.object({ force }) }),
    changes: { event: 'ip_restriction.deleted', read: readAgain },
    answer: async (host, { accountId, id, query }, asked) => {
      const rule = await deleteAddressRule(host, changerOf(accountId, asked, query.force), id);
      return { ...(await presentOne(host, rule)), state: 2 };
    },
  }),
  route({
    method: 'POST',
    path: setPath,
    needs: 'ip_restrictions:write',
    input: z.object({ accountId, body: z.object({ enabled: z.boolean(), force }) }),
    changes: {
      event: 'ip_restriction_set.changed',
      read: async (host, { accountId }) => {
        const set = await findAddressRules(host, accountId);
        return set && presentSet(set);
      },
    },
    answer: async (host, { accountId, body }, asked) =>
      presentSet(await enableAddressRules(host, changerOf(accountId, asked, body.force), body.enabled)),
  }),
  route({
    method: 'GET',
    path: `${setPath}:id/validate/`,
    needs: 'ip_restrictions:read',
    input: ofSet,
    answer: (host, { accountId, id }, asked) => validate(host, accountId, id, null, asked),
  }),
  route({
    method: 'GET',
    path: `${setPath}:id/validate/:ruleId`,
    needs: 'ip_restrictions:read',
    input: ofSet.extend({ ruleId: idSchema<'addressRule'>() }),
    answer: (host, { accountId, id, ruleId }, asked) => validate(host, accountId, id, ruleId, asked),
  }),
];

function changerOf(accountId: Id<'account'>, { caller, request }: Asked, isForced: boolean): Changer {
  return { accountId, caller, address: request.ip, isForced };
}

/** What is no range is told and left out, as long as one range is good; the state 2 takes a range away, and so does leaving it out. */
function readInput(it: z.infer<typeof body>): { readonly input: RuleInput; readonly failed: readonly string[] } {
  const wanted = it.cidrs.filter(({ state }) => state !== 2).map(({ cidr }) => cidr.trim());
  const good = wanted.filter((cidr) => parseRange(cidr) !== null);
  const input = {
    name: it.name,
    description: it.description ?? '',
    kind: it.type === 1 ? ('allow' as const) : ('deny' as const),
    cidrs: good.length === 0 ? wanted : good,
    isSetEnabled: it.rule_set_enabled ?? null,
  };
  return { input, failed: good.length === 0 ? [] : wanted.filter((cidr) => !good.includes(cidr)) };
}

/** The official API says in `extra` which ranges it did not take. */
function answerWith(
  code: number,
  data: WireIpRestrictionRule,
  failed: readonly string[],
  reply: FastifyReply,
): WireIpRestrictionRule | Bare {
  if (failed.length === 0) return data;
  reply.type('application/json; charset=utf-8');
  return new Bare(code, JSON.stringify({ status: successStatus(code), data, extra: { failed_cidrs: failed } }));
}

/** Whether the address that asks would be let in, were the rules enabled; the official answer stands outside the envelope, so it is told twice. */
async function validate(
  host: Host,
  accountId: Id<'account'>,
  id: Id<'addressRuleSet'>,
  without: Id<'addressRule'> | null,
  { request, reply }: Asked,
): Promise<Bare> {
  const set = await findAddressRules(host, accountId);
  if (set?.id !== id) throw new Fault('not_found', 'ip_restriction.not_found', `There is no set of IP restrictions ${id} in this account.`);
  const rules = set.rules.filter((rule) => rule.id !== without);
  const data = { is_valid_for_admin: decide(rules, request.ip).isGood };
  reply.type('application/json; charset=utf-8');
  return new Bare(200, JSON.stringify({ ...data, status: successStatus(200), data }));
}

/** For the audit log. */
async function readAgain(host: Host, { accountId, id }: z.infer<typeof one>): Promise<WireIpRestrictionRule> {
  return presentOne(host, await getAddressRule(host, accountId, id));
}

async function presentOne(host: Host, rule: AddressRule): Promise<WireIpRestrictionRule> {
  return present(rule, (await findAddressRules(host, rule.accountId))?.isEnabled ?? false);
}

function present(rule: AddressRule, isSetEnabled: boolean): WireIpRestrictionRule {
  return {
    ...{ id: rule.id, account_id: rule.accountId, ip_restriction_rule_set_id: rule.ruleSetId },
    ...{ name: rule.name, description: rule.description, type: rule.kind === 'allow' ? 1 : 2 },
    cidrs: rule.ranges.map((range) => ({
      ...{ id: range.id, ip_restriction_rule_id: rule.id, cidr: range.cidr, cidr_ipv6: asIpv6Range(range.cidr) ?? '' },
      ...{ enabled: true, state: 1, created_at: wireTimestamp(range.createdAt), updated_at: wireTimestamp(range.updatedAt) },
    })),
    ...{ rule_set_enabled: isSetEnabled, enabled_for_service_tokens: true, state: 1 },
    ...{ created_by_id: rule.createdByUserId, created_by_service_token_id: rule.createdByServiceTokenId },
    ...{ created_at: wireTimestamp(rule.createdAt), updated_at: wireTimestamp(rule.updatedAt) },
  };
}

function presentSet(set: AddressRuleSet): WireIpRestrictionSet {
  return {
    ...{ id: set.id, account_id: set.accountId, enabled: set.isEnabled, enabled_for_service_tokens: true, state: 1 },
    ...{ created_at: wireTimestamp(set.createdAt), updated_at: wireTimestamp(set.updatedAt) },
  };
}

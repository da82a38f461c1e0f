/** Rules about the addresses that people and programs may come from. */
import { queryOptions } from '@tanstack/react-query';
import type { WireIpRestrictionRule, WireIpRestrictionSet } from '@weft/wire/v3/ip-restriction';
import { ask, getPage, tell } from '../../kit/api.ts';

export interface RuleInput {
  readonly name: string;
  readonly description: string;
  readonly type: 1 | 2;
  readonly cidrs: readonly string[];
}

export function ipRestrictionsQuery(accountId: number) {
  return queryOptions({
    queryKey: ['ip-restrictions', accountId],
    queryFn: async () => (await getPage<WireIpRestrictionRule>(`/api/v3/accounts/${accountId}/ip-restrictions/?limit=1000`)).items,
  });
}

/** What is left out of the rule's own ranges is taken away. `isForced`: even if it shuts the person out who asks. */
export function saveRule(
  accountId: number,
  rule: WireIpRestrictionRule | null,
  input: RuleInput,
  isForced: boolean,
): Promise<WireIpRestrictionRule> {
  const body = { ...input, account_id: accountId, cidrs: input.cidrs.map((cidr) => ({ cidr })), force: isForced };
  return rule === null
    ? ask('POST', `/api/v3/accounts/${accountId}/ip-restrictions/`, body)
    : ask('PUT', `/api/v3/accounts/${accountId}/ip-restrictions/${rule.id}`, { ...body, id: rule.id });
}

export function deleteRule(accountId: number, ruleId: number, isForced: boolean): Promise<void> {
  return tell('DELETE', `/api/v3/accounts/${accountId}/ip-restrictions/${ruleId}${isForced ? '?force=true' : ''}`);
}

export function enableRules(accountId: number, isEnabled: boolean, isForced: boolean): Promise<WireIpRestrictionSet> {
  return ask('POST', `/api/v3/accounts/${accountId}/ip-restrictions-set/`, { enabled: isEnabled, force: isForced });
}

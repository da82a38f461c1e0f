/** Rules about addresses as admin API v3 shows them. */

export interface WireIpRestrictionCidr {
  readonly id: number;
  readonly ip_restriction_rule_id: number;
  readonly cidr: string;
  readonly cidr_ipv6: string;
  readonly enabled: boolean;
  readonly state: number;
  readonly created_at: string;
  readonly updated_at: string;
}

export interface WireIpRestrictionRule {
  readonly id: number;
  readonly account_id: number;
  readonly ip_restriction_rule_set_id: number;
  readonly name: string;
  readonly description: string;
  /** 1 allows, 2 denies. */
  readonly type: 1 | 2;
  readonly cidrs: readonly WireIpRestrictionCidr[];
  readonly rule_set_enabled: boolean;
  readonly enabled_for_service_tokens: boolean;
  readonly state: number;
  readonly created_by_id: number | null;
  readonly created_by_service_token_id: number | null;
  readonly created_at: string;
  readonly updated_at: string;
}

export interface WireIpRestrictionSet {
  readonly id: number;
  readonly account_id: number;
  readonly enabled: boolean;
  readonly enabled_for_service_tokens: boolean;
  readonly state: number;
  readonly created_at: string;
  readonly updated_at: string;
}

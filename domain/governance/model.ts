/** The nouns of governance: rules, how severe each is and what to do about it; and for how long states are kept. */
import { type FindingRule, findingRules } from '../catalog/list-findings.ts';

const extraRules = ['reads_deprecated', 'dead_exposure', 'undocumented_columns', 'source_without_freshness'] as const;
export type ExtraRule = (typeof extraRules)[number];

export const rules = [...findingRules, ...extraRules] as const;
export type Rule = FindingRule | ExtraRule;

export const severities = ['high', 'medium', 'low'] as const;
/** `high`: somebody is hurt, or soon will be. `medium`: a promise to others lacks something. `low`: good manners. */
export type Severity = (typeof severities)[number];

/** Of a deprecation whose date has passed, or of what is public, it may be higher (`recommend.ts`). */
export const severityOf: Readonly<Record<Rule, Severity>> = {
  failed_upstream: 'high',
  deprecated_in_use: 'medium',
  public_without_contract: 'medium',
  public_unused: 'low',
  no_tests: 'low',
  no_description: 'low',
  no_owner: 'medium',
  reads_deprecated: 'medium',
  dead_exposure: 'high',
  undocumented_columns: 'low',
  source_without_freshness: 'low',
};

export const remedyOf: Readonly<Record<Rule, string>> = {
  failed_upstream: 'Mend what failed, or ask its owner to, and run it again.',
  deprecated_in_use: 'Tell the owners of its consumers, and which version to read instead, before the date.',
  public_without_contract: 'Declare its columns with types, and set contract: {enforced: true}.',
  public_unused: 'Make it protected, or tell other teams that it is there.',
  no_tests: 'Test that its key is unique and not null.',
  no_description: 'Say in its properties file what one row is and where it comes from.',
  no_owner: 'Put it into a group whose owner has an e-mail address, or name an owner in its meta.',
  reads_deprecated: 'Read the latest version instead: leave the version out of the ref, or name the newer one.',
  dead_exposure: 'Remove the exposure, or let it depend on what its dashboard reads now.',
  undocumented_columns: 'Describe the columns in its properties file.',
  source_without_freshness: 'Give the source loaded_at_field and freshness, and run dbt source freshness.',
};

/** For how long an account keeps the states of its environments. */
export interface Retention {
  /** States younger than this stay. */
  readonly days: number;
  /** So many of the newest of each environment stay, however old. */
  readonly statesMin: number;
}

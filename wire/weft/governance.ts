/** What ought to be better in an account, and the deprecations that its projects build on, as far as the caller may know. */
import type { WireOwner } from './catalog.ts';

export type WireRule =
  | 'failed_upstream'
  | 'deprecated_in_use'
  | 'public_without_contract'
  | 'public_unused'
  | 'no_tests'
  | 'no_description'
  | 'no_owner'
  | 'reads_deprecated'
  | 'dead_exposure'
  | 'undocumented_columns'
  | 'source_without_freshness';

export type WireSeverity = 'high' | 'medium' | 'low';

export interface WireNamedNode {
  readonly project_id: number;
  readonly unique_id: string;
  readonly name: string;
  /** dbt's word: `model`, `source`, … */
  readonly type: string;
  readonly owner: WireOwner | null;
}

export interface WireRecommendation {
  readonly rule: WireRule;
  readonly severity: WireSeverity;
  readonly node: WireNamedNode;
  readonly why: string;
  readonly remedy: string;
  /** Of a deprecation: the date, as dbt has it. */
  readonly deprecation_date: string | null;
  /** Of a deprecation: who still reads it, the first hundred. */
  readonly readers: readonly WireNamedNode[];
  readonly reader_count: number;
  /** Of those: how many are in projects that the caller may not read. */
  readonly hidden_reader_count: number;
}

/** `GET /api/weft/accounts/:accountId/governance/?view=production&rule=&severity=&project_id=&offset=0&limit=1000`. */
export interface WireRecommendations {
  readonly recommendations: readonly WireRecommendation[];
  readonly total_count: number;
  /** Of all that the caller may see, whatever is filtered by: `rule`, `severity` or `project` (its id) to how many. */
  readonly counts: Readonly<Record<'rule' | 'severity' | 'project', Readonly<Record<string, number>>>>;
}

/** `GET /api/weft/accounts/:accountId/governance/deprecations/`: which deprecated models of others each readable project builds on; the first to go first. */
export interface WireDeprecation {
  readonly project_id: number;
  readonly upstream: WireNamedNode;
  readonly deprecation_date: string;
  readonly latest_version: string | null;
  readonly readers: readonly WireNamedNode[];
}

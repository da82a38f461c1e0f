/** The webhook of a project's repository: `/api/weft/accounts/:accountId/projects/:projectId/repository/hook/`. */
export const hookProviders = ['github', 'gitlab', 'bitbucket', 'generic'] as const;
export type WireHookProvider = (typeof hookProviders)[number];

export interface WireHook {
  /** Where the provider sends its webhooks. */
  readonly url: string;
  readonly provider: WireHookProvider;
  /** What was set instead of the address below; null: nothing. */
  readonly api_base_url: string | null;
  /** Where Weft asks the provider; null: nowhere. */
  readonly api_url: string | null;
  /** Whether the repository has a token; without one Weft can tell the provider nothing. */
  readonly has_token: boolean;
  readonly is_commenting: boolean;
  readonly created_by: string;
  readonly created_at: string;
  /** Deliveries that were not signed as they must be. */
  readonly refused_count: number;
  readonly refused_at: string | null;
  readonly refused_reason: string | null;
  /** Newest first, the last twenty. */
  readonly deliveries: readonly WireHookDelivery[];
}

export interface WireNewHook extends WireHook {
  /** Shown this once. */
  readonly secret: string;
}

export interface WireHookDelivery {
  readonly id: number;
  /** In the provider's words: `pull_request.opened`. */
  readonly name: string;
  readonly outcome: 'waiting' | 'acted' | 'nothing' | 'failed';
  /** What was done, or why nothing was; a line each. */
  readonly explanation: string;
  /** How often the same came. */
  readonly count: number;
  readonly received_at: string;
}

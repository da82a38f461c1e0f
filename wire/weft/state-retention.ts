/** `GET|PUT /api/weft/accounts/:accountId/state-retention/`. */
export interface WireStateRetention {
  /** null: everything is kept. */
  readonly retention: {
    /** States younger than this stay. */
    readonly days: number;
    /** So many of the newest of each environment stay, however old. */
    readonly states_min: number;
  } | null;
}

/** `GET …/preview/?days=&states_min=`: what would be dropped now. */
export interface WireOldStates {
  readonly states: number;
  /** Of their contents, how many nothing else has. */
  readonly versions: number;
  readonly oldest: string | null;
  readonly newest: string | null;
}

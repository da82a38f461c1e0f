/** Log lines are events with fields; every value is scrubbed of known secrets before it is written. */
export interface Log {
  debug(event: string, fields?: Readonly<Record<string, unknown>>): void;
  info(event: string, fields?: Readonly<Record<string, unknown>>): void;
  warn(event: string, fields?: Readonly<Record<string, unknown>>): void;
  /** Somebody must act. */
  error(event: string, fields?: Readonly<Record<string, unknown>>): void;
}

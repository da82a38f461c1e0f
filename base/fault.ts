/** A failure that a caller may see: nine kinds, one shape; anything else that is thrown is a bug and is told as "internal". */
export const faultKinds = [
  'invalid',
  'unauthenticated',
  'forbidden',
  'not_found',
  'conflict',
  'gone',
  'too_large',
  'too_many',
  'unavailable',
] as const;

export type FaultKind = (typeof faultKinds)[number];

/** `code` is `noun.what_happened`, listed in docs/faults.md and never renamed; `message` says what happened, to which thing, and what to do next. */
export class Fault extends Error {
  readonly kind: FaultKind;
  readonly code: string;
  /** Facts for the reader of an error, such as the nearest names; never a secret. */
  readonly details: Readonly<Record<string, unknown>>;

  constructor(kind: FaultKind, code: string, message: string, details: Readonly<Record<string, unknown>> = {}) {
    super(message);
    this.name = 'Fault';
    this.kind = kind;
    this.code = code;
    this.details = details;
  }
}

/** The text of anything that was thrown, for a log line or a status message. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

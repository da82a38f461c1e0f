/** The nouns of the audit log, and what of a thing may be kept in it. */
import type { Id } from '@weft/base/id';
import { isRecord } from '@weft/base/json';
import { z } from 'zod';
import type { Caller } from '../access/model.ts';

export const outcomes = ['done', 'refused', 'failed', 'unknown'] as const;
/** `unknown`: it was begun, and Weft ended before it was known how it went. */
export type Outcome = (typeof outcomes)[number];

export interface Actor {
  /** As callers are told apart, and `nobody`. */
  readonly kind: string;
  /** Of the user or service token; null for the bootstrap token and nobody. */
  readonly id: number | null;
  readonly label: string;
}

/** From where: as the connection, or a proxy that is believed, says. */
export interface Origin {
  readonly address: string | null;
  readonly userAgent: string | null;
}

export interface Subject {
  readonly type: string | null;
  readonly id: string | null;
  readonly label: string | null;
}

export interface NewAuditEvent extends Origin {
  /** null: of no account that is known. */
  readonly accountId: Id<'account'> | null;
  readonly actor: Actor;
  /** `noun.verbed`. */
  readonly event: string;
  readonly subject: Subject;
  readonly projectId: Id<'project'> | null;
  /** As the thing's own GET shows it; null: not there, or not known. */
  readonly before: unknown;
}

export interface AuditEventEnd {
  readonly outcome: Exclude<Outcome, 'unknown'>;
  readonly after: unknown;
  readonly faultCode: string | null;
  /** Known at the end only, where the thing was made by the deed. */
  readonly subject: Pick<Subject, 'id' | 'label'>;
}

export interface AuditEvent extends Omit<NewAuditEvent, 'accountId'> {
  readonly id: Id<'auditEvent'>;
  readonly accountId: Id<'account'> | null;
  readonly at: Date;
  readonly outcome: Outcome;
  readonly after: unknown;
  readonly faultCode: string | null;
  /** How many requests it stands for. */
  readonly requestCount: number;
}

/** What is asked of the log; null: no such limit. Kept with an export as JSON. */
export const auditFilterSchema = z.object({
  from: z.coerce.date().nullable().default(null),
  to: z.coerce.date().nullable().default(null),
  /** Part of the actor's label, in any letter case. */
  actor: z.string().nullable().default(null),
  /** `project.created`, or the noun alone. */
  event: z.string().nullable().default(null),
  outcome: z.enum(outcomes).nullable().default(null),
  projectId: z.number().nullable().default(null),
  /** Part of the subject's label or id. */
  subject: z.string().nullable().default(null),
});
export type AuditFilter = Readonly<z.infer<typeof auditFilterSchema>>;

export const everything: AuditFilter = { from: null, to: null, actor: null, event: null, outcome: null, projectId: null, subject: null };

export const nobody: Actor = { kind: 'nobody', id: null, label: 'nobody' };

export function actorOf(caller: Caller | null): Actor {
  if (caller === null) return nobody;
  return { kind: caller.kind, id: caller.userId ?? caller.serviceTokenId, label: caller.label };
}

/** Fields whose value lets somebody in, whatever thing they are of. */
const secretField =
  /(^|_)(password|passphrase|secret|secret_key|secret_access_key|private_key|token|token_string|api_key|raw_value|recovery_codes|otpauth_url|upload_url|keyfile_json|authorization|cookie)$/;
const sizeMax = 64 * 1024;

/**
 * What of a thing is kept: without the fields that hold secrets, without known secrets in any text, and no more than 64 kB.
 * `scrub` hides secrets that this process knows.
 */
export function keepable(thing: unknown, scrub: (text: string) => string): unknown {
  if (thing === undefined || thing === null) return null;
  const text = JSON.stringify(thing, (key, value: unknown) => {
    if (typeof value === 'string') return isSecretField(key) ? '(hidden)' : hideInAddress(scrub(value));
    return value !== null && isSecretField(key) ? '(hidden)' : value;
  });
  if (text === undefined) return null;
  if (text.length > sizeMax) return { left_out: `${text.length} characters: more than are kept` };
  const kept: unknown = JSON.parse(text);
  return kept;
}

function isSecretField(key: string): boolean {
  return secretField.test(key.replace(/([a-z0-9])([A-Z])/g, '$1_$2').toLowerCase());
}

/** An address that lets somebody in carries its secret as a parameter. */
function hideInAddress(text: string): string {
  return text.replace(/([?&](?:token|key|code|secret)=)[^&#\s]+/gi, '$1(hidden)');
}

/** Names a thing by what its GET shows: its id, and what people call it. */
export function subjectOf(...shown: readonly unknown[]): Pick<Subject, 'id' | 'label'> {
  const things = shown.filter(isRecord);
  const first = (...keys: string[]) => {
    for (const thing of things) {
      const found = keys.map((key) => thing[key]).find((value) => (typeof value === 'string' && value !== '') || typeof value === 'number');
      if (found !== undefined) return String(found).slice(0, 300);
    }
    return null;
  };
  return { id: first('id'), label: first('name', 'email', 'label', 'job_name', 'title') };
}

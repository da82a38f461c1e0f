/** What of the audit log is still under way in this process: ends that nobody waits for, and refusals that are counted until their minute is over. */
import { messageOf } from '@weft/base/fault';
import type { Host } from '@weft/host/host';
import type { NewAuditEvent } from './model.ts';
import { insertEvent } from './store.ts';

export type Refusal = Omit<NewAuditEvent, 'before'> & { readonly faultCode: string };

interface Counted {
  readonly refusal: Refusal;
  /** Beyond the first, which is written at once. */
  repeats: number;
}

const minute = 60_000;
/** Different refusals that are told apart within a minute; the rest are one for each account: a flood costs a bounded number of rows. */
const distinctMax = 200;

export class Trail {
  readonly #host: Host;
  readonly #pending = new Set<Promise<void>>();
  #counted = new Map<string, Counted>();
  #minute = 0;

  constructor(host: Host) {
    this.#host = host;
  }

  /** Nobody waits for it; a failure is logged. */
  follow(work: Promise<unknown>): void {
    const followed = work
      .then(() => {})
      .catch((error: unknown) => this.#host.log.error('audit.not_recorded', { reason: messageOf(error) }))
      .finally(() => this.#pending.delete(followed));
    this.#pending.add(followed);
  }

  /** The first of its kind in a minute is written at once, its repeats together when the minute is over. */
  refuse(refusal: Refusal): void {
    this.flush(false);
    const own = keyOf(refusal);
    const isCrowded = this.#counted.size >= distinctMax && !this.#counted.has(own);
    const told = isCrowded ? crowd(refusal) : refusal;
    const key = isCrowded ? keyOf(told) : own;
    const counted = this.#counted.get(key);
    if (counted) {
      counted.repeats += 1;
      return;
    }
    this.#counted.set(key, { refusal: told, repeats: 0 });
    this.#write(told, 1);
  }

  /** Writes the repeats of minutes that are over, or of this one too. */
  flush(isEnd: boolean): void {
    const now = Math.floor(this.#host.clock.now().getTime() / minute);
    if (!isEnd && now === this.#minute) return;
    this.#minute = now;
    const counted = [...this.#counted.values()];
    this.#counted = new Map();
    for (const { refusal, repeats } of counted) if (repeats > 0) this.#write(refusal, repeats);
  }

  /** Resolves when what was begun is written: for who reads the log, and for the end of the process. */
  async settled(): Promise<void> {
    while (this.#pending.size > 0) await Promise.all(this.#pending);
  }

  #write({ faultCode, ...refusal }: Refusal, requestCount: number): void {
    const { db } = this.#host.database;
    const event = { ...refusal, before: null, outcome: 'refused', faultCode, requestCount } as const;
    const at = this.#host.clock.now();
    // Strangers try account ids that nobody has.
    const write = insertEvent(db, event, at).catch((error: unknown) => {
      if (!isForeignKeyViolation(error)) throw error;
      return insertEvent(db, { ...event, accountId: null, projectId: null }, at);
    });
    this.follow(write);
  }
}

function isForeignKeyViolation(error: unknown): boolean {
  for (let at: unknown = error; at instanceof Error; at = at.cause) if ('code' in at && at.code === '23503') return true;
  return false;
}

function keyOf({ accountId, actor, address, subject, faultCode }: Refusal): string {
  return [accountId, actor.kind, actor.id, actor.id === null ? address : '', subject.type, subject.id, faultCode].join('|');
}

function crowd(refusal: Refusal): Refusal {
  return {
    ...refusal,
    actor: { kind: 'nobody', id: null, label: 'many callers' },
    address: null,
    userAgent: null,
    subject: { type: 'route', id: null, label: 'many addresses' },
    projectId: null,
    faultCode: 'access.forbidden',
  };
}

const trails = new WeakMap<Host['database'], Trail>();

/** One of each database that this process has open. */
export function trailOf(host: Host): Trail {
  const known = trails.get(host.database);
  if (known) return known;
  const made = new Trail(host);
  trails.set(host.database, made);
  return made;
}

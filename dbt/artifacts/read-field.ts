/** Reads single fields of parsed JSON of which nothing is known: what is missing or of another type reads as null or empty. */
import { isRecord } from '@weft/base/json';

/** Text that Postgres can store: JSON can spell the character NUL and halves of surrogate pairs, which neither `text` nor `jsonb` takes. */
export function storable(text: string): string {
  const whole = text.toWellFormed();
  return whole.includes('\0') ? whole.replaceAll('\0', '\ufffd') : whole;
}

/** The same value with every text and key in it as Postgres can store it. */
export function storableJson(value: unknown): unknown {
  if (typeof value === 'string') return storable(value);
  if (Array.isArray(value)) return value.map(storableJson);
  if (!isRecord(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [storable(key), storableJson(inner)]));
}

export function readText(value: unknown): string | null {
  return typeof value === 'string' ? storable(value) : null;
}

/** Text, or null where there is none worth keeping. */
export function readFilledText(value: unknown): string | null {
  return typeof value === 'string' && value !== '' ? storable(value) : null;
}

export function readNumber(value: unknown): number | null {
  return typeof value === 'number' && Number.isFinite(value) ? value : null;
}

/** A whole number from 0, of as many as are counted; what is beyond is as many. */
export function readCount(value: unknown): number | null {
  const number = readNumber(value);
  return number === null ? null : Math.min(Math.max(0, Math.trunc(number)), countMax);
}

/** Of a signed integer of 32 bits. */
const countMax = 2 ** 31 - 1;

/** A duration; none takes longer than thirty years. */
export function readSeconds(value: unknown): number {
  return Math.min(Math.max(0, readNumber(value) ?? 0), secondsMax);
}

const secondsMax = 1_000_000_000;

/** The texts of a list; a lone text is a list of one, as dbt lets people write tags. */
export function readTexts(value: unknown): readonly string[] {
  if (typeof value === 'string') return [storable(value)];
  return Array.isArray(value) ? value.filter((item) => typeof item === 'string').map(storable) : [];
}

const nothing: Readonly<Record<string, unknown>> = {};

/** The object, or an empty one, so that fields of fields can be read in one go. */
export function readRecord(value: unknown): Readonly<Record<string, unknown>> {
  return isRecord(value) ? value : nothing;
}

const zoned = /(?:Z|[+-]\d\d:?\d\d)$/i;

/** A moment as dbt writes it, `2026-11-21T09:32:23.950606Z`, with an offset, or bare, which means UTC; kept to the millisecond. Null from before the year 1, which no calendar of ours has. */
export function readInstant(value: unknown): Date | null {
  if (typeof value !== 'string' || !/^\d{4}-\d\d-\d\d/.test(value)) return null;
  const iso = value.trim().replace(' ', 'T');
  const at = new Date(zoned.test(iso) || iso.length === 10 ? iso : `${iso}Z`);
  return at.getTime() >= firstInstant ? at : null;
}

const firstInstant = Date.parse('0001-01-01T00:00:00Z');

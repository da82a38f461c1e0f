/** Reads single fields of parsed JSON of which nothing is known: what is missing or of another type reads as null or empty. */
import { isRecord } from '@weft/base/json';

const loneSurrogate = /\p{Cs}/u;

/** Text that Postgres can store: JSON can spell the character NUL and halves of surrogate pairs, which neither `text` nor `jsonb` takes. */
export function storable(text: string): string {
  const whole = loneSurrogate.test(text) ? Buffer.from(text, 'utf8').toString('utf8') : text;
  return whole.includes('\0') ? whole.replaceAll('\0', '\ufffd') : whole;
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

/** A moment as dbt writes it, `2026-11-21T09:32:23.950606Z`, with an offset, or bare, which means UTC; kept to the millisecond. */
export function readInstant(value: unknown): Date | null {
  if (typeof value !== 'string' || !/^\d{4}-\d\d-\d\d/.test(value)) return null;
  const iso = value.trim().replace(' ', 'T');
  const at = new Date(zoned.test(iso) || iso.length === 10 ? iso : `${iso}Z`);
  return Number.isNaN(at.getTime()) ? null : at;
}

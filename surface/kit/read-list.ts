/** Reads what lists are asked with: limit, offset, order, and the filter spellings that clients really send. */
import { Fault } from '@weft/base/fault';
import { parseJson } from '@weft/base/json';
import { z } from 'zod';
import { Listed } from './route.ts';

export const limitDefault = 100;
/** A client that asks for 5,000 advances by 5,000, so a lower cap would lose its rows. */
const limitMax = 10_000;

const count = (fallback: number, most: number) =>
  z.preprocess((value) => (value === undefined || value === '' ? fallback : value), z.coerce.number().int().min(0).max(most));

/** `limit=0` asks for the count alone. */
export const pageSchema = z.object({
  limit: count(limitDefault, limitMax),
  offset: count(0, Number.MAX_SAFE_INTEGER),
  order_by: z.string().max(64).optional(),
});
export type PageQuery = z.infer<typeof pageSchema>;

/** A query value that holds several: `a,b` · `["a","b"]` · `['a']` · `[a]` · the parameter repeated · all of these mixed. */
export function readWords(value: unknown): string[] {
  const parts = Array.isArray(value) ? value : value === undefined ? [] : [value];
  return parts.flatMap((part) => {
    const text = String(part).trim();
    const inner = text.startsWith('[') && text.endsWith(']') ? text.slice(1, -1) : text;
    return inner
      .split(',')
      .map((word) => word.trim().replace(/^["']|["']$/g, ''))
      .filter((word) => word !== '');
  });
}

/** `[1, 2, 3]`, `1,2` or `1` as whole numbers. Fault: invalid `request.invalid`. */
export function readNumbers(name: string, value: unknown): number[] | null {
  if (value === undefined || value === '') return null;
  return readWords(value).map((word) => {
    const number = Number(word);
    if (!Number.isSafeInteger(number)) throw new Fault('invalid', 'request.invalid', `${name}: "${word}" is not a whole number.`);
    return number;
  });
}

/** `["from","to"]` in any of the date forms that clients send; a form without a zone means UTC. */
export function readRange(name: string, value: unknown): { readonly from: Date; readonly to: Date } | null {
  if (value === undefined || value === '') return null;
  const parsed = parseJson(String(value));
  const [from, to] = 'value' in parsed && Array.isArray(parsed.value) ? parsed.value : readWords(value);
  if (typeof from !== 'string' || typeof to !== 'string')
    throw new Fault('invalid', 'request.invalid', `${name} wants two dates: ["2026-01-01","2026-02-01"].`);
  return { from: readDate(name, from), to: readDate(name, to) };
}

/** A `+` that was sent bare in an address arrives as a blank: a zone is one all the same. */
export function readDate(name: string, text: string): Date {
  const iso = text
    .trim()
    .replace(/^(\S+[T ]\d\d:\d\d\S*) (\d\d:\d\d)$/, '$1+$2')
    .replace(' ', 'T');
  const hasTime = iso.includes('T');
  const hasZone = /(Z|[+-]\d\d:?\d\d)$/i.test(iso) && hasTime;
  const at = new Date(hasZone ? iso : hasTime ? `${iso}Z` : `${iso}T00:00:00Z`);
  if (Number.isNaN(at.getTime())) throw new Fault('invalid', 'request.invalid', `${name}: "${text}" is not a date.`);
  return at;
}

/** `1`, `2`, `active`, `deleted` or `all`: what was deleted is kept, but listed nowhere. */
export function asksForDeleted(state: unknown): boolean {
  return /^(2|deleted)$/i.test(String(state ?? ''));
}

/** `true`, `1`, `True` and their opposites; null: not asked. */
export function readFlag(name: string, value: unknown): boolean | null {
  if (value === undefined || value === '') return null;
  const text = String(value).toLowerCase();
  if (text === 'true' || text === '1') return true;
  if (text === 'false' || text === '0') return false;
  throw new Fault('invalid', 'request.invalid', `${name}: "${String(value)}" is neither true nor false.`);
}

/** Whether a thing has one of the numbers that the query asks for; everything has when it asks for none. */
export function amongNumbers(name: string, asked: unknown): (actual: number | null) => boolean {
  const wanted = readNumbers(name, asked);
  return wanted === null ? () => true : (actual) => actual !== null && wanted.includes(actual);
}

export function amongWords(asked: unknown): (actual: string | null) => boolean {
  const wanted = readWords(asked);
  return wanted.length === 0 ? () => true : (actual) => actual !== null && wanted.includes(actual);
}

/** A page of a list that is small enough to be whole in memory, ordered here; `filters` are told back. */
export function listedFrom<Item extends { readonly id: number }, Wire>(
  all: readonly Item[],
  page: PageQuery,
  present: (item: Item) => Wire,
  filters: Readonly<Record<string, unknown>> = {},
): Listed<Wire> {
  const order = page.order_by ?? 'id';
  const items = ordered(all, order)
    .slice(page.offset, page.offset + page.limit)
    .map(present);
  return new Listed({ items, totalCount: all.length, limit: page.limit, offset: page.offset, orderBy: order, filters });
}

/** By any field that things have as text, number or time; by id where they do not: an old client's order must not break its list. */
function ordered<Item extends { readonly id: number }>(all: readonly Item[], order: string): readonly Item[] {
  const isDescending = order.startsWith('-');
  const wired = order.replace(/^-/, '');
  const names = [wired, wired.replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase())];
  const sign = isDescending ? -1 : 1;
  return all
    .map((item) => ({ item, key: sortKey(item, names) }))
    .sort((a, b) => {
      // What lacks the field comes last either way.
      if ((a.key === null) !== (b.key === null)) return a.key === null ? 1 : -1;
      const compared = a.key === null || b.key === null || a.key === b.key ? 0 : a.key < b.key ? -1 : 1;
      return sign * (compared || a.item.id - b.item.id);
    })
    .map(({ item }) => item);
}

function sortKey(item: object, names: readonly string[]): string | number | null {
  const value: unknown = Object.entries(item).find(([key]) => names.includes(key))?.[1];
  if (value instanceof Date) return value.getTime();
  return typeof value === 'string' || typeof value === 'number' ? value : null;
}

export function containsIgnoringCase(text: string, wanted: unknown): boolean {
  return wanted === undefined || wanted === '' || text.toLowerCase().includes(String(wanted).toLowerCase());
}

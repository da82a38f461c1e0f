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

function readDate(name: string, text: string): Date {
  const iso = text.trim().replace(' ', 'T');
  const hasTime = iso.includes('T');
  const hasZone = /(Z|[+-]\d\d:?\d\d)$/i.test(iso) && hasTime;
  const at = new Date(hasZone ? iso : hasTime ? `${iso}Z` : `${iso}T00:00:00Z`);
  if (Number.isNaN(at.getTime())) throw new Fault('invalid', 'request.invalid', `${name}: "${text}" is not a date.`);
  return at;
}

/** A page of a list that is small enough to be whole in memory, filtered and ordered here. */
export function listedFrom<Item extends { readonly id: number }, Wire>(
  all: readonly Item[],
  page: PageQuery,
  present: (item: Item) => Wire,
  filters: Readonly<Record<string, unknown>> = {},
): Listed<Wire> {
  const order = page.order_by ?? 'id';
  const sorted = order.startsWith('-') ? [...all].sort((a, b) => b.id - a.id) : [...all].sort((a, b) => a.id - b.id);
  const items = sorted.slice(page.offset, page.offset + page.limit).map(present);
  return new Listed({ items, totalCount: all.length, limit: page.limit, offset: page.offset, orderBy: order, filters });
}

export function containsIgnoringCase(text: string, wanted: unknown): boolean {
  return wanted === undefined || wanted === '' || text.toLowerCase().includes(String(wanted).toLowerCase());
}

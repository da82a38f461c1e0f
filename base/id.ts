/** Branded whole-number ids under 2^53: existing clients read ids as JSON numbers. */
import { z } from 'zod';

declare const brand: unique symbol;

export type Id<Noun extends string> = number & { readonly [brand]: Noun };

const anyId = z.preprocess(
  // JavaScript also reads 0x1, 1e3, true and [1] as numbers: two addresses of one thing, of which only one may be guarded.
  (value) =>
    typeof value === 'string' && !/^\d{1,16}$/.test(value)
      ? Number.NaN
      : typeof value === 'object' || typeof value === 'boolean'
        ? Number.NaN
        : value,
  z.coerce.number().int().min(1).max(Number.MAX_SAFE_INTEGER),
);

/** Reads an id from a number or its decimal text (path segments, rows); the only place where an id is made. */
export function idSchema<Noun extends string>() {
  return anyId.transform((value) => value as Id<Noun>);
}

/** Brands a number that the database made. */
export function asId<Noun extends string>(value: number | string): Id<Noun> {
  // Making a schema costs fifty times what using one does.
  return anyId.parse(value) as Id<Noun>;
}

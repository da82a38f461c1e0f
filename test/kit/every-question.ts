/** Every address that a description of an API names, filled in from places that the asker tries; and what is changed there. */
import { isRecord } from '@weft/base/json';
import type { WireApiDescription, WireParameter, WireSchema } from '@weft/wire/weft/api-description';

/** Where somebody looks: values by the name of a parameter. What is asked for and not in it is tried with what its kind of value allows. */
export type Place = Readonly<Record<string, string | number>>;

export interface Asking {
  readonly path: string;
  readonly url: string;
}

/** What only turns pages or sorts, and says nothing of what is asked for. */
const paging = new Set(['limit', 'offset', 'order_by', 'count', 'startIndex']);

/**
 * Each GET at each place, and once for each of its optional parameters at the first places. Nothing is left out by name:
 * a route that comes new is asked as the others are.
 */
export function everyQuestion(
  { paths }: WireApiDescription,
  { places, words, firsts }: { readonly places: readonly Place[]; readonly words: readonly string[]; readonly firsts: readonly Place[] },
): Asking[] {
  const askings = new Map<string, Asking>();
  for (const [path, operations] of Object.entries(paths)) {
    const parameters = operations.get?.parameters;
    if (parameters === undefined) continue;
    const [required, optional] = [parameters.filter((it) => it.required), parameters.filter((it) => !it.required)];
    for (const [at, place] of places.entries()) add(path, fill(path, required, place, at));
    for (const [at, place] of firsts.entries())
      for (const parameter of optional.filter(({ name }) => !paging.has(name)))
        for (const value of valuesOf(parameter, place, words)) {
          const url = fill(path, required, place, at);
          add(path, `${url}${url.includes('?') ? '&' : '?'}${parameter.name}=${encodeURIComponent(value)}`);
        }
  }
  return [...askings.values()];

  function add(path: string, url: string): void {
    if (!askings.has(url)) askings.set(url, { path, url });
  }
}

/** What would change something in the place: method and address. */
export function everyDeed({ paths }: WireApiDescription, place: Place): readonly (Asking & { readonly method: string })[] {
  return Object.entries(paths).flatMap(([path, operations]) =>
    Object.entries(operations).flatMap(([method, { parameters }]) => {
      const required = parameters.filter((it) => it.required);
      // Only what lies in the place for sure; the rest is the asker's own, or the account's.
      const liesThere = required.some(({ name }) => name !== 'accountId' && name in place);
      return method === 'get' || !liesThere ? [] : [{ method: method.toUpperCase(), path, url: fill(path, required, place, 0) }];
    }),
  );
}

function fill(path: string, required: readonly WireParameter[], place: Place, at: number): string {
  const value = (it: WireParameter) => encodeURIComponent(String(place[it.name] ?? guess(it, at)));
  const filled = required.filter((it) => it.in === 'path').reduce((text, it) => text.replace(`{${it.name}}`, value(it)), path);
  const query = required.filter((it) => it.in === 'query').map((it) => `${it.name}=${value(it)}`);
  return query.length === 0 ? filled : `${filled}?${query.join('&')}`;
}

/** Ids begin with 1, and a small Weft has few of each thing. */
const idsTried = 8;

function guess({ schema }: WireParameter, at: number): string | number {
  const choices = choicesOf(schema);
  return choices.length > 0 ? (choices[at % choices.length] ?? '') : 1 + (at % idsTried);
}

function valuesOf({ name, schema }: WireParameter, place: Place, words: readonly string[]): readonly string[] {
  const known = place[name];
  const choices = choicesOf(schema);
  if (known !== undefined) return [String(known), ...choices];
  if (choices.length > 0) return choices;
  if (name === 'select' || name === 'exclude') return words.flatMap((word) => [word, `1+${word}+1`]);
  return [...words, '1', '2', 'true'];
}

function choicesOf(schema: WireSchema): readonly string[] {
  if (Array.isArray(schema.enum)) return schema.enum.map(String);
  return Array.isArray(schema.anyOf) ? schema.anyOf.filter(isRecord).flatMap(choicesOf) : [];
}

/** What people type into a search box, made of the names of an invented account: words, beginnings, words with a letter missing, and what lies inside of words. */
import { choose } from './invent.ts';
import type { InventedAccount } from './invent-account.ts';

export const queryKinds = ['word', 'prefix', 'typo', 'infix'] as const;
export type QueryKind = (typeof queryKinds)[number];

export interface SearchQuery {
  readonly kind: QueryKind;
  readonly text: string;
  /** The words of `text`; of a prefix the last one is only begun. */
  readonly words: readonly string[];
}

const longEnough = 6;

/** The kinds by turns. */
export function makeQueries({ size, names }: InventedAccount, count: number): readonly SearchQuery[] {
  const queries: SearchQuery[] = [];
  for (let place = 0; queries.length < count; place++) {
    const name = names[choose(size.seed, place, 700, names.length)] ?? '';
    const [first = '', second = ''] = name.split('_').slice(1);
    const kind = queryKinds[queries.length % queryKinds.length] ?? 'word';
    const at = 1 + choose(size.seed, place, 701, first.length - 1);
    // A word of three letters has nothing inside, and without one of them is another.
    if ((kind === 'typo' || kind === 'infix') && first.length < longEnough) continue;
    const words = {
      word: [first, second],
      prefix: [first, second.slice(0, 3)],
      typo: [first.slice(0, at) + first.slice(at + 1), second],
      infix: [first.slice(1, -1)],
    }[kind];
    queries.push({ kind, text: words.join(' '), words });
  }
  return queries;
}

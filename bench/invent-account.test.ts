import { expect, test } from 'vitest';
import { inventAccount, uniqueIdOf } from './invent-account.ts';
import { makeQueries } from './search-queries.ts';

const account = inventAccount({ seed: 3, projects: 3, models: 600, columns: 4 });

test('names are unique in their project, and what a model reads was there before it', () => {
  expect(new Set(account.names.map((_, model) => uniqueIdOf(account, model))).size).toBe(1_800);
  expect(account.parents.every((above, model) => above.every((parent) => parent >= 0 && parent < model))).toBe(true);
  // Some of another project, and those are public.
  const foreign = account.parents.flatMap((above, model) => above.filter((parent) => parent < Math.floor(model / 600) * 600));
  expect(foreign.length).toBeGreaterThan(20);
  expect(foreign.every((parent) => (parent % 600) % 4 === 0)).toBe(true);
});

test('searches are of all kinds, and each begins with what stands in a name', () => {
  const queries = makeQueries(account, 40);
  expect(queries.map(({ kind }) => kind).slice(0, 5)).toEqual(['word', 'prefix', 'typo', 'infix', 'word']);
  for (const { kind, words } of queries)
    if (kind !== 'typo') expect(account.names.some((name) => words.every((word) => name.includes(word)))).toBe(true);
});

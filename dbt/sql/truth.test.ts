import { expect, test } from 'vitest';
import type { Dialect } from './dialect.ts';
import { traceColumns } from './trace-columns.ts';
import { allCases as cases, readColumns } from './truth/all-cases.ts';
import { knownMisses } from './truth/known-misses.ts';
import { truthRelations } from './truth/truth-case.ts';

test.each(cases.filter(({ sql }) => !knownMisses.includes(sql)))('$dialect: $sql', ({ dialect, sql, columns, uses = '' }) => {
  const said = answer(dialect, sql);
  expect({ columns: said.columns, uses: said.uses }).toEqual({ columns: sortedColumns(columns), uses: sortedUses(uses) });
});

test('the cases that come out wrong are at most two in a hundred, and are still wrong', () => {
  expect(knownMisses.length / cases.length).toBeLessThanOrEqual(0.02);
  const missed = cases.filter(({ sql }) => knownMisses.includes(sql));
  expect(missed).toHaveLength(knownMisses.length);
  for (const { dialect, sql, columns, uses = '' } of missed) {
    const said = answer(dialect, sql);
    expect({ sql, columns: said.columns, uses: said.uses }).not.toEqual({ sql, columns: sortedColumns(columns), uses: sortedUses(uses) });
  }
});

test('there are at least 200 cases, in seven dialects, each once', () => {
  expect(cases.length).toBeGreaterThanOrEqual(200);
  expect(new Set(cases.map(({ dialect, sql }) => `${dialect} ${sql}`)).size).toBe(cases.length);
});

const letters = { passthrough: 'p', rename: 'r', transform: 't', aggregate: 'a', none: 'n' };

function answer(dialect: Dialect, sql: string) {
  const traced = traceColumns({
    ...{ sql, dialect },
    lookUp: ({ name }) => {
      const key = name.toLowerCase();
      const columns = truthRelations[key];
      if (columns === undefined && !key.startsWith('landing')) return null;
      const known = columns?.split(' ').map((column) => ({ name: column, isExact: false })) ?? null;
      return { key, label: key, columns: known, isComplete: known !== null && key !== 'described', isSelf: false };
    },
  });
  const write = ({ relation, column }: { relation: number; column: string }) => `${traced.relations[relation]}.${column.toLowerCase()}`;
  const columns = traced.columns.map(({ name, kind, parents, problems }) => {
    const codes = problems.map((at) => traced.problems[at]?.code).join(' ');
    return `${name}: ${`${letters[kind]} ${parents.map(write).sort().join(', ')}`.trim()}${codes && ` ? ${codes}`}`;
  });
  if (columns.length === 0) return { columns: traced.problems.map(({ code, message }) => `${code}: ${message}`), uses: [] };
  return { columns, uses: traced.uses.map((use) => `${use.kind} ${write(use)}`).sort() };
}

function sortedColumns(columns: string): string[] {
  return readColumns(columns).map(
    ({ name, kind, parents, codes }) => `${name}: ${`${kind} ${parents.join(', ')}`.trim()}${codes && ` ? ${codes}`}`,
  );
}

function sortedUses(uses: string): string[] {
  if (uses === '') return [];
  return uses
    .split('; ')
    .flatMap((part) => {
      const [kind = '', ...columns] = part.split(/,? /);
      return columns.map((column) => `${kind} ${column}`);
    })
    .sort();
}

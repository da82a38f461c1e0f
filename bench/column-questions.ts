/** What bench/column-lineage.ts asks of Weft and of its peer: queries, and the relations that they read. */
import type { Dialect } from '@weft/dbt/sql/dialect';
import { allCases, readColumns } from '@weft/dbt/sql/truth/all-cases';
import { truthRelations } from '@weft/dbt/sql/truth/truth-case';
import type { TraceQuestion } from '@weft/domain/lineage/trace-question';
import { type Column, inventColumns, inventSql } from './invent.ts';
import { lastOf, type Making } from './make-node.ts';
import { modelId, type ProjectSize, parentsOf } from './plan-project.ts';

export interface Asked {
  readonly relations: readonly { readonly name: readonly string[]; readonly columns: readonly string[]; readonly isComplete: boolean }[];
  readonly questions: readonly { readonly sql: string; readonly dialect: Dialect }[];
  readonly isAnswerWanted: boolean;
}

/** Of each column its name and what it is made of, each `relation.column`, sorted; or why there is no answer. */
export type ParentsOfColumns = string | readonly (readonly [string, readonly string[]])[];

/** The generator's models, compiled for DuckDB; each has the columns of the first relation that it reads, so that every name is somebody's. */
export function inventQuestions(models: number): Asked {
  const size: ProjectSize = { models, seed: 1, publicShare: 0.28, changedShare: 0 };
  const making: Making = { project: 'generated', database: 'warehouse', schema: 'prod', createdAt: 0 };
  const columnsOf = new Map<string, readonly Column[]>();
  const questions = Array.from({ length: models }, (_, index) => {
    const parents = parentsOf(making, size, index);
    const [first = ''] = parents;
    const columns = columnsOf.get(first) ?? inventColumns(size.seed, index, 10);
    columnsOf.set(first, columns).set(modelId(making, size, index), columns);
    const relation = (parent: string) => `"${making.database}"."${making.schema}"."${lastOf(parent)}"`;
    return { sql: inventSql(size.seed, index, columns, parents, relation), dialect: 'duckdb' as const };
  });
  const relations = [...columnsOf].map(([id, columns]) => ({
    name: [making.database, making.schema, lastOf(id)],
    columns: columns.map((column) => column.name),
    isComplete: true,
  }));
  return { relations, questions, isAnswerWanted: false };
}

/** The same questions as Weft's worker puts them: each with the relations that it reads. */
export function namedRelations({ relations, questions }: Asked): TraceQuestion[] {
  const byName = new Map(
    relations.map(({ name: [database = null, schema = null, name = ''], columns, isComplete }) => {
      const known = { key: name, label: name, columns: columns.map((it) => ({ name: it, isExact: false })), isComplete, isSelf: false };
      return [name, { known, name: { database, schema, name } }];
    }),
  );
  return questions.map(({ sql, dialect }) => {
    const read = new Set([...sql.matchAll(/ from "\w+"\."\w+"\."(\w+)"/g)].map(([, name = '']) => name));
    return { sql, dialect, relations: [...read].flatMap((name) => byName.get(name) ?? []) };
  });
}

/** Of a merged join column, and of what EXCEPT takes away, one may call one side or both a parent; of what is no query there is nothing to compare. */
const isOpen = /\bnatural\b|\busing \(|\b(except|minus)( all| distinct)? select\b/i;
const cases = allCases.filter(({ sql, columns }) => !isOpen.test(sql) && !columns.startsWith('sql.'));

export function askedOfTruth(): Asked {
  const relations = Object.entries(truthRelations).map(([name, columns]) => ({
    name: [name],
    columns: columns.split(' '),
    isComplete: name !== 'described',
  }));
  return { relations, questions: cases.map(({ sql, dialect }) => ({ sql, dialect })), isAnswerWanted: true };
}

/** A column is right when it stands in its place and has exactly the parents that it should. */
export function wrongOfTruth(answers: readonly ParentsOfColumns[]): { readonly columns: number; readonly right: number } {
  const judged = cases.flatMap(({ columns }, at) => {
    const answer = answers[at] ?? '';
    const wanted = readColumns(columns.toLowerCase());
    return wanted.map(
      ({ parents }, place) => typeof answer !== 'string' && answer.length === wanted.length && answer[place]?.[1].join() === parents.join(),
    );
  });
  return { columns: judged.length, right: judged.filter((it) => it).length };
}

/** A process that finds out the columns of many queries, for bench/column-lineage.ts: the same questions, passes and answers as its peer. */
import { readFile } from 'node:fs/promises';
import { setImmediate } from 'node:timers/promises';
import type { KnownRelation } from '@weft/dbt/sql/relations';
import { traceColumns } from '@weft/dbt/sql/trace-columns';
import type { TracedQuery } from '@weft/dbt/sql/traced-query';
import type { Asked, ParentsOfColumns } from './column-questions.ts';

function traceAll({ questions, relations }: Asked): () => Promise<TracedQuery[]> {
  const known = new Map<string, KnownRelation>();
  for (const { name, columns, isComplete } of relations) {
    const key = (name.at(-1) ?? '').toLowerCase();
    known.set(key, { key, label: key, columns: columns.map((column) => ({ name: column, isExact: false })), isComplete, isSelf: false });
  }
  const lookUp = ({ name }: { readonly name: string }) => known.get(name.toLowerCase()) ?? null;
  return async () => {
    const answers: TracedQuery[] = [];
    for (const { sql, dialect } of questions) {
      answers.push(traceColumns({ sql, dialect, lookUp }));
      // In its thread, each is a message of its own.
      await setImmediate();
    }
    return answers;
  };
}

function present({ columns, relations, problems }: TracedQuery): ParentsOfColumns {
  if (columns.length === 0) return problems.map(({ message }) => message).join(' ');
  return columns.map(({ name, parents }) => [
    name,
    parents.map(({ relation, column }) => `${relations[relation]?.replace(/^relation:(.*\.)?/, '')}.${column.toLowerCase()}`).sort(),
  ]);
}

/** `trace-questions FILE PASSES`, once bundled. */
if (process.argv[1]?.endsWith('trace-questions.js')) {
  const [file = '', passes = '1'] = process.argv.slice(2);
  const asked: Asked = JSON.parse(await readFile(file, 'utf8'));
  const trace = traceAll(asked);
  const seconds: number[] = [];
  let last: TracedQuery[] = [];
  for (let pass = 0; pass < Number(passes); pass++) {
    const begun = performance.now();
    last = await trace();
    seconds.push((performance.now() - begun) / 1000);
  }
  process.stdout.write(JSON.stringify({ seconds, answers: asked.isAnswerWanted ? last.map(present) : [] }));
}

/** Decides how the columns of one node are found out: from its SQL, from what is told of it, from the project that makes it; or why they cannot be. */
import type { Dialect } from '@weft/dbt/sql/dialect';
import type { Entry } from '../ingest/recall-entries.ts';
import { type NodeColumns, relationOf, withoutColumns } from './node-columns.ts';
import type { NodeText } from './read-node.ts';
import type { NamedRelation } from './trace-question.ts';
import type { Tracer } from './tracer.ts';

export interface Upstream {
  readonly nodes: readonly { readonly entry: Entry; readonly answer: NodeColumns }[];
  /** Of another project's model: as that project has it. */
  readonly producer: NodeColumns | null;
}

interface Asked {
  readonly entry: Entry;
  readonly text: NodeText;
  readonly told: NodeColumns;
  readonly upstream: Upstream;
  readonly dialect: Dialect;
}

export async function questionOf(asked: Asked, tracer: Tracer): Promise<NodeColumns> {
  const { entry, text, told, upstream } = asked;
  if (entry.isExternal) return ofProducer(asked);
  if (entry.resourceType === 'source' || entry.resourceType === 'seed')
    return told.source === 'none' ? { ...told, problems: [untold(entry)] } : told;
  if (text.language !== 'sql')
    return because(told, 'node.not_sql', `${entry.name} is written in ${text.language}: what its columns are made of is not read.`);
  if (text.sql === null)
    return because(
      told,
      'node.not_compiled',
      `${entry.name} has no compiled code in the manifest: dbt parse and dbt ls compile nothing; upload the manifest of a run, build or compile.`,
    );
  const self = told.source === 'catalog' ? told : withoutColumns('', '');
  const relations = [...upstream.nodes.map(({ entry: node, answer }) => named(node, answer, false)), named(entry, self, true)];
  const traced = await tracer.trace({ sql: text.sql, dialect: asked.dialect, relations: relations.flatMap(withEphemeral) });
  const columns = traced.columns.map((column) => ({
    ...column,
    parents: [...column.parents],
    problems: [...column.problems],
    isExact: false,
  }));
  const answer: NodeColumns = {
    relations: [...traced.relations],
    columns,
    uses: [...traced.uses],
    problems: [...traced.problems],
    source: 'sql',
  };
  return completed(answer, told);
}

function ofProducer({ entry, told, upstream: { producer } }: Asked): NodeColumns {
  if (!producer)
    return because(told, 'node.elsewhere', `${entry.name} is made by the project ${entry.packageName}, whose columns are not known here.`);
  // Where they come from is that project's to say; here they begin.
  const columns = producer.columns.map((column) => ({ ...column, kind: 'none' as const, parents: [], problems: [] }));
  return { relations: [], columns, uses: [], problems: [], source: 'producer' };
}

function untold(entry: Entry) {
  const message = `The columns of ${entry.name} are not described, and no catalog tells of them: describe them in its properties, or upload what dbt docs generate makes.`;
  return { code: 'node.columns_untold', message, line: null, column: null };
}

/** What is told of a node stands, with the reason why nobody knows what it is made of. */
function because(told: NodeColumns, code: string, message: string): NodeColumns {
  const columns = told.columns.map((column) => ({ ...column, problems: [0] }));
  return { ...told, columns, problems: [{ code, message, line: null, column: null }] };
}

/** Names that a star left unknown, from the catalog or the properties: that they are there is known, not what they are made of. */
function completed(answer: NodeColumns, told: NodeColumns): NodeColumns {
  if (answer.columns.length === 0)
    return { ...told, problems: answer.problems, columns: told.columns.map((it) => ({ ...it, problems: [0] })) };
  const star = answer.columns.find(({ name }) => name === '*');
  if (!star) return answer;
  const known = new Set(answer.columns.map(({ name }) => name.toLowerCase()));
  const parents = (name: string) => (star.parents.length === 1 ? star.parents.map(({ relation }) => ({ relation, column: name })) : []);
  const more = told.columns
    .filter(({ name }) => !known.has(name.toLowerCase()))
    .map(({ name, isExact }) => ({ ...star, name, isExact, parents: parents(name), kind: 'passthrough' as const }));
  const rest = told.source === 'catalog' ? answer.columns.filter((column) => column !== star) : answer.columns;
  return { ...answer, columns: [...rest, ...more] };
}

function named(entry: Entry, answer: NodeColumns, isSelf: boolean): NamedRelation {
  const name = entry.identifier ?? entry.name ?? '';
  return {
    known: relationOf(entry.uniqueId, entry.name ?? entry.uniqueId, answer, isSelf),
    name: { database: entry.database, schema: entry.schema, name },
  };
}

/** dbt writes an ephemeral model into the code of those who read it, as a CTE of this name: the alias is in it, of older versions of dbt the name. */
function withEphemeral(relation: NamedRelation): NamedRelation[] {
  const names = new Set([relation.known.label, relation.name.name]);
  return [relation, ...[...names].map((name) => ({ ...relation, name: { database: null, schema: null, name: `__dbt__cte__${name}` } }))];
}

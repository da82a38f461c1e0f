/** Reads SQL into the parser's tree, or into the reason why not. The parser is a large piece of WebAssembly: import this where SQL is really read. */
import { Dialect as ParserDialect } from '@polyglot-sql/sdk/manual';
import { isRecord } from '@weft/base/json';
import type { Dialect } from './dialect.ts';
import { parseTree } from './open-parser.ts';
import type { SqlProblem } from './relations.ts';
import { kindOf, partsOf, type Tree } from './syntax-tree.ts';

/** Longer than any model, shorter than what takes minutes; in characters. */
export const sqlLengthMax = 4_000_000;

/** `query`: what makes the rows, whatever statement it stands in. */
export type ParsedSql = { readonly query: Tree } | { readonly problem: SqlProblem };

const words: Readonly<Record<string, ParserDialect>> = Object.fromEntries([
  ...Object.values(ParserDialect).map((word): [string, ParserDialect] => [word, word]),
  ['postgres', ParserDialect.PostgreSQL],
]);

export function parseSql(sql: string, dialect: Dialect): ParsedSql {
  if (sql.length > sqlLengthMax)
    return fail('sql.too_large', `It is ${sql.length} characters long; more than ${sqlLengthMax} are not read.`);
  const parsed: unknown = parseTree(sql, words[dialect] ?? ParserDialect.Generic);
  if (!isRecord(parsed)) return fail('sql.unparsed', 'The parser gave no answer.');
  if (parsed.success !== true) return explain(sql, parsed);
  const asts: readonly unknown[] = Array.isArray(parsed.ast) ? parsed.ast : [parsed.ast];
  const statements = asts.flatMap((ast) => (isRecord(ast) ? [ast] : []));
  if (statements.length === 0) return fail('sql.empty', 'There is no SQL in it.');
  const queries = statements.map(queryOf).filter((query) => query !== null);
  const [query] = queries;
  if (query === undefined) return fail('sql.no_query', `It is no query: it begins with ${firstWord(sql)}.`);
  if (queries.length > 1) return fail('sql.several', `It holds ${queries.length} queries; which one makes the relation is not known.`);
  return { query };
}

const queryKinds: ReadonlySet<string> = new Set(['select', 'union', 'intersect', 'except', 'subquery', 'paren', 'values', 'with', 'pivot']);

function queryOf(statement: Tree): Tree | null {
  const kind = kindOf(statement);
  if (queryKinds.has(kind)) return statement;
  const { query, as_select } = partsOf(statement);
  const inner = kind === 'create_view' || kind === 'insert' ? query : kind === 'create_table' ? as_select : null;
  return isRecord(inner) ? queryOf(inner) : null;
}

function fail(code: string, message: string): { readonly problem: SqlProblem } {
  return { problem: { code, message, line: null, column: null } };
}

/** Jinja that was left in is what the parser stumbles over, whatever it says of it. */
function explain(sql: string, { error, errorLine, errorColumn }: Tree): { readonly problem: SqlProblem } {
  const message = typeof error === 'string' ? error.slice(0, 1000) : 'The parser does not say why.';
  const jinja = /\{\{|\{%|\{#/.exec(sql);
  if (jinja) {
    const { line, column } = placeOf(sql, jinja.index);
    return {
      problem: { code: 'sql.jinja', message: `Jinja is left in the compiled code at line ${line}: ${lineAt(sql, line)}`, line, column },
    };
  }
  const [line, column] = [positive(errorLine), positive(errorColumn)];
  if (/E_GUARD_|stack|recursion/i.test(message))
    return { problem: { code: 'sql.too_deep', message: `It is nested too deeply: ${message}`, line, column } };
  return { problem: { code: 'sql.unparsed', message: line === null ? message : `${message} near ${lineAt(sql, line)}`, line, column } };
}

function positive(value: unknown): number | null {
  return typeof value === 'number' && value > 0 ? value : null;
}

function placeOf(sql: string, index: number): { line: number; column: number } {
  const before = sql.slice(0, index);
  return { line: before.split('\n').length, column: index - before.lastIndexOf('\n') };
}

function lineAt(sql: string, line: number): string {
  return (sql.split('\n', line)[line - 1] ?? '').trim().slice(0, 120);
}

function firstWord(sql: string): string {
  const bare = sql.replace(/--[^\n]*/g, ' ').trim();
  return (/^\S+/.exec(bare)?.[0] ?? 'nothing').slice(0, 60);
}

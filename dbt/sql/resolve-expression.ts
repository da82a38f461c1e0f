/** Gathers what an expression is made of: every column in it, behind subqueries too. */
import { isRecord } from '@weft/base/json';
import { isAggregate } from './aggregates.ts';
import { Gathered, noOrigin, type Origin } from './origin.ts';
import { resolveColumn, resolveDotted } from './resolve-column.ts';
import type { Resolver } from './resolver.ts';
import type { Scope } from './scope.ts';
import { isSetOperation, kindOf, listOf, nameOf, namesOf, partsOf, textOf, treeOf } from './syntax-tree.ts';

export function resolveExpression(r: Resolver, node: unknown, scope: Scope): Origin {
  const kind = kindOf(node);
  const parts = partsOf(node);
  switch (kind) {
    case 'column':
      if (isRecord(parts.name)) return resolveColumn(r, parts, scope);
      break;
    case 'paren':
    case 'alias':
      return resolveExpression(r, parts.this, scope);
    case 'dot': {
      const found = resolveDotted(r, node, scope);
      if (found) return found;
      break;
    }
    case 'subquery': {
      const columns = r.query(node, { ctes: scope.env.ctes, outer: scope });
      const [only] = columns;
      if (only && columns.length === 1) return only.origin;
      break;
    }
    case 'parameter':
      return positional(parts, scope);
  }
  const walk = new Walk(r, scope);
  walk.node(node);
  return walk.gathered.asExpression();
}

/** `$1`: a column by its place, as Snowflake reads files and values; one of those that nobody knows, where there are such. */
function positional(parts: Readonly<Record<string, unknown>>, scope: Scope): Origin {
  const { index } = parts;
  const columns = scope.sources[0]?.columns ?? [];
  const column = typeof index === 'number' ? columns[index - 1] : undefined;
  if (column && column.rest === null) return column.origin;
  return columns.find(({ rest }) => rest !== null)?.origin ?? noOrigin;
}

/** Keys under which the tree holds no expressions. */
const quiet: ReadonlySet<string> = new Set(
  'span name alias to data_type trailing_comments leading_comments comments pre_alias_comments inferred_type column_aliases unit'.split(
    ' ',
  ),
);

class Walk {
  readonly gathered = new Gathered();
  private readonly r: Resolver;
  private readonly scope: Scope;

  constructor(r: Resolver, scope: Scope) {
    this.r = r;
    this.scope = scope;
  }

  node(value: unknown): void {
    if (Array.isArray(value)) {
      for (const each of value) this.node(each);
      return;
    }
    if (!isRecord(value)) return;
    for (const key in value) {
      const part = value[key];
      if (typeof part === 'object' && part !== null && (!quiet.has(key) || (key === 'alias' && 'this' in part)))
        this.part(key, part, value);
    }
  }

  private part(key: string, part: object, holder: Readonly<Record<string, unknown>>): void {
    const special = this.special(key, treeOf(part), holder);
    if (special) return;
    if (isSetOperation(key, part)) {
      this.query({ [key]: part });
      return;
    }
    const parts = treeOf(part);
    if (isAggregate(key, textOf(parts.name))) this.gathered.kind = 'aggregate';
    if (key === 'count' && isRecord(parts.this) && kindOf(parts.this) === 'star') return;
    this.node(part);
  }

  /** False: it is an expression like any other. */
  private special(key: string, parts: Readonly<Record<string, unknown>>, holder: Readonly<Record<string, unknown>>): boolean {
    switch (key) {
      case 'column':
        if (!isRecord(parts.name)) return false;
        this.gathered.add(resolveColumn(this.r, parts, this.scope));
        return true;
      case 'dot': {
        const found = resolveDotted(this.r, holder, this.scope);
        if (found) this.gathered.add(found);
        return found !== null;
      }
      case 'select':
      case 'values':
        // Also the values of a map, which are a list.
        if (!isRecord(holder[key])) return false;
        this.query({ [key]: parts });
        return true;
      case 'subquery':
        // Also the right side of ANY and ALL, which holds the query as a node of its own.
        if (!('this' in parts)) return false;
        this.query({ subquery: parts });
        return true;
      case 'exists':
        this.exists(parts);
        return true;
      case 'star':
        this.star(parts);
        return true;
      case 'lambda':
        this.under(namesOf(parts.parameters), parts.body);
        return true;
      case 'comprehension':
        this.node(parts.iterator);
        this.under(name(parts.expression), [parts.this, parts.condition]);
        return true;
      case 'named_argument':
        this.node(parts.value);
        return true;
      case 'parameter':
        this.gathered.add(positional(parts, this.scope));
        return true;
      case 'window_function':
        this.windowFunction(parts);
        return true;
      default:
        return false;
    }
  }

  /** What it yields; what says which rows it reads is noted by the query itself. */
  private query(node: unknown): void {
    const columns = this.r.query(node, { ctes: this.scope.env.ctes, outer: this.scope });
    for (const { origin } of columns) this.gathered.add(origin);
  }

  /** No value of the subquery goes into the answer, only whether there are rows. */
  private exists(parts: Readonly<Record<string, unknown>>): void {
    this.r.query(parts.this, { ctes: this.scope.env.ctes, outer: this.scope });
    if (this.gathered.kind === 'none') this.gathered.kind = 'transform';
  }

  private star(parts: Readonly<Record<string, unknown>>): void {
    const table = nameOf(parts.table);
    const left = new Set(namesOf(parts.except).map((it) => this.r.name(it)));
    for (const source of this.scope.sources) {
      if (table !== null && source.alias !== this.r.name(table)) continue;
      for (const { key, origin } of source.columns) if (!left.has(key)) this.gathered.add(origin);
    }
  }

  private under(parameters: readonly { readonly text: string; readonly isQuoted: boolean }[], body: unknown): void {
    const hidden = new Set([...this.scope.parameters, ...parameters.map((it) => this.r.name(it))]);
    const inner = new Walk(this.r, { ...this.scope, parameters: hidden });
    inner.node(body);
    this.gathered.add(inner.gathered.asExpression());
  }

  /** An aggregate over a window makes no fewer rows, so it is none. */
  private windowFunction(parts: Readonly<Record<string, unknown>>): void {
    const inner = new Walk(this.r, this.scope);
    inner.node(partsOf(kindOf(parts.this) === 'within_group' ? partsOf(parts.this).this : parts.this));
    inner.node(partsOf(parts.this).order_by);
    inner.node(parts.keep);
    const over = treeOf(parts.over);
    const window = nameOf(over.window_name);
    const frame = new Walk(this.r, this.scope);
    if (window) frame.node(this.scope.windows.get(this.r.name(window)));
    frame.node([...listOf(over.partition_by), ...listOf(over.order_by)]);
    this.r.use('window', frame.gathered.asExpression());
    for (const walk of [inner, frame]) this.gathered.add(walk.gathered.asExpression());
  }
}

function name(node: unknown): readonly { readonly text: string; readonly isQuoted: boolean }[] {
  const found = nameOf(node);
  return found === null ? [] : [found];
}

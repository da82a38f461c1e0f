/** What names mean in a place of a query: the items of its FROM, what is around it, and the CTEs before it. */
import type { Name } from './dialect.ts';
import type { Origin } from './origin.ts';

/** A column of a query or of an item of a FROM. */
export interface Column {
  readonly name: string;
  /** Folded: equal keys are one name. */
  readonly key: string;
  readonly origin: Origin;
  /** Set: it stands for all columns that nobody knows the names of. */
  readonly rest: Rest | null;
}

/** Finds one of the columns without known names; null: it is surely not among them. */
export type Rest = (key: string, name: string) => Origin | null;

export class Source {
  /** Folded; null: nothing can name it. */
  readonly alias: string | null;
  /** The schema that it was written with, folded. */
  readonly schema: string | null;
  readonly columns: readonly Column[];
  /** Of a function: its value, which is also what its name alone means. */
  readonly value: Origin | null;
  /** Columns that USING or NATURAL has put together with those of an item before it. */
  readonly merged = new Set<string>();
  private readonly byKey = new Map<string, Column>();
  private readonly rests: readonly Column[];

  constructor(
    alias: string | null,
    columns: readonly Column[],
    more: { readonly schema?: string | null; readonly value?: Origin | null } = {},
  ) {
    this.alias = alias;
    this.schema = more.schema ?? null;
    this.columns = columns;
    this.value = more.value ?? null;
    this.rests = columns.filter(({ rest }) => rest !== null);
    for (const column of columns) if (column.rest === null && !this.byKey.has(column.key)) this.byKey.set(column.key, column);
  }

  get isOpen(): boolean {
    return this.rests.length > 0;
  }

  has(key: string): boolean {
    return this.byKey.has(key);
  }

  known(key: string): Origin | null {
    return this.byKey.get(key)?.origin ?? null;
  }

  /** By name, also when only the other letters' case differs: people write properties in another case than SQL. */
  find({ text }: Name, key: string): Origin | null {
    const exact = this.known(key);
    if (exact) return exact;
    const lower = text.toLowerCase();
    const alike = this.columns.filter((column) => column.rest === null && column.name.toLowerCase() === lower);
    return alike.length === 1 ? (alike[0]?.origin ?? null) : null;
  }

  /** Among the columns that nobody knows the names of; null where there are none such, or several places where it could be. */
  findRest(key: string, name: string): Origin | null {
    const found = this.rests.flatMap(({ rest }) => rest?.(key, name) ?? []);
    return found.length === 1 ? (found[0] ?? null) : null;
  }
}

/** A CTE is resolved where it is first read, and once. */
export interface Cte {
  readonly key: string;
  readonly columns: () => readonly Column[];
  readonly before: Cte | null;
}

export interface Env {
  readonly ctes: Cte | null;
  readonly outer: Scope | null;
}

export interface Scope {
  readonly env: Env;
  readonly sources: Source[];
  /** Merged columns of USING and NATURAL. */
  readonly using: Map<string, Origin>;
  /** Aliases of the select list so far; used where the dialect lets them. */
  readonly aliases: Map<string, Origin>;
  /** Whether aliases are known in this part of the query. */
  areAliasesKnown: boolean;
  /** Names of a lambda, which hide columns. */
  readonly parameters: ReadonlySet<string>;
  /** By folded name. */
  readonly windows: Map<string, unknown>;
}

export function openScope(env: Env): Scope {
  return {
    ...{ env, sources: [], using: new Map(), aliases: new Map() },
    ...{ areAliasesKnown: false, parameters: new Set(), windows: new Map() },
  };
}

export function findCte(env: Env, key: string): Cte | null {
  for (let cte = env.ctes; cte !== null; cte = cte.before) if (cte.key === key) return cte;
  return null;
}

/** The item of that name, nearest first; `schema` narrows it. */
export function findSource(scope: Scope, alias: string, schema: string | null = null): Source | null {
  for (let at: Scope | null = scope; at !== null; at = at.env.outer) {
    const found = at.sources.findLast((source) => source.alias === alias && (schema === null || source.schema === schema));
    if (found) return found;
  }
  return null;
}

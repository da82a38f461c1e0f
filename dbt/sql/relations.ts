/** The relations that a query reads, the columns that it takes from them, and what could not be found out: numbered, so that origins stay small. */
import type { Dialect, Name } from './dialect.ts';
import { foldName } from './dialect.ts';

/** A relation's name in parts, without quotes. */
export interface RelationName {
  readonly database: string | null;
  readonly schema: string | null;
  readonly name: string;
}

export interface KnownRelation {
  /** What the caller calls it: a node's unique id. */
  readonly key: string;
  /** As written in messages. */
  readonly label: string;
  /** In order; null: nothing is known. */
  readonly columns: readonly KnownColumn[] | null;
  /** False: there may be columns beside those, such as where people described some of a source's. */
  readonly isComplete: boolean;
  /** It is what the query itself makes, as an incremental model reads it. */
  readonly isSelf: boolean;
}

export interface KnownColumn {
  readonly name: string;
  /** The warehouse has it in just these letters; otherwise it is read as if written without quotes. */
  readonly isExact: boolean;
}

export interface SqlProblem {
  /** `sql.…`, of the whole query; `star.…`, `column.…`, `pivot.…`, `function.…`: of what is named in the message. */
  readonly code: string;
  readonly message: string;
  /** From 1; null: of no one place. */
  readonly line: number | null;
  readonly column: number | null;
}

export class Problems {
  readonly list: SqlProblem[] = [];
  private readonly numbers = new Map<string, number>();

  /** Its number; the same thing said twice is one problem. */
  note(code: string, message: string, place: { readonly line: number; readonly column: number } | null = null): number {
    const key = `${code} ${message}`;
    const known = this.numbers.get(key);
    if (known !== undefined) return known;
    this.numbers.set(key, this.list.length);
    return this.list.push({ code, message, line: place?.line ?? null, column: place?.column ?? null }) - 1;
  }
}

interface Base {
  readonly known: KnownRelation;
  /** By folded name. */
  readonly numbers: Map<string, number>;
  readonly columns: readonly { readonly name: string; readonly key: string }[];
}

export class Relations {
  readonly bases: Base[] = [];
  private readonly byKey = new Map<string, number>();
  /** Of each column: its relation's number and its name. */
  readonly columns: { readonly relation: number; readonly name: string; readonly key: string }[] = [];
  private readonly dialect: Dialect;

  constructor(dialect: Dialect) {
    this.dialect = dialect;
  }

  add(known: KnownRelation): number {
    const found = this.byKey.get(known.key);
    if (found !== undefined) return found;
    const columns = (known.columns ?? []).map(({ name, isExact }) => ({
      name,
      key: foldName(this.dialect, { text: name, isQuoted: isExact }),
    }));
    this.byKey.set(known.key, this.bases.length);
    return this.bases.push({ known, numbers: new Map(), columns }) - 1;
  }

  base(relation: number): Base {
    const base = this.bases[relation];
    if (!base) throw new Error(`there is no relation ${relation}`);
    return base;
  }

  /** The number of a column; `*` stands for those that nobody knows. */
  column(relation: number, key: string, name: string): number {
    const { numbers } = this.base(relation);
    const known = numbers.get(key);
    if (known !== undefined) return known;
    numbers.set(key, this.columns.length);
    return this.columns.push({ relation, name, key }) - 1;
  }

  fold(name: Name): string {
    return foldName(this.dialect, name);
  }
}

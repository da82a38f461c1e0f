/** Where a value comes from: columns of relations, what was done to them on the way, and why more is not known. */

/**
 * In the order of how much was done. `straight`: the value of one column (several behind a union), under whatever name. `none`: no column's value
 * is in it: a literal, `current_date`, `count(*)` is `aggregate`.
 */
export const originKinds = ['none', 'straight', 'transform', 'aggregate'] as const;
export type OriginKind = (typeof originKinds)[number];

export interface Origin {
  readonly kind: OriginKind;
  /** Numbers of columns, as `Relations` gives them; each once. */
  readonly parents: readonly number[];
  /** Numbers of problems, as `Problems` gives them; each once. */
  readonly problems: readonly number[];
}

export const noOrigin: Origin = { kind: 'none', parents: [], problems: [] };

const ranks: Readonly<Record<OriginKind, number>> = { none: 0, straight: 1, transform: 2, aggregate: 3 };

export function stronger(one: OriginKind, other: OriginKind): OriginKind {
  return ranks[one] >= ranks[other] ? one : other;
}

/** What is either of them, as behind a union or a merged join column. */
export function mergeOrigins(origins: readonly Origin[]): Origin {
  const [first = noOrigin, ...others] = origins;
  if (others.every((other) => other === first)) return first;
  const gathered = new Gathered();
  for (const origin of origins) gathered.add(origin);
  return gathered.origin(gathered.kind);
}

/** What is made of them. */
export function transformed(origins: readonly Origin[]): Origin {
  const gathered = new Gathered();
  for (const origin of origins) gathered.add(origin);
  return gathered.asExpression();
}

export function unknownOrigin(problem: number): Origin {
  return { kind: 'transform', parents: [], problems: [problem] };
}

export class Gathered {
  readonly parents = new Set<number>();
  readonly problems = new Set<number>();
  kind: OriginKind = 'none';

  add({ kind, parents, problems }: Origin): void {
    this.kind = stronger(this.kind, kind);
    for (const parent of parents) this.parents.add(parent);
    for (const problem of problems) this.problems.add(problem);
  }

  origin(kind: OriginKind): Origin {
    return { kind, parents: [...this.parents], problems: [...this.problems] };
  }

  /** As of an expression that is more than one column. */
  asExpression(): Origin {
    return this.origin(this.kind === 'straight' ? 'transform' : this.kind);
  }
}

/** One model's question to the parser, small enough to be sent to another thread. */
import type { Dialect } from '@weft/dbt/sql/dialect';
import type { KnownRelation, RelationName } from '@weft/dbt/sql/relations';

export interface TraceQuestion {
  readonly sql: string;
  readonly dialect: Dialect;
  readonly relations: readonly NamedRelation[];
}

export interface NamedRelation {
  readonly known: KnownRelation;
  /** As in the manifest; compared without regard to case, since quoting differs between places. */
  readonly name: RelationName;
}

/** The relation of that name among those that the model depends on: more parts that agree win. */
export function lookUpIn(relations: readonly NamedRelation[]): (name: RelationName) => KnownRelation | null {
  const byName = new Map<string, NamedRelation[]>();
  for (const relation of relations) {
    const key = relation.name.name.toLowerCase();
    const alike = byName.get(key);
    if (alike) alike.push(relation);
    else byName.set(key, [relation]);
  }
  return (written) => {
    const alike = (byName.get(written.name.toLowerCase()) ?? []).filter(
      ({ name }) => agree(written.schema, name.schema) && agree(written.database, name.database),
    );
    const exact = alike.find(({ name }) => name.name === written.name && name.schema === written.schema);
    return (exact ?? alike[0])?.known ?? null;
  };
}

function agree(one: string | null, other: string | null): boolean {
  return one === null || other === null || one.toLowerCase() === other.toLowerCase();
}

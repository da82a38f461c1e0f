/** What differs between two documents of one node, for whoever reads it: its columns, contract, access and versions, and what of that breaks them. Pure. */
import type { Constraint, NodeDocument } from '@weft/dbt/artifacts/node-document';

export type ChangedField =
  | 'access'
  | 'column'
  | 'constraint'
  | 'contract'
  | 'deprecation date'
  | 'description'
  | 'group'
  | 'latest version'
  | 'materialization'
  | 'relation'
  | 'tags';

export interface FieldChange {
  readonly field: ChangedField;
  /** Of a column, or of a constraint's column. */
  readonly name: string | null;
  /** null: there was none. Of a column: its type, or `no type`. */
  readonly before: string | null;
  readonly after: string | null;
  /** By what: dbt's rule for enforced contracts, or a ref that resolves no more. Null: it breaks nobody. */
  readonly breaks: 'contract' | 'reference' | null;
}

/** By field; columns in the order of the older one, new ones last. */
export function compareDocuments(before: NodeDocument, after: NodeDocument): readonly FieldChange[] {
  const changes: FieldChange[] = [];
  const compare = (field: ChangedField, was: string | null, is: string | null, breaks: FieldChange['breaks'] = null) => {
    if (was !== is) changes.push({ field, name: null, before: was, after: is, breaks });
  };
  compare('access', before.access, after.access, before.access === 'public' ? 'reference' : null);
  compare('contract', contractWord(before), contractWord(after), before.isContractEnforced ? 'contract' : null);
  changes.push(...compareColumns(before, after), ...compareConstraints(before, after));
  const [wasMade, isMade] = [materializationOf(before), materializationOf(after)];
  compare('materialization', wasMade, isMade, losesConstraints(before, after) ? 'contract' : null);
  compare('latest version', asText(before.latestVersion), asText(after.latestVersion));
  compare('deprecation date', before.deprecationDate, after.deprecationDate);
  compare('group', before.group, after.group);
  compare('relation', before.relationName, after.relationName);
  compare('description', before.description, after.description);
  compare('tags', before.tags.join(', '), after.tags.join(', '));
  return changes;
}

/** What a node that is gone breaks: dbt warns of one with a contract, and refs to a public one resolve no more. */
export function breaksByRemoval({
  access,
  isContractEnforced,
}: Pick<NodeDocument, 'access' | 'isContractEnforced'>): FieldChange['breaks'] {
  if (isContractEnforced) return 'contract';
  return access === 'public' ? 'reference' : null;
}

/** Of an enforced contract dbt stops (versioned models) or warns; without one nobody was promised anything. */
function compareColumns(before: NodeDocument, after: NodeDocument): readonly FieldChange[] {
  const [was, is] = [before, after].map(({ columns }) => new Map(columns.map((it) => [it.name, it.dataType ?? 'no type'])));
  const breaks = before.isContractEnforced ? 'contract' : null;
  const changes: FieldChange[] = [];
  for (const [name, type] of was ?? []) {
    const now = is?.get(name) ?? null;
    if (now !== type) changes.push({ field: 'column', name, before: type, after: now, breaks });
  }
  for (const [name, type] of is ?? [])
    if (!was?.has(name)) changes.push({ field: 'column', name, before: null, after: type, breaks: null });
  return changes;
}

/** A constraint that goes breaks where the warehouse held it: dbt puts them into tables only. */
function compareConstraints(before: NodeDocument, after: NodeDocument): readonly FieldChange[] {
  const kept = new Set(after.columns.map(({ name }) => name));
  const [was, is] = [constraintsOf(before), constraintsOf(after)];
  const breaks = before.isContractEnforced && enforcesConstraints(before) ? 'contract' : null;
  const changes: FieldChange[] = [];
  for (const [key, it] of was) {
    if (is.has(key) || (it.column !== null && !kept.has(it.column))) continue;
    changes.push({ field: 'constraint', name: it.column, before: it.text, after: null, breaks });
  }
  for (const [key, it] of is)
    if (!was.has(key)) changes.push({ field: 'constraint', name: it.column, before: null, after: it.text, breaks: null });
  return changes;
}

function constraintsOf(document: NodeDocument): ReadonlyMap<string, { readonly column: string | null; readonly text: string }> {
  const of = (column: string | null, list: readonly Constraint[]) =>
    list.map((it) => {
      const text = [it.type, it.columns.length > 0 ? `(${it.columns.join(', ')})` : '', it.expression ?? ''].filter(Boolean).join(' ');
      return [`${column} ${text}`, { column, text }] as const;
    });
  return new Map([...of(null, document.constraints), ...document.columns.flatMap((it) => of(it.name, it.constraints))]);
}

function losesConstraints(before: NodeDocument, after: NodeDocument): boolean {
  return before.isContractEnforced && enforcesConstraints(before) && !enforcesConstraints(after) && constraintsOf(before).size > 0;
}

function enforcesConstraints(document: NodeDocument): boolean {
  const made = materializationOf(document);
  return made === 'table' || made === 'incremental';
}

function materializationOf({ config }: NodeDocument): string | null {
  return typeof config.materialized === 'string' ? config.materialized : null;
}

function contractWord({ isContractEnforced }: NodeDocument): string {
  return isContractEnforced ? 'enforced' : 'not enforced';
}

function asText(value: string | number | null): string | null {
  return value === null ? null : String(value);
}

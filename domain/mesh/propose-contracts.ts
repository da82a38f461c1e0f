/** Proposes contracts for models that other projects read: their columns, with the types that the warehouse reports. */
import type { ProjectNode } from './project-graph.ts';
import { listNames } from './project-graph.ts';

/** What is known of a model's columns, and of what decides whether it can have a contract. */
export interface ModelColumns {
  readonly declared: readonly { readonly name: string; readonly dataType: string | null }[];
  /** Of the relation as it stands in the warehouse, in its order; null: no catalog tells of it. */
  readonly applied: readonly { readonly name: string; readonly dataType: string | null }[] | null;
  readonly language: string;
  readonly onSchemaChange: string | null;
}

export interface ContractColumn {
  readonly name: string;
  /** null: unknown. */
  readonly dataType: string | null;
  readonly isDeclared: boolean;
}

export interface ContractAdvice {
  readonly model: ProjectNode;
  readonly columns: readonly ContractColumn[];
  /** What stands against it, each with what to do; none: the contract can be pasted as it is. */
  readonly problems: readonly string[];
  /** What to mind, though it can be pasted. */
  readonly notes: readonly string[];
  /** An incremental model with a contract must say one of two things; null: it does. */
  readonly onSchemaChange: 'append_new_columns' | null;
}

/** `models`: public ones, or those that should be; those whose contract is enforced already need none. */
export function proposeContracts(models: readonly ProjectNode[], columnsOf: (model: ProjectNode) => ModelColumns): ContractAdvice[] {
  return models.filter(({ isContractEnforced }) => !isContractEnforced).map((model) => proposeContract(model, columnsOf(model)));
}

/** dbt's preflight knows these only. */
const contractable: ReadonlySet<string> = new Set(['table', 'view', 'incremental']);

function proposeContract(model: ProjectNode, known: ModelColumns): ContractAdvice {
  const columns = mergeColumns(known);
  const unknown = columns.filter(({ dataType }) => dataType === null).map(({ name }) => name);
  const problems: string[] = [];
  const notes: string[] = [];
  const materialized = model.materialized ?? 'view';
  if (!contractable.has(materialized))
    problems.push(`Materialized as ${materialized}: dbt holds contracts of tables, views and incremental models only.`);
  if (known.language !== 'sql') problems.push(`Written in ${known.language}: dbt holds contracts of SQL models only.`);
  if (columns.length === 0) problems.push('No columns are known: run dbt docs generate after the model was built.');
  else if (unknown.length > 0)
    problems.push(`The type of ${listNames(unknown)} is unknown: run dbt docs generate after the model was built.`);
  const gone = goneColumns(known);
  if (gone.length > 0) notes.push(`Take ${listNames(gone)} out of its columns: declared, but not in the warehouse.`);
  if (known.applied === null && problems.length === 0) notes.push('From the declared columns: no catalog tells whether they are all.');
  if (model.version !== null)
    notes.push(
      'A version’s column replaces the one that versions share, description and all: give shared columns their type where they are declared.',
    );
  const isOpen = materialized === 'incremental' && known.onSchemaChange !== 'append_new_columns' && known.onSchemaChange !== 'fail';
  if (isOpen) notes.push('Incremental: with a contract, on_schema_change must be append_new_columns or fail.');
  return { model, columns, problems, notes, onSchemaChange: isOpen ? 'append_new_columns' : null };
}

/** The warehouse's columns and types; spelled as they are declared, since warehouses change the letter case. */
function mergeColumns({ declared, applied }: ModelColumns): ContractColumn[] {
  if (applied === null) return declared.map(({ name, dataType }) => ({ name, dataType, isDeclared: true }));
  const byName = new Map(declared.map((column) => [column.name.toLowerCase(), column]));
  return applied.map(({ name, dataType }) => {
    const own = byName.get(name.toLowerCase());
    return { name: own?.name ?? name, dataType: dataType ?? own?.dataType ?? null, isDeclared: own !== undefined };
  });
}

function goneColumns({ declared, applied }: ModelColumns): string[] {
  if (applied === null) return [];
  const there = new Set(applied.map(({ name }) => name.toLowerCase()));
  return declared.filter(({ name }) => !there.has(name.toLowerCase())).map(({ name }) => name);
}

/** Questions about a project's variables; their values come out of their seal here. */
import { Fault } from '@weft/base/fault';
import type { Id } from '@weft/base/id';
import type { Host } from '@weft/host/host';
import { type Asker, type ResolvedVariable, resolve, type Variable } from './model.ts';
import { selectVariable, selectVariables, selectVariablesOfAccount, type VariablePlace, type VariableRow } from './store.ts';

/** Sorted by name. Faults: unavailable `secret.unreadable`. */
export async function listVariables(host: Host, place: VariablePlace, filter: { readonly name?: string } = {}): Promise<Variable[]> {
  const rows = await selectVariables(host.database.db, place, filter);
  return rows.map((row) => openVariable(host, row));
}

/** Faults: not_found `variable.not_found`; unavailable `secret.unreadable`. */
export async function getVariable(host: Host, place: VariablePlace, id: Id<'variable'>): Promise<Variable> {
  const row = await selectVariable(host.database.db, place, id);
  if (!row) throw new Fault('not_found', 'variable.not_found', `There is no environment variable ${id} in this project.`);
  return openVariable(host, row);
}

/** What a run of a job, or a person, gets. Faults: unavailable `secret.unreadable`. */
export async function resolveVariables(host: Host, place: VariablePlace, asker: Asker): Promise<ResolvedVariable[]> {
  return resolve(await listVariables(host, place), asker);
}

/** The values of one variable for each environment of each project that it is set in. */
export async function listVariablesOfAccount(host: Host, accountId: Id<'account'>, name: string): Promise<Variable[]> {
  return (await selectVariablesOfAccount(host.database.db, accountId, name)).map((row) => openVariable(host, row));
}

export function openVariable(host: Host, { sealedValue, ...row }: VariableRow): Variable {
  return { ...row, value: host.secretBox.open(sealedValue, purposeOf(row.id)) };
}

export function purposeOf(id: Id<'variable'>): string {
  return `variable:${id}`;
}

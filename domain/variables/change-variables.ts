/** Makes, changes, renames and deletes variables: one value at a time, or a name with its values for the project and its environments. */
import { Fault } from '@weft/base/fault';
import type { Id } from '@weft/base/id';
import type { Tx } from '@weft/host/database';
import type { Host } from '@weft/host/host';
import { uniqueViolation } from '@weft/host/unique-violation';
import { openVariable, purposeOf } from './list-variables.ts';
import { checkNewName, checkValue, checkVariableName, type Target, type Variable } from './model.ts';
import {
  deleteVariableRow,
  deleteVariablesNamed,
  insertVariable,
  renameVariables,
  selectVariable,
  selectVariables,
  updateVariable,
  type VariablePlace,
} from './store.ts';

export interface NewValue {
  readonly target: Target;
  readonly value: string;
}

/** A new name with its first values. Faults: invalid `variable.name_invalid`, `variable.name_reserved`, `variable.value_invalid`, `variable.name_taken`. */
export async function createVariable(
  host: Host,
  place: VariablePlace,
  name: string,
  values: readonly NewValue[],
): Promise<Id<'variable'>[]> {
  checkVariableName(name);
  if (values.length === 0)
    throw new Fault('invalid', 'variable.value_invalid', `${name} has no value. Give it one for the project or for an environment.`);
  for (const { value } of values) checkValue(name, value);
  return settingOnce(name, () =>
    host.database.transaction(async (tx) => {
      const taken = await selectVariables(tx, place, { name });
      if (taken.some(({ level }) => level === 'project' || level === 'environment')) throw nameTaken(name);
      const ids: Id<'variable'>[] = [];
      for (const { target, value } of values) ids.push(await insert(host, tx, place, name, target, value));
      return ids;
    }),
  );
}

/** One value in one place that has none yet. Faults as `createVariable`. */
export async function createValue(host: Host, place: VariablePlace, name: string, { target, value }: NewValue): Promise<Variable> {
  checkVariableName(name);
  checkValue(name, value);
  return settingOnce(name, () =>
    host.database.transaction(async (tx) => {
      const id = await insert(host, tx, place, name, target, value);
      const row = await selectVariable(tx, place, id);
      if (!row) throw new Error('a variable vanished while it was made');
      return openVariable(host, row);
    }),
  );
}

/** Faults: not_found `variable.not_found`; invalid `variable.value_invalid`. */
export async function changeValue(host: Host, place: VariablePlace, id: Id<'variable'>, value: string): Promise<Variable> {
  return host.database.transaction(async (tx) => {
    const row = await selectVariable(tx, place, id);
    if (!row) throw valueNotFound(id);
    checkValue(row.name, value);
    const changed = { sealedValue: host.secretBox.seal(value, purposeOf(id)), updatedAt: host.clock.now() };
    await updateVariable(tx, id, changed);
    return openVariable(host, { ...row, ...changed });
  });
}

/** Answers what it was. Faults: not_found `variable.not_found`. */
export async function deleteValue(host: Host, place: VariablePlace, id: Id<'variable'>): Promise<Variable> {
  return host.database.transaction(async (tx) => {
    const row = await selectVariable(tx, place, id);
    if (!row) throw valueNotFound(id);
    await deleteVariableRow(tx, id);
    return openVariable(host, row);
  });
}

export interface VariableChange {
  readonly newName?: string;
  /** By the ids of values that are there; null deletes. */
  readonly byId: ReadonlyMap<Id<'variable'>, string | null>;
  /** For the project and environments, whether they have a value or not; null deletes. */
  readonly byTarget: readonly { readonly target: Target; readonly value: string | null }[];
}

/** Faults: not_found `variable.not_found`; those of `createVariable`. Either all of it is done or nothing. */
export async function changeVariable(
  host: Host,
  place: VariablePlace,
  name: string,
  change: VariableChange,
): Promise<{ readonly newIds: readonly Id<'variable'>[]; readonly deletedIds: readonly Id<'variable'>[] }> {
  const { newName = name } = change;
  if (newName !== name) checkNewName(name, newName);
  return settingOnce(newName, () =>
    host.database.transaction(async (tx) => {
      const rows = await selectVariables(tx, place, { name });
      if (rows.length === 0) throw nameNotFound(name);
      const newIds: Id<'variable'>[] = [];
      const deletedIds: Id<'variable'>[] = [];
      const put = async (id: Id<'variable'>, value: string | null) => {
        if (value === null) {
          await deleteVariableRow(tx, id);
          deletedIds.push(id);
          return;
        }
        checkValue(name, value);
        await updateVariable(tx, id, { sealedValue: host.secretBox.seal(value, purposeOf(id)), updatedAt: host.clock.now() });
      };
      for (const [id, value] of change.byId) {
        if (!rows.some((row) => row.id === id)) throw valueNotFound(id);
        await put(id, value);
      }
      for (const { target, value } of change.byTarget) {
        const there = rows.find(
          (row) => row.level === target.level && (target.level !== 'environment' || row.environmentId === target.environmentId),
        );
        if (there) await put(there.id, value);
        else if (value !== null) {
          checkValue(name, value);
          newIds.push(await insert(host, tx, place, name, target, value));
        }
      }
      if (newName !== name) await renameVariables(tx, place, name, newName, host.clock.now());
      return { newIds, deletedIds };
    }),
  );
}

/** The name with all its values, those of jobs and people too. Faults: not_found `variable.not_found`. */
export async function deleteVariable(host: Host, place: VariablePlace, name: string): Promise<readonly Id<'variable'>[]> {
  const ids = await host.database.transaction((tx) => deleteVariablesNamed(tx, place, name));
  if (ids.length === 0) throw nameNotFound(name);
  return ids;
}

async function insert(host: Host, tx: Tx, place: VariablePlace, name: string, target: Target, value: string): Promise<Id<'variable'>> {
  const row = await insertVariable(tx, place, name, target, (id) => host.secretBox.seal(value, purposeOf(id)), host.clock.now());
  return row.id;
}

async function settingOnce<T>(name: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw uniqueViolation(error) === 'variable_place' ? nameTaken(name) : error;
  }
}

/** "Bad request" and not a conflict: the official API answers 400, and Terraform reads why from it. */
function nameTaken(name: string): Fault {
  return new Fault('invalid', 'variable.name_taken', `This project has an environment variable ${name} there already. Change that one.`);
}

function nameNotFound(name: string): Fault {
  return new Fault('not_found', 'variable.not_found', `There is no environment variable ${name} in this project.`);
}

function valueNotFound(id: number): Fault {
  return new Fault('not_found', 'variable.not_found', `There is no environment variable ${id} in this project.`);
}

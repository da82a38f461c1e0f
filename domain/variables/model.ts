/** The nouns of environment variables, and which value wins. */
import { Fault } from '@weft/base/fault';
import type { Id } from '@weft/base/id';
import { isSecretName, problemOfName, suggestName } from '@weft/dbt/variables/variable-name';
import { isReservedVariable } from '@weft/engine/core/child-environment';

/** From the weakest to the strongest; a job's and a person's never meet: a run is of the one or the other. */
export const levels = ['project', 'environment', 'job', 'user'] as const;
export type Level = (typeof levels)[number];

/** A value of one name in one place. */
export interface Variable {
  readonly id: Id<'variable'>;
  readonly accountId: Id<'account'>;
  readonly projectId: Id<'project'>;
  readonly name: string;
  readonly level: Level;
  readonly environmentId: Id<'environment'> | null;
  readonly jobId: Id<'job'> | null;
  readonly userId: Id<'user'> | null;
  readonly value: string;
  readonly createdAt: Date;
  readonly updatedAt: Date;
}

/** Where a value is to hold. */
export type Target =
  | { readonly level: 'project' }
  | { readonly level: 'environment'; readonly environmentId: Id<'environment'> }
  | { readonly level: 'job'; readonly jobId: Id<'job'> }
  | { readonly level: 'user'; readonly userId: Id<'user'> };

export const masked = '**********';

/** As it may be shown: a secret never is, not even to who wrote it. */
export function shownValue({ name, value }: Pick<Variable, 'name' | 'value'>): string {
  return isSecretName(name) ? masked : value;
}

/** Set by Weft for every run, whatever anybody says. */
const platformNames =
  /^DBT_(ENV|INVOCATION_ENV|CLOUD_(ACCOUNT_ID|PROJECT_ID|ENVIRONMENT_(ID|NAME|TYPE)|INVOCATION_CONTEXT|JOB_ID|RUN_ID|RUN_REASON(_CATEGORY)?|PR_ID|GIT_SHA|GIT_BRANCH)|ENV_SECRET_WEFT_.*|ENV_CUSTOM_ENV_DBT_CLOUD_.*)$/;

/** An operating system gives a process no more than about this for one variable. */
const valueBytesMax = 32 * 1024;

/** Faults: invalid `variable.name_invalid`, whose details have a name that would do; invalid `variable.name_reserved`. */
export function checkVariableName(name: string): void {
  const problem = problemOfName(name);
  if (problem !== null) {
    const suggestion = suggestName(name);
    throw new Fault(
      'invalid',
      'variable.name_invalid',
      `"${name.slice(0, 100)}" cannot be a variable: it ${problem}. Call it ${suggestion}, and read it as {{ env_var('${suggestion}') }}.`,
      { suggestion },
    );
  }
  if (platformNames.test(name))
    throw new Fault('invalid', 'variable.name_reserved', `${name} is set by Weft itself for every run. Choose another name.`);
  if (isReservedVariable(name))
    throw new Fault(
      'invalid',
      'variable.name_reserved',
      `${name} says where dbt reads, writes or logs, which Weft decides for every run. Choose another name.`,
    );
}

/** A name says whether its values are shown, so a secret that was renamed out of hiding would be read. Faults: as `checkVariableName`. */
export function checkNewName(name: string, newName: string): void {
  checkVariableName(newName);
  if (isSecretName(name) && !isSecretName(newName))
    throw new Fault(
      'invalid',
      'variable.name_invalid',
      `${newName} would show what ${name} keeps secret. Make ${newName} anew, with its value, and delete ${name}.`,
    );
}

/** Faults: invalid `variable.value_invalid`. */
export function checkValue(name: string, value: string): void {
  if (value === '') throw new Fault('invalid', 'variable.value_invalid', `The value of ${name} is empty. Leave it out to have none there.`);
  const size = Buffer.byteLength(value);
  if (size > valueBytesMax)
    throw new Fault('invalid', 'variable.value_invalid', `The value of ${name} has ${size} bytes; ${valueBytesMax} is the most.`);
}

export interface ResolvedVariable {
  readonly name: string;
  readonly isSecret: boolean;
  /** The value that a run gets; never shown where `isSecret`. */
  readonly variable: Variable;
  /** What it wins over, the strongest first. */
  readonly overrides: readonly Variable[];
}

/** Who asks for the values: a run of a job, or a person who develops. */
export interface Asker {
  readonly environmentId: Id<'environment'> | null;
  readonly jobId: Id<'job'> | null;
  /** Looked at only where there is no job. */
  readonly userId: Id<'user'> | null;
}

/** Of everything that a project has, what holds for one run or one person; sorted by name. */
export function resolve(all: readonly Variable[], asker: Asker): ResolvedVariable[] {
  const byName = new Map<string, Variable[]>();
  for (const variable of all) {
    if (!holds(variable, asker)) continue;
    byName.set(variable.name, [...(byName.get(variable.name) ?? []), variable]);
  }
  const resolved = [...byName].flatMap(([name, found]) => {
    const [variable, ...overrides] = found.sort((one, other) => levels.indexOf(other.level) - levels.indexOf(one.level));
    return variable ? [{ name, isSecret: isSecretName(name), variable, overrides }] : [];
  });
  return resolved.sort((one, other) => (one.name < other.name ? -1 : 1));
}

function holds(variable: Variable, { environmentId, jobId, userId }: Asker): boolean {
  switch (variable.level) {
    case 'project':
      return true;
    case 'environment':
      return variable.environmentId === environmentId;
    case 'job':
      return jobId !== null && variable.jobId === jobId;
    case 'user':
      return jobId === null && userId !== null && variable.userId === userId;
  }
}

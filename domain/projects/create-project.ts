/** Makes a project; a hybrid one only where the account allows hybrid projects. */
import { Fault } from '@weft/base/fault';
import type { Id } from '@weft/base/id';
import type { Host } from '@weft/host/host';
import { uniqueViolation } from '@weft/host/unique-violation';
import { getAccount } from '../identity/get-account.ts';
import type { Project } from './model.ts';
import { checkName, checkSubdirectory, isDbtProjectName } from './model.ts';
import { insertProject } from './store.ts';

export interface NewProjectInput {
  readonly accountId: Id<'account'>;
  readonly name: string;
  readonly description?: string;
  readonly kind: 'default' | 'hybrid';
  readonly dbtProjectName?: string | null;
  readonly dbtProjectSubdirectory?: string | null;
  readonly docsJobId?: Id<'job'> | null;
  readonly freshnessJobId?: Id<'job'> | null;
}

/** Faults: invalid `project.name_invalid`, `project.subdirectory_invalid`; forbidden `project.hybrid_off`; conflict `project.name_taken`, `project.dbt_name_taken`. */
export async function createProject(host: Host, input: NewProjectInput): Promise<Project> {
  const name = checkName('project', input.name);
  if (input.kind === 'hybrid') await requireHybridAllowed(host, input.accountId);
  const dbtProjectName = input.dbtProjectName ?? null;
  if (dbtProjectName !== null) checkDbtProjectName(dbtProjectName);
  if (input.dbtProjectSubdirectory) checkSubdirectory(input.dbtProjectSubdirectory);
  const values = {
    accountId: input.accountId,
    name,
    description: input.description ?? '',
    kind: input.kind,
    dbtProjectName,
    dbtProjectSubdirectory: input.dbtProjectSubdirectory ?? null,
    docsJobId: input.docsJobId ?? null,
    freshnessJobId: input.freshnessJobId ?? null,
  };
  return host.database
    .transaction((tx) => insertProject(tx, values, host.clock.now()))
    .catch((error: unknown) => throwNameTaken(error, name, dbtProjectName));
}

export async function requireHybridAllowed(host: Host, accountId: Id<'account'>): Promise<void> {
  const account = await getAccount(host, accountId);
  if (!account.isHybridEnabled) {
    throw new Fault(
      'forbidden',
      'project.hybrid_off',
      'Hybrid projects are turned off for this account. An account admin can turn them on in Account settings.',
    );
  }
}

export function checkDbtProjectName(dbtProjectName: string): void {
  if (!isDbtProjectName(dbtProjectName)) {
    throw new Fault(
      'invalid',
      'project.dbt_name_invalid',
      `"${dbtProjectName}" cannot be the name in a dbt_project.yml: letters, digits and underscores only, not beginning with a digit.`,
    );
  }
}

/** Turns the two unique indexes into words. */
export function throwNameTaken(error: unknown, name: string, dbtProjectName: string | null): never {
  const index = uniqueViolation(error);
  if (index === 'project_name')
    throw new Fault('conflict', 'project.name_taken', `There is a project "${name}" in this account already. Choose another name.`);
  if (index === 'project_dbt_project_name') throw dbtNameTaken(dbtProjectName);
  throw error;
}

export function dbtNameTaken(dbtProjectName: string | null): Fault {
  return new Fault(
    'conflict',
    'project.dbt_name_taken',
    `Another project of this account has the dbt project name "${dbtProjectName}". Cross-project refs find a project by that name, so it must be unique.`,
  );
}

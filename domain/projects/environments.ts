/** Makes, changes, deletes and finds environments. */
import { Fault } from '@weft/base/fault';
import type { Id } from '@weft/base/id';
import type { Host } from '@weft/host/host';
import { uniqueViolation } from '@weft/host/unique-violation';
import { checkDbtVersion } from './check-dbt-version.ts';
import { getProject } from './get-project.ts';
import type { Environment } from './model.ts';
import { checkName } from './model.ts';
import { insertEnvironment, selectEnvironment, selectEnvironmentOfOld, selectEnvironments, updateEnvironment } from './store.ts';

export interface NewEnvironmentInput {
  readonly accountId: Id<'account'>;
  readonly projectId: Id<'project'>;
  readonly name: string;
  readonly type: 'development' | 'deployment';
  readonly deploymentType: 'production' | 'staging' | null;
  readonly dbtVersion?: string;
  readonly customBranch?: string | null;
  readonly connectionId?: Id<'connection'> | null;
  readonly credentialId?: Id<'credential'> | null;
  readonly extendedAttributesId?: Id<'extendedAttributes'> | null;
  readonly primaryProfileId?: Id<'profile'> | null;
  readonly dbtProjectSubdirectory?: string | null;
  readonly supportsDocs?: boolean;
  readonly enableModelQueryHistory?: boolean;
  readonly enableDbtState?: boolean;
}

export type EnvironmentChange = Partial<Omit<NewEnvironmentInput, 'accountId' | 'projectId'>>;

/** Faults: not_found `project.not_found`; invalid `environment.name_invalid`, `environment.type_invalid`, `engine.version_unknown`, `engine.version_not_installable`; conflict `environment.name_taken`, `environment.type_taken`. */
export async function createEnvironment(host: Host, input: NewEnvironmentInput): Promise<Environment> {
  await getProject(host, input.accountId, input.projectId);
  const values = {
    dbtVersion: 'latest',
    customBranch: null,
    connectionId: null,
    credentialId: null,
    ...input,
    name: checkName('environment', input.name),
  };
  checkType(values);
  checkDbtVersion(values.dbtVersion);
  return host.database
    .transaction((tx) => insertEnvironment(tx, values, host.clock.now()))
    .catch((error: unknown) => throwTaken(error, values));
}

/** What is left out of `change` stays as it is. Faults as `createEnvironment`. */
export async function changeEnvironment(
  host: Host,
  accountId: Id<'account'>,
  environmentId: Id<'environment'>,
  change: EnvironmentChange,
): Promise<Environment> {
  const before = await getEnvironment(host, accountId, environmentId);
  const values = { ...before, ...change, name: checkName('environment', change.name ?? before.name) };
  checkType(values);
  if (change.dbtVersion !== undefined && change.dbtVersion !== before.dbtVersion) checkDbtVersion(change.dbtVersion);
  await host.database
    .transaction((tx) => updateEnvironment(tx, environmentId, { ...change, name: values.name, updatedAt: host.clock.now() }))
    .catch((error: unknown) => throwTaken(error, values));
  return getEnvironment(host, accountId, environmentId);
}

export async function deleteEnvironment(host: Host, accountId: Id<'account'>, environmentId: Id<'environment'>): Promise<Environment> {
  const environment = await getEnvironment(host, accountId, environmentId);
  const at = host.clock.now();
  await host.database.transaction((tx) => updateEnvironment(tx, environmentId, { updatedAt: at, deletedAt: at }));
  return environment;
}

export async function getEnvironment(host: Host, accountId: Id<'account'>, environmentId: Id<'environment'>): Promise<Environment> {
  const environment = await selectEnvironment(host.database.db, accountId, environmentId);
  if (!environment) throw new Fault('not_found', 'environment.not_found', `There is no environment ${environmentId} in this account.`);
  return environment;
}

/** For whoever tidies up after an environment; null: there never was one. */
export function findEnvironmentOfOld(host: Host, accountId: Id<'account'>, environmentId: Id<'environment'>): Promise<Environment | null> {
  return selectEnvironmentOfOld(host.database.db, accountId, environmentId);
}

export function listEnvironments(host: Host, accountId: Id<'account'>): Promise<Environment[]> {
  return selectEnvironments(host.database.db, accountId);
}

function checkType(values: Pick<Environment, 'type' | 'deploymentType'>): void {
  if (values.type === 'development' && values.deploymentType !== null) {
    throw new Fault(
      'invalid',
      'environment.type_invalid',
      `A development environment cannot be ${values.deploymentType}: only deployment environments are production or staging.`,
    );
  }
}

function throwTaken(error: unknown, values: Pick<Environment, 'name' | 'deploymentType'>): never {
  const index = uniqueViolation(error);
  if (index === 'environment_name')
    throw new Fault('conflict', 'environment.name_taken', `This project has an environment "${values.name}" already.`);
  if (index === 'environment_deployment_type')
    throw new Fault(
      'conflict',
      'environment.type_taken',
      `This project has a ${values.deploymentType} environment already; there can be one.`,
    );
  if (index === 'environment_development')
    throw new Fault('conflict', 'environment.type_taken', 'This project has a development environment already; there can be one.');
  throw error;
}

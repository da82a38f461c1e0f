/** Environment variables by name: `/api/v3/accounts/{id}/projects/{id}/environment-variables/{environment,job,user,bulk}/`. */
import { Fault } from '@weft/base/fault';
import type { Id } from '@weft/base/id';
import { idSchema } from '@weft/base/id';
import type { Caller } from '@weft/domain/access/model';
import { require as requirePermission } from '@weft/domain/access/model';
import { getJob } from '@weft/domain/jobs/list-jobs';
import { listEnvironments } from '@weft/domain/projects/environments';
import { getProject } from '@weft/domain/projects/get-project';
import type { Environment } from '@weft/domain/projects/model';
import { changeVariable, createVariable, deleteVariable, type NewValue } from '@weft/domain/variables/change-variables';
import { listVariables } from '@weft/domain/variables/list-variables';
import { shownValue, type Target, type Variable } from '@weft/domain/variables/model';
import type { Host } from '@weft/host/host';
import { successStatus } from '@weft/wire/envelope';
import type {
  WireVariablesByEnvironment,
  WireVariablesByLevel,
  WireVariablesChanged,
  WireVariablesCreated,
  WireVariableValue,
} from '@weft/wire/v3/environment-variable';
import type { FastifyReply } from 'fastify';
import { z } from 'zod';
import { renderFault } from '../kit/render-fault.ts';
import type { AnyRoute } from '../kit/route.ts';
import { Bare, route } from '../kit/route.ts';

export const variablesPath = '/api/v3/accounts/:accountId/projects/:projectId/environment-variables/';
export const inProject = z.object({ accountId: idSchema<'account'>(), projectId: idSchema<'project'>() });
type Place = z.infer<typeof inProject>;

/** One name: the others of its keys are `project`, names of environments and, in a change, ids of values. */
const values = z.record(z.string().max(300), z.string().nullable());
const created = z.object({ env_var: z.union([values, z.array(values).max(500)]).optional(), env_vars: values.optional() });
const changed = z.object({ env_vars: values.optional(), env_var: values.optional() });
/** Clients send an id as a number, and none as an empty text. */
const optionalId = <Noun extends string>() => z.preprocess((value) => (value === '' ? undefined : value), idSchema<Noun>().optional());

export async function scopeOfVariables(host: Host, { accountId, projectId }: Place): Promise<Id<'project'>> {
  return (await getProject(host, accountId, projectId)).id;
}

export const variableRoutes: AnyRoute[] = [
  route({
    method: 'GET',
    path: `${variablesPath}environment/`,
    needs: 'variables:read',
    input: inProject,
    scope: scopeOfVariables,
    answer: async (host, place): Promise<WireVariablesByEnvironment> => byEnvironment(host, place),
  }),
  route({
    method: 'GET',
    path: `${variablesPath}job/`,
    needs: 'variables:read',
    input: inProject.extend({ query: z.object({ job_definition_id: optionalId<'job'>() }) }),
    scope: scopeOfVariables,
    answer: async (host, { query, ...place }): Promise<WireVariablesByLevel> => {
      const { job_definition_id: jobId } = query;
      if (jobId === undefined) throw new Fault('invalid', 'request.invalid', 'Say in job_definition_id of which job.');
      const job = await getJob(host, place.accountId, jobId);
      if (job.projectId !== place.projectId) throw new Fault('not_found', 'job.not_found', `There is no job ${jobId} in this project.`);
      return byLevel(await listVariables(host, place), (it) => it.jobId === jobId, job.environmentId);
    },
  }),
  route({
    method: 'GET',
    path: `${variablesPath}user/`,
    needs: 'variables:read',
    input: inProject.extend({ query: z.object({ user_id: optionalId<'user'>() }) }),
    scope: scopeOfVariables,
    answer: async (host, { query, ...place }, { caller }): Promise<WireVariablesByLevel> => {
      const userId = query.user_id ?? caller.userId;
      if (userId === null) throw new Fault('invalid', 'request.invalid', 'Say in user_id of whom.');
      requireOwn(caller, place, userId);
      return byLevel(await listVariables(host, place), (it) => it.userId === userId, await developmentOf(host, place));
    },
  }),
  route({
    method: 'POST',
    path: `${variablesPath}bulk/`,
    needs: 'variables:write',
    status: 201,
    input: inProject.extend({ body: created }),
    scope: scopeOfVariables,
    changes: {
      event: 'variable.created',
      read: (host, { body, ...place }) => readNamed(host, place, Array.isArray(body.env_var) ? null : body.env_var?.new_name),
    },
    answer: async (host, { body, ...place }, { reply, caller }) => {
      if (Array.isArray(body.env_var)) return createMany(host, place, body.env_var, reply);
      // An older Terraform provider changes by POST.
      if (body.env_vars !== undefined) return change(host, place, body.env_vars, caller);
      if (body.env_var === undefined) throw missing('env_var', 'new_name');
      return createOne(host, place, body.env_var);
    },
  }),
  route({
    method: 'PUT',
    path: `${variablesPath}bulk/`,
    needs: 'variables:write',
    input: inProject.extend({ body: changed }),
    scope: scopeOfVariables,
    changes: {
      event: 'variable.changed',
      read: (host, { body, ...place }) => readNamed(host, place, (body.env_vars ?? body.env_var)?.name),
    },
    answer: async (host, { body, ...place }, { caller }) => {
      const asked = body.env_vars ?? body.env_var;
      if (asked === undefined) throw missing('env_vars', 'name');
      return change(host, place, asked, caller);
    },
  }),
  route({
    method: 'DELETE',
    path: `${variablesPath}bulk/`,
    needs: 'variables:write',
    input: inProject.extend({ body: z.object({ name: z.string().max(300) }) }),
    scope: scopeOfVariables,
    changes: { event: 'variable.deleted', read: (host, { body, ...place }) => readNamed(host, place, body.name) },
    answer: async (host, { body, ...place }) => ({
      message: `Deleted ${body.name}.`,
      deleted_var_ids: await deleteVariable(host, place, body.name),
    }),
  }),
];

/** Values that somebody set for themself are theirs; who manages the people of the account may look after them. */
export function requireOwn(caller: Caller, { accountId }: Place, userId: Id<'user'>): void {
  if (caller.userId !== userId) requirePermission(caller, 'users:write', { accountId, projectId: null });
}

async function environmentsOf(host: Host, { accountId, projectId }: Place): Promise<readonly Environment[]> {
  return (await listEnvironments(host, accountId)).filter((it) => it.projectId === projectId);
}

export async function developmentOf(host: Host, place: Place): Promise<Id<'environment'> | null> {
  return (await environmentsOf(host, place)).find(({ type }) => type === 'development')?.id ?? null;
}

async function byEnvironment(host: Host, place: Place, name?: string): Promise<WireVariablesByEnvironment> {
  const environments = await environmentsOf(host, place);
  const names = new Map(environments.map((it) => [it.id, it.name]));
  const variables: Record<string, Record<string, WireVariableValue>> = {};
  for (const variable of await listVariables(host, place, name === undefined ? {} : { name })) {
    const at = variable.level === 'project' ? 'project' : variable.environmentId === null ? undefined : names.get(variable.environmentId);
    // Of jobs, of people, and of environments that were deleted.
    if (at === undefined) continue;
    variables[variable.name] = { ...variables[variable.name], [at]: presentValue(variable) };
  }
  return { environments: ['project', ...names.values()], variables };
}

/** For the audit log. */
async function readNamed(host: Host, place: Place, name: string | null | undefined): Promise<unknown> {
  if (name == null) return null;
  const shown = (await byEnvironment(host, place, name)).variables[name];
  return shown === undefined ? null : { name, ...shown };
}

function byLevel(
  all: readonly Variable[],
  isOwn: (variable: Variable) => boolean,
  environmentId: Id<'environment'> | null,
): WireVariablesByLevel {
  const names: Record<string, Partial<Record<Variable['level'], WireVariableValue>>> = {};
  for (const variable of all) {
    const { level, name } = variable;
    const isShown = level === 'project' || (level === 'environment' ? variable.environmentId === environmentId : isOwn(variable));
    if (isShown) names[name] = { ...names[name], [level]: presentValue(variable) };
  }
  return names;
}

function presentValue(variable: Variable): WireVariableValue {
  return { id: variable.id, value: shownValue(variable) };
}

/** Of a name or an id of a key; an environment of the name `project` is reached by its id alone. Faults: invalid `variable.environment_unknown`. */
async function readTargets(host: Host, place: Place, keys: readonly (readonly [string, string | null])[]) {
  const environments = await environmentsOf(host, place);
  return keys.map(([key, value]): { readonly target: Target; readonly value: string | null } => {
    if (key === 'project') return { target: { level: 'project' }, value };
    const found = environments.find(({ name }) => name === key);
    if (found) return { target: { level: 'environment', environmentId: found.id }, value };
    const names = environments.map(({ name }) => name).join(', ');
    throw new Fault(
      'invalid',
      'variable.environment_unknown',
      `"${key}" is no environment of this project. Values are given for "project"${names === '' ? '' : ` and for ${names}`}.`,
    );
  });
}

async function createOne(host: Host, place: Place, asked: z.infer<typeof values>): Promise<WireVariablesCreated> {
  const { new_name: name, ...rest } = asked;
  if (name == null) throw missing('env_var', 'new_name');
  const given = await readTargets(
    host,
    place,
    Object.entries(rest).filter(([, value]) => value !== null && value !== ''),
  );
  const ids = await createVariable(
    host,
    place,
    name,
    given.flatMap(({ target, value }): NewValue[] => (value === null ? [] : [{ target, value }])),
  );
  return { message: `Created ${name}.`, new_var_ids: ids, failures: {} };
}

/** Each stands for itself, as the official API has it: those that cannot be made are told, and the others are there. */
async function createMany(host: Host, place: Place, asked: readonly z.infer<typeof values>[], reply: FastifyReply): Promise<unknown> {
  const results: { readonly key_name: string; readonly fault: Fault | null; readonly data: WireVariablesCreated | null }[] = [];
  for (const one of asked) {
    const key_name = one.new_name ?? '';
    const made = await createOne(host, place, one).then(
      (data) => ({ key_name, fault: null, data }),
      (error: unknown) => {
        if (error instanceof Fault) return { key_name, fault: error, data: null };
        throw error;
      },
    );
    results.push(made);
  }
  if (results.every(({ fault }) => fault === null))
    return results.map(({ key_name, data }) => ({ key_name, status: 'success', status_code: 201, data }));
  const data = results.map(({ key_name, fault }) =>
    fault === null
      ? { key_name, status: 'success', status_code: 201, reason: '' }
      : { key_name, status: 'error', status_code: renderFault(fault).status.code, reason: fault.message },
  );
  const user_message = results.flatMap(({ fault }) => (fault === null ? [] : [fault.message])).join(' ');
  const status = { ...successStatus(400), is_success: false, user_message, developer_message: 'variable.some_failed' };
  reply.type('application/json; charset=utf-8');
  return new Bare(400, JSON.stringify({ status, data }));
}

async function change(host: Host, place: Place, asked: z.infer<typeof values>, caller: Caller): Promise<WireVariablesChanged> {
  const { name, new_name: newName, ...rest } = asked;
  if (name == null) throw missing('env_vars', 'name');
  const there = await listVariables(host, place, { name });
  for (const { id, userId } of there) if (userId !== null && String(id) in rest) requireOwn(caller, place, userId);
  const known = new Set(there.map(({ id }) => String(id)));
  const none = (value: string | null) => (value === '' ? null : value);
  const all = Object.entries(rest);
  const byId = new Map(all.flatMap(([key, value]) => (known.has(key) ? [[idSchema<'variable'>().parse(key), none(value)] as const] : [])));
  const byTarget = await readTargets(
    host,
    place,
    all.flatMap(([key, value]) => (known.has(key) ? [] : [[key, none(value)] as const])),
  );
  const { newIds, deletedIds } = await changeVariable(host, place, name, { byId, byTarget, ...(newName ? { newName } : {}) });
  return { message: `Changed ${newName || name}.`, new_var_ids: newIds, deleted_var_ids: deletedIds, failures: {} };
}

function missing(field: string, name: string): Fault {
  return new Fault(
    'invalid',
    'request.invalid',
    `The body wants ${field}: an object with ${name}, and values for "project" and for environments by their names.`,
  );
}

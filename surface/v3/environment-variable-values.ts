/** One value of an environment variable at a time, mostly the override of a job or a person: `…/environment-variables/{id}/`. */
import { Fault } from '@weft/base/fault';
import { idSchema } from '@weft/base/id';
import type { Caller } from '@weft/domain/access/model';
import { getJob } from '@weft/domain/jobs/list-jobs';
import { getEnvironment } from '@weft/domain/projects/environments';
import { changeValue, createValue, deleteValue } from '@weft/domain/variables/change-variables';
import { getVariable } from '@weft/domain/variables/list-variables';
import { levels, shownValue, type Target, type Variable } from '@weft/domain/variables/model';
import type { Host } from '@weft/host/host';
import { wireTimestamp } from '@weft/wire/envelope';
import type { WireVariable } from '@weft/wire/v3/environment-variable';
import { z } from 'zod';
import type { AnyRoute } from '../kit/route.ts';
import { route } from '../kit/route.ts';
import { inProject, requireOwn, scopeOfVariables, variablesPath } from './environment-variables.ts';
import { presentEnvironment } from './present-project.ts';

type Place = z.infer<typeof inProject>;

const body = z.object({
  name: z.string().max(300).optional(),
  type: z.enum(levels).optional(),
  environment_id: idSchema<'environment'>().nullish(),
  job_definition_id: idSchema<'job'>().nullish(),
  user_id: idSchema<'user'>().nullish(),
  raw_value: z.string().nullish(),
  state: z.coerce.number().int().optional(),
});
type Body = z.infer<typeof body>;
const one = inProject.extend({ variableId: idSchema<'variable'>() });

export const variableValueRoutes: AnyRoute[] = [
  route({
    method: 'POST',
    path: variablesPath,
    needs: 'variables:write',
    status: 201,
    input: inProject.extend({ body }),
    scope: scopeOfVariables,
    changes: { event: 'variable.created' },
    answer: async (host, { body, ...place }, { caller }) => {
      if (body.name === undefined || body.raw_value == null)
        throw new Fault('invalid', 'request.invalid', 'The body wants name, type and raw_value.');
      const target = await readTarget(host, place, body, caller);
      return present(host, await createValue(host, place, body.name, { target, value: body.raw_value }));
    },
  }),
  route({
    method: 'POST',
    path: `${variablesPath}:variableId/`,
    needs: 'variables:write',
    input: one.extend({ body }),
    scope: scopeOfVariables,
    changes: { event: 'variable.changed', read: readAgain },
    answer: async (host, { body, variableId, ...place }, { caller }) => {
      await requireOwnValue(host, place, variableId, caller);
      // The official way to delete is to write the state.
      if (body.state === 2) return present(host, await deleteValue(host, place, variableId), 2);
      if (body.raw_value == null) return present(host, await getVariable(host, place, variableId));
      return present(host, await changeValue(host, place, variableId, body.raw_value));
    },
  }),
  route({
    method: 'DELETE',
    path: `${variablesPath}:variableId/`,
    needs: 'variables:write',
    input: one,
    scope: scopeOfVariables,
    changes: { event: 'variable.deleted', read: readAgain },
    answer: async (host, { variableId, ...place }, { caller }) => {
      await requireOwnValue(host, place, variableId, caller);
      return present(host, await deleteValue(host, place, variableId), 2);
    },
  }),
];

/** Faults: not_found of the environment or job; forbidden `access.forbidden` for values of another person; invalid `request.invalid`. */
async function readTarget(host: Host, place: Place, asked: Body, caller: Caller): Promise<Target> {
  const wants = (field: string) => new Fault('invalid', 'request.invalid', `A value of the type ${asked.type} wants ${field}.`);
  switch (asked.type) {
    case 'environment': {
      if (asked.environment_id == null) throw wants('environment_id');
      const environment = await getEnvironment(host, place.accountId, asked.environment_id);
      if (environment.projectId !== place.projectId)
        throw new Fault('not_found', 'environment.not_found', `There is no environment ${environment.id} in this project.`);
      return { level: 'environment', environmentId: environment.id };
    }
    case 'job': {
      if (asked.job_definition_id == null) throw wants('job_definition_id');
      const job = await getJob(host, place.accountId, asked.job_definition_id);
      if (job.projectId !== place.projectId) throw new Fault('not_found', 'job.not_found', `There is no job ${job.id} in this project.`);
      return { level: 'job', jobId: job.id };
    }
    case 'user': {
      const userId = asked.user_id ?? caller.userId;
      if (userId === null) throw wants('user_id');
      requireOwn(caller, place, userId);
      return { level: 'user', userId };
    }
    case 'project':
      return { level: 'project' };
    default:
      throw new Fault('invalid', 'request.invalid', `The body wants type: one of ${levels.join(', ')}.`);
  }
}

async function requireOwnValue(host: Host, place: Place, id: Variable['id'], caller: Caller): Promise<void> {
  const { userId } = await getVariable(host, place, id);
  if (userId !== null) requireOwn(caller, place, userId);
}

/** For the audit log. */
async function readAgain(host: Host, { accountId, projectId, variableId }: z.infer<typeof one>): Promise<WireVariable> {
  return present(host, await getVariable(host, { accountId, projectId }, variableId));
}

async function present(host: Host, variable: Variable, state: 1 | 2 = 1): Promise<WireVariable> {
  const { id, accountId, projectId, name, level, environmentId, jobId, userId, createdAt, updatedAt } = variable;
  // A deleted environment is shown by its id alone.
  const environment = environmentId === null ? null : await getEnvironment(host, accountId, environmentId).catch(() => null);
  return {
    ...{ id, account_id: accountId, project_id: projectId, name, type: level },
    ...{ environment_id: environmentId, environment: environment && presentEnvironment(environment) },
    ...{ job_definition_id: jobId, user_id: userId, display_value: shownValue(variable), state },
    ...{ created_at: wireTimestamp(createdAt), updated_at: wireTimestamp(updatedAt) },
  };
}

/** One step of a run by a number of its own, and how long each node of a run took. */
import { Fault } from '@weft/base/fault';
import { asId, idSchema } from '@weft/base/id';
import { getRun, listRunNodes, listSteps } from '@weft/domain/runs/list-runs';
import type { Host } from '@weft/host/host';
import { wireTimestamp } from '@weft/wire/envelope';
import { z } from 'zod';
import { readWords } from '../kit/read-list.ts';
import type { AnyRoute } from '../kit/route.ts';
import { route } from '../kit/route.ts';
import { presentStep, stepsOfRunMax } from './present-run.ts';
import { readLogs } from './present-runs.ts';
import { scopeOfRun } from './runs.ts';

const accountId = idSchema<'account'>();
const ofStep = z.object({ accountId, stepId: z.coerce.number().int().min(stepsOfRunMax).max(Number.MAX_SAFE_INTEGER) });
const ofRun = z.object({ accountId, projectId: idSchema<'project'>(), runId: idSchema<'run'>() });

export const runStepRoutes: AnyRoute[] = [
  route({
    method: 'GET',
    path: '/api/v2/accounts/:accountId/steps/:stepId/',
    summary: 'Get one step of a run, with its logs',
    needs: 'runs:read',
    input: ofStep.extend({ query: z.object({ include_related: z.unknown().optional() }) }),
    scope: async (host, input) => (await findStep(host, input)).run.projectId,
    answer: async (host, input) => {
      const { run, step } = await findStep(host, input);
      const wantsDebug = readWords(input.query.include_related).includes('debug_logs');
      return presentStep(host, run, step, await readLogs(host, run, step, wantsDebug));
    },
  }),
  route({
    method: 'GET',
    path: '/api/v3/accounts/:accountId/projects/:projectId/runs/:runId/timing/',
    summary: 'Say how long each step and each node of a run took',
    needs: 'runs:read',
    input: ofRun,
    scope: async (host, input) => {
      const projectId = await scopeOfRun(host, input);
      if (projectId !== input.projectId) throw new Fault('not_found', 'run.not_found', `There is no run ${input.runId} in this project.`);
      return projectId;
    },
    answer: (host, input) => presentTiming(host, input),
  }),
];

async function findStep(host: Host, { accountId, stepId }: z.infer<typeof ofStep>) {
  const index = stepId % stepsOfRunMax;
  const runId = asId<'run'>(Math.floor(stepId / stepsOfRunMax));
  const step = (await listSteps(host, [runId])).find((it) => it.index === index);
  const missing = new Fault('not_found', 'run.step_not_found', `There is no step ${stepId} in this account.`);
  if (!step) throw missing;
  const run = await getRun(host, accountId, runId).catch((error: unknown) => {
    throw error instanceof Fault && error.code === 'run.not_found' ? missing : error;
  });
  return { run, step };
}

async function presentTiming(host: Host, { accountId, runId }: z.infer<typeof ofRun>) {
  const [run, steps, nodes] = await Promise.all([getRun(host, accountId, runId), listSteps(host, [runId]), listRunNodes(host, runId)]);
  const at = (time: Date | null) => (time === null ? null : wireTimestamp(time));
  return {
    run_id: run.id,
    run_steps: steps.map(({ index, name, startedAt, finishedAt }) => ({
      ...{ index, name, started_at: at(startedAt), finished_at: at(finishedAt) },
      execution_time: startedAt && finishedAt ? (finishedAt.getTime() - startedAt.getTime()) / 1000 : null,
    })),
    nodes: nodes.map((node) => ({
      ...{ unique_id: node.uniqueId, name: node.name, resource_type: node.resourceType, run_step_index: node.stepIndex },
      ...{ status: node.dbtStatus, started_at: at(node.startedAt), completed_at: at(node.finishedAt) },
      execution_time: node.executionSeconds,
    })),
  };
}

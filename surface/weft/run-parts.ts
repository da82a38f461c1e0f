/** The parts of a run's page: timing, one node, files by step, the chain of retries, and what changed in the mesh. */
import { idSchema } from '@weft/base/id';
import { may } from '@weft/domain/access/model';
import { findCause } from '@weft/domain/jobs/find-cause';
import { listProjects } from '@weft/domain/projects/get-project';
import { describeNode, type NodeDescription } from '@weft/domain/runs/describe-node';
import { listFindings, type RunLint } from '@weft/domain/runs/list-findings';
import { describeMeshChanges } from '@weft/domain/runs/mesh-changes';
import { listRetryChain } from '@weft/domain/runs/retry-chain';
import { listFilesBySteps } from '@weft/domain/runs/run-artifacts';
import { type NodeTiming, timeNodes } from '@weft/domain/runs/time-nodes';
import { wireTimestamp } from '@weft/wire/envelope';
import type { WireRunLint } from '@weft/wire/weft/lint';
import type { WireMeshChanges } from '@weft/wire/weft/mesh-changes';
import type { WireRunChain } from '@weft/wire/weft/run-chain';
import type { WireRunFile } from '@weft/wire/weft/run-files';
import type { WireNodeDescription, WireNodeTiming } from '@weft/wire/weft/run-node';
import { z } from 'zod';
import type { AnyRoute } from '../kit/route.ts';
import { route } from '../kit/route.ts';
import { presentRun, wireStepStatusOf } from '../v2/present-run.ts';
import { scopeOfRun } from '../v2/runs.ts';
import { nodeState, presentRunNode } from './present-progress.ts';

const one = z.object({ accountId: idSchema<'account'>(), runId: idSchema<'run'>() });
const path = '/api/weft/accounts/:accountId/runs/:runId/';

export const runPartRoutes: AnyRoute[] = [
  route({
    method: 'GET',
    path: `${path}timing/`,
    summary: 'Say when each node of a run was compiled and executed, and what it waited for',
    needs: 'runs:read',
    input: one,
    scope: scopeOfRun,
    answer: async (host, { runId }): Promise<WireNodeTiming[]> => (await timeNodes(host, runId)).map(presentTiming),
  }),
  route({
    method: 'GET',
    path: `${path}node/`,
    summary: 'Describe one node of a run',
    needs: 'runs:read',
    input: one.extend({ query: z.object({ step: z.coerce.number().int().min(1).max(1e6), unique_id: z.string().min(1).max(2000) }) }),
    scope: scopeOfRun,
    answer: async (host, { accountId, runId, query }): Promise<WireNodeDescription> =>
      presentDescription(await describeNode(host, accountId, { runId, stepIndex: query.step, uniqueId: query.unique_id })),
  }),
  route({
    method: 'GET',
    path: `${path}lint/`,
    summary: 'List what linting found in the changed files of a run',
    needs: 'runs:read',
    input: one,
    scope: scopeOfRun,
    answer: async (host, { accountId, runId }): Promise<WireRunLint> => presentLint(await listFindings(host, accountId, runId)),
  }),
  route({
    method: 'GET',
    path: `${path}files/`,
    summary: 'List the artifacts of a run by step',
    needs: 'runs:read',
    input: one,
    scope: scopeOfRun,
    answer: async (host, { accountId, runId }): Promise<WireRunFile[]> =>
      (await listFilesBySteps(host, accountId, runId)).map((file) => ({
        step_index: file.stepIndex,
        path: file.path,
        size_bytes: file.sizeBytes,
      })),
  }),
  route({
    method: 'GET',
    path: `${path}chain/`,
    summary: 'List the retries that a run belongs to, and the run that started it',
    needs: 'runs:read',
    input: one,
    scope: scopeOfRun,
    answer: async (host, { accountId, runId }, { caller }): Promise<WireRunChain> => {
      const runs = await listRetryChain(host, accountId, runId);
      const cause = await findCause(host, { accountId, id: runId });
      const isSeen = cause !== null && may(caller, 'runs:read', { accountId, projectId: cause.projectId });
      return {
        runs: runs.map((run) => presentLink(presentRun(host, { run, steps: [] }))),
        started_by: isSeen ? { id: cause.id, project_id: cause.projectId, job_name: cause.plan.jobName } : null,
      };
    },
  }),
  route({
    method: 'GET',
    path: `${path}mesh-changes/`,
    summary: 'Say what a run changed for other projects',
    needs: 'runs:read',
    input: one,
    scope: scopeOfRun,
    answer: async (host, { accountId, runId }, { caller }): Promise<WireMeshChanges> => {
      const [found, projects] = await Promise.all([describeMeshChanges(host, accountId, runId), listProjects(host, accountId)]);
      const names = new Map(projects.map(({ id, name }) => [id, name]));
      return {
        not_published: found.notPublished,
        is_first: found.isFirst,
        compared_with: found.comparedWith,
        changes: found.changes.map(({ uniqueId, name, kind, accessNow, fields, consumers }) => {
          const seen = consumers.filter((projectId) => may(caller, 'public_models:read', { accountId, projectId }));
          return {
            ...{ unique_id: uniqueId, name, kind, access_now: accessNow, fields },
            consumers: seen.map((id) => ({ project_id: id, name: names.get(id) ?? '' })),
            hidden_consumers: consumers.length - seen.length,
          };
        }),
      };
    },
  }),
];

type WireLink = WireRunChain['runs'][number];

function presentLink(wire: WireLink): WireLink {
  const { id, status, status_message, created_at, started_at, finished_at, retrying_run_id } = wire;
  return { id, status, status_message, created_at, started_at, finished_at, retrying_run_id };
}

function presentTiming(timing: NodeTiming): WireNodeTiming {
  return {
    step_index: timing.stepIndex,
    unique_id: timing.uniqueId,
    thread: timing.threadId,
    phases: timing.phases.map(({ name, startedAt, completedAt }) => ({
      ...{ name, started_at: startedAt.toISOString(), completed_at: completedAt.toISOString() },
    })),
    rows_affected: timing.rowsAffected,
    failures: timing.failures,
    depends_on: timing.dependsOn,
  };
}

function presentDescription(it: NodeDescription): WireNodeDescription {
  return {
    node: presentRunNode(it.node),
    file_path: it.filePath,
    language: it.language,
    raw_code: it.rawCode,
    compiled_code: it.compiledCode,
    depends_on: it.dependsOn,
    tests: it.tests.map(presentRunNode),
    past: it.past.map(({ runId, state, startedAt, executionSeconds }) => ({
      run_id: runId,
      state: nodeState({ state, dbtStatus: null }),
      started_at: startedAt === null ? null : wireTimestamp(startedAt),
      execution_seconds: executionSeconds,
    })),
  };
}

function presentLint({ step, failsRun, findings }: RunLint): WireRunLint {
  return {
    ...{ step_index: step?.index ?? null, status: step && wireStepStatusOf(step), message: step?.message ?? null, fails_run: failsRun },
    findings: findings.map(({ path: file, line, column, rule, ruleName, message, isWarning }) => ({
      ...{ path: file, line, column, rule, rule_name: ruleName, message, is_warning: isWarning },
    })),
  };
}

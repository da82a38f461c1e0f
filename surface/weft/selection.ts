/** Why a run selected what it did, what a job would compare with now, the rules by which changes are none, and the check that no change selects nothing. */
import type { Id } from '@weft/base/id';
import { idSchema } from '@weft/base/id';
import { facets } from '@weft/dbt/state/compared-fields';
import { checkComparison, findJobDeferral } from '@weft/domain/jobs/check-comparison';
import { getProject } from '@weft/domain/projects/get-project';
import type { Deferral, StateAnswer } from '@weft/domain/runs/deferral';
import { getRun } from '@weft/domain/runs/list-runs';
import { addIgnoreRule, listIgnoreRules, listSelections, removeIgnoreRule, type StepSelection } from '@weft/domain/runs/list-selections';
import type { IgnoreRule, KeptChange } from '@weft/domain/runs/selection';
import type { Host } from '@weft/host/host';
import { wireTimestamp } from '@weft/wire/envelope';
import type { WireChange, WireDeferral, WireIgnoreRule, WireRunSelection, WireState, WireStepSelection } from '@weft/wire/weft/selection';
import { z } from 'zod';
import type { AnyRoute } from '../kit/route.ts';
import { route } from '../kit/route.ts';
import { actorOf } from '../v2/actor-of.ts';
import { scopeOfJob } from '../v2/jobs.ts';
import { scopeOfRun } from '../v2/runs.ts';

const accountId = idSchema<'account'>();
const oneRun = z.object({ accountId, runId: idSchema<'run'>() });
const oneJob = z.object({ accountId, jobId: idSchema<'job'>() });
const inProject = z.object({ accountId, projectId: idSchema<'project'>() });
const rules = '/api/weft/accounts/:accountId/projects/:projectId/ignore-rules/';

async function scopeOfRules(host: Host, input: z.infer<typeof inProject>): Promise<Id<'project'>> {
  return (await getProject(host, input.accountId, input.projectId)).id;
}

export const selectionRoutes: AnyRoute[] = [
  route({
    method: 'GET',
    path: '/api/weft/accounts/:accountId/runs/:runId/selection/',
    needs: 'runs:read',
    input: oneRun,
    scope: scopeOfRun,
    answer: async (host, { accountId, runId }): Promise<WireRunSelection> => {
      const [run, steps] = [await getRun(host, accountId, runId), await listSelections(host, accountId, runId)];
      const deferral = run.deferral === null ? null : presentDeferral(run.deferral);
      return { project_id: run.projectId, git_sha: run.gitSha, deferral, steps: steps.map(presentStep) };
    },
  }),
  route({
    method: 'GET',
    path: '/api/weft/accounts/:accountId/jobs/:jobId/deferral/',
    needs: 'jobs:read',
    input: oneJob,
    scope: scopeOfJob,
    answer: async (host, { accountId, jobId }): Promise<{ deferral: WireDeferral | null }> => {
      const deferral = await findJobDeferral(host, accountId, jobId);
      return { deferral: deferral && presentDeferral(deferral) };
    },
  }),
  route({
    method: 'POST',
    path: '/api/weft/accounts/:accountId/jobs/:jobId/check-comparison/',
    needs: 'runs:write',
    status: 201,
    input: oneJob,
    scope: scopeOfJob,
    changes: { event: 'run.started' },
    answer: async (host, { accountId, jobId }, { caller }) => ({
      id: (await checkComparison(host, accountId, jobId, actorOf(caller))).id,
    }),
  }),
  route({
    method: 'GET',
    path: rules,
    needs: 'jobs:read',
    input: inProject,
    scope: scopeOfRules,
    answer: async (host, { accountId, projectId }): Promise<WireIgnoreRule[]> =>
      (await listIgnoreRules(host, accountId, projectId)).map(presentRule),
  }),
  route({
    method: 'POST',
    path: rules,
    needs: 'jobs:write',
    status: 201,
    input: inProject.extend({
      body: z.object({
        node_pattern: z.string().min(1).max(500),
        facet: z.enum(facets),
        key: z.string().max(500).nullable().default(null),
        why: z.string().min(1).max(500),
      }),
    }),
    scope: scopeOfRules,
    changes: { event: 'ignore_rule.created' },
    answer: async (host, { accountId, projectId, body }, { caller }): Promise<WireIgnoreRule> => {
      const { node_pattern: nodePattern, facet, key, why } = body;
      const where = { accountId, projectId, createdBy: caller.label };
      return presentRule(await addIgnoreRule(host, where, { nodePattern, facet, key, why }));
    },
  }),
  route({
    method: 'DELETE',
    path: `${rules}:ruleId/`,
    needs: 'jobs:write',
    input: inProject.extend({ ruleId: idSchema<'ignoreRule'>() }),
    scope: scopeOfRules,
    changes: { event: 'ignore_rule.removed' },
    answer: async (host, { accountId, projectId, ruleId }) => {
      await removeIgnoreRule(host, { accountId, projectId, ruleId });
      return { id: ruleId };
    },
  }),
];

function presentDeferral({ compared, deferred }: Deferral): WireDeferral {
  return { compared: presentState(compared), deferred: presentState(deferred) };
}

function presentState(state: StateAnswer): WireState {
  if (state.kind === 'missing') return state;
  return {
    ...{ kind: 'found', run_id: state.runId, environment_id: state.environmentId, environment_name: state.environmentName },
    ...{ job_name: state.jobName, git_sha: state.gitSha, dbt_version: state.dbtVersion },
    ...{ generated_at: wireTimestamp(state.generatedAt), why: state.why },
  };
}

function presentStep({ stepIndex, summary, changes, moreChanges, selected }: StepSelection): WireStepSelection {
  return {
    ...{ step_index: stepIndex, command: summary.command, adjusted_command: summary.adjustedCommand, notes: summary.notes },
    ...{ is_final: summary.isFinal, is_whole: summary.isWhole, is_all_new: summary.isAllNew },
    ...{ changed_count: summary.changed, ignored_count: summary.ignored, selected_count: summary.selected },
    ...{ changes: changes.map(presentChange), more_changes: moreChanges },
    selected: selected.map(({ uniqueId, name, resourceType, because }) => ({
      ...{ unique_id: uniqueId, name, resource_type: resourceType, because },
    })),
  };
}

function presentChange({ uniqueId, resourceType, reasons, moreReasons, isIgnored, isSelected, ...rest }: KeptChange): WireChange {
  return {
    ...{ ...rest, unique_id: uniqueId, resource_type: resourceType, more_reasons: moreReasons },
    ...{ is_ignored: isIgnored, is_selected: isSelected },
    reasons: reasons.map(({ isSeen, ignoredBy, ...reason }) => ({ ...reason, is_seen: isSeen, ignored_by: ignoredBy })),
  };
}

function presentRule({ id, projectId, nodePattern, facet, key, why, createdBy, createdAt }: IgnoreRule): WireIgnoreRule {
  return {
    ...{ id, project_id: projectId, node_pattern: nodePattern, facet, key, why },
    ...{ created_by: createdBy, created_at: wireTimestamp(createdAt) },
  };
}

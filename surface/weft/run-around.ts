/** The runs around a run: whom it started, who waits for it, and its job's runs before and after. */
import { idSchema } from '@weft/base/id';
import { may } from '@weft/domain/access/model';
import { commitUrlOf } from '@weft/domain/git/commit-url';
import { findRepositoryOfProject } from '@weft/domain/git/find-repository';
import { findRunsAround } from '@weft/domain/jobs/around-run';
import { getRun } from '@weft/domain/runs/list-runs';
import type { Run } from '@weft/domain/runs/model';
import type { WireNearRun, WireRunAround } from '@weft/wire/weft/run-around';
import { z } from 'zod';
import { route } from '../kit/route.ts';
import { wireStatusOf } from '../v2/present-run.ts';
import { scopeOfRun } from '../v2/runs.ts';

export const runAroundRoute = route({
  method: 'GET',
  path: '/api/weft/accounts/:accountId/runs/:runId/around/',
  summary: 'Name the runs around a run',
  needs: 'runs:read',
  input: z.object({ accountId: idSchema<'account'>(), runId: idSchema<'run'>() }),
  scope: scopeOfRun,
  answer: async (host, { accountId, runId }, { caller }): Promise<WireRunAround> => {
    const [run, around] = await Promise.all([getRun(host, accountId, runId), findRunsAround(host, accountId, runId)]);
    const repository = await findRepositoryOfProject(host, accountId, run.projectId);
    const readable = (runs: readonly Run[]) => runs.filter(({ projectId }) => may(caller, 'runs:read', { accountId, projectId }));
    return {
      commit_url: repository && run.gitSha !== null ? commitUrlOf(repository, run.gitSha) : null,
      started: readable(around.started).map(presentNear),
      behind: readable(around.behind).map(presentNear),
      ...{ older_run_id: around.older, newer_run_id: around.newer },
    };
  },
});

function presentNear(run: Run): WireNearRun {
  return { run_id: run.id, project_id: run.projectId, job_name: run.plan.jobName, status: wireStatusOf(run) };
}

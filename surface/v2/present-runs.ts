/** Pages of runs with what was asked for beside them, in as many questions to the database for a hundred runs as for one. */
import type { Id } from '@weft/base/id';
import { listRepositories } from '@weft/domain/git/find-repository';
import { listJobsOfRuns } from '@weft/domain/jobs/list-jobs';
import { listEnvironments } from '@weft/domain/projects/environments';
import { listRetries, listSteps } from '@weft/domain/runs/list-runs';
import type { Run } from '@weft/domain/runs/model';
import type { Step } from '@weft/domain/runs/plan-steps';
import { readStepLog, readStepLogEnd } from '@weft/domain/runs/read-step-log';
import { explainRetries } from '@weft/domain/runs/retry-run';
import type { Host } from '@weft/host/host';
import type { WireRun } from '@weft/wire/v2/run';
import { presentEnvironment } from '../v3/present-project.ts';
import { presentRepository } from '../v3/present-repository.ts';
import { presentJob } from './present-job.ts';
import type { StepLogs } from './present-run.ts';
import { presentAudit, presentRun, presentStep, presentTrigger } from './present-run.ts';

/** `related`: names of `include_related`; unknown ones are passed over. */
export async function presentRuns(
  host: Host,
  accountId: Id<'account'>,
  runs: readonly Run[],
  related: readonly string[],
): Promise<WireRun[]> {
  const wants = (name: string) => related.includes(name);
  const wantsSteps = wants('run_steps') || wants('debug_logs');
  const runIds = runs.map((run) => run.id);
  const [steps, jobs, environments, repositories, retries] = await Promise.all([
    wantsSteps ? listSteps(host, runIds) : undefined,
    wants('job')
      ? listJobsOfRuns(
          host,
          accountId,
          runs.map((run) => run.jobId),
        )
      : [],
    wants('environment') ? listEnvironments(host, accountId) : [],
    wants('repository') ? listRepositories(host, accountId) : [],
    wants('run_retries') ? listRetries(host, runIds) : [],
  ]);
  const explained = await explainRetries(host, runs, steps);
  // The logs of one run are asked for with it; those of a page of runs would be megabytes nobody reads.
  const withLogs = runs.length === 1 && wantsSteps;
  return Promise.all(
    runs.map(async (run) => {
      const own = (steps ?? []).filter((step) => step.runId === run.id);
      const wireSteps = await Promise.all(
        own.map(async (step) => presentStep(host, run, step, withLogs ? await readLogs(host, run, step, wants('debug_logs')) : noLogs)),
      );
      const job = jobs.find((it) => it.id === run.jobId);
      const environment = environments.find((it) => it.id === run.environmentId);
      const repository = repositories.find((it) => it.projectId === run.projectId);
      return {
        ...presentRun(host, { run, steps: wireSteps, retry: explained.get(run.id) }),
        ...(wants('trigger') ? { trigger: presentTrigger(run) } : {}),
        ...(job ? { job: presentJob(job) } : {}),
        ...(environment ? { environment: presentEnvironment(environment) } : {}),
        ...(wants('repository') ? { repository: repository ? presentRepository(host, repository) : null } : {}),
        ...(wants('run_retries')
          ? { run_retries: retries.filter((it) => it.retryOf === run.id).map((it) => presentRun(host, { run: it, steps: [] })) }
          : {}),
        ...(wants('audit') ? { audit: presentAudit(run) } : {}),
      };
    }),
  );
}

const noLogs: StepLogs = { plain: '', debug: '', debugTail: '' };
const tailLines = 1000;
/** A line of dbt's debug log is some hundred bytes, and one with SQL in it a few thousand. */
const tailBytes = 512 * 1024;

/** Debug logs whole only where they are asked for; their last lines always, since clients show those. */
export async function readLogs(host: Host, run: Run, step: Step, wantsDebug: boolean): Promise<StepLogs> {
  const place = { runId: run.id, stepIndex: step.index };
  const [plain, debug] = await Promise.all([
    readWhole(host, run, step, 'plain'),
    wantsDebug ? readWhole(host, run, step, 'debug') : readStepLogEnd(host, run.accountId, { ...place, kind: 'debug' }, tailBytes),
  ]);
  return { plain, debug: wantsDebug ? debug : '', debugTail: debug.split('\n').slice(-tailLines).join('\n') };
}

/** Up to 16 MiB: more is for the artifact. */
async function readWhole(host: Host, run: Run, step: Step, kind: 'plain' | 'debug'): Promise<string> {
  let text = '';
  let offset = 0;
  for (let part = 0; part < 16; part++) {
    const { text: more, nextOffset } = await readStepLog(host, run.accountId, { runId: run.id, stepIndex: step.index, kind, offset });
    text += more;
    if (nextOffset === offset) break;
    offset = nextOffset;
  }
  return text;
}

/** Pages of runs with what was asked for beside them, in as many questions to the database for a hundred runs as for one. */
import type { Id } from '@weft/base/id';
import { listRepositories } from '@weft/domain/git/find-repository';
import { listJobsOfRuns } from '@weft/domain/jobs/list-jobs';
import { listEnvironments } from '@weft/domain/projects/environments';
import { listRetries, listSteps } from '@weft/domain/runs/list-runs';
import type { Run } from '@weft/domain/runs/model';
import type { Step } from '@weft/domain/runs/plan-steps';
import { readLastLines } from '@weft/domain/runs/read-log-lines';
import { readStepLog } from '@weft/domain/runs/read-step-log';
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
  const stepsOf = groupedByRun(steps ?? []);
  // Told once for all runs that share them, which most of a page do.
  const wireJobs = new Map(jobs.map((job) => [job.id, presentJob(job)]));
  const wireEnvironments = new Map(environments.map((it) => [it.id, presentEnvironment(it)]));
  const wireRepositories = new Map(repositories.map((it) => [it.projectId, presentRepository(host, it)]));
  // The logs of one run are asked for with it; those of a page of runs would be megabytes nobody reads.
  const logs = runs.length === 1 && wantsSteps ? await readAllLogs(host, runs, steps ?? [], wants('debug_logs')) : null;
  return runs.map((run) => {
    const wireSteps = (stepsOf.get(run.id) ?? []).map((step) => presentStep(host, run, step, logs?.get(step.index) ?? noLogs));
    const job = wireJobs.get(run.jobId);
    const environment = wireEnvironments.get(run.environmentId);
    return {
      ...presentRun(host, { run, steps: wireSteps, retry: explained.get(run.id) }),
      ...(wants('trigger') ? { trigger: presentTrigger(run) } : {}),
      ...(job ? { job } : {}),
      ...(environment ? { environment } : {}),
      ...(wants('repository') ? { repository: wireRepositories.get(run.projectId) ?? null } : {}),
      ...(wants('run_retries')
        ? { run_retries: retries.filter((it) => it.retryOf === run.id).map((it) => presentRun(host, { run: it, steps: [] })) }
        : {}),
      ...(wants('audit') ? { audit: presentAudit(run) } : {}),
    };
  });
}

function groupedByRun(steps: readonly Step[]): ReadonlyMap<Id<'run'>, readonly Step[]> {
  const grouped = new Map<Id<'run'>, Step[]>();
  for (const step of steps) {
    const own = grouped.get(step.runId);
    if (own) own.push(step);
    else grouped.set(step.runId, [step]);
  }
  return grouped;
}

/** Of the one run, by the index of the step. */
async function readAllLogs(
  host: Host,
  [run]: readonly Run[],
  steps: readonly Step[],
  wantsDebug: boolean,
): Promise<ReadonlyMap<number, StepLogs>> {
  if (!run) return new Map();
  return new Map(await Promise.all(steps.map(async (step) => [step.index, await readLogs(host, run, step, wantsDebug)] as const)));
}

const noLogs: StepLogs = { plain: '', debug: '', debugTail: '' };
const tailLines = 1000;

/** Debug logs whole only where they are asked for; their last lines always, since clients show those. */
export async function readLogs(host: Host, run: Run, step: Step, wantsDebug: boolean): Promise<StepLogs> {
  const debugLog = { runId: run.id, stepIndex: step.index, kind: 'debug' } as const;
  const [plain, debug, debugTail] = await Promise.all([
    readWhole(host, run, step, 'plain'),
    wantsDebug ? readWhole(host, run, step, 'debug') : '',
    readLastLines(host, run.accountId, debugLog, tailLines),
  ]);
  return { plain, debug, debugTail };
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

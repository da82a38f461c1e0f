/** Parses the compared commit of a job again: dbt's comparison of a commit with itself must select nothing, and what it selects is a false positive. */
import { Fault } from '@weft/base/fault';
import type { Id } from '@weft/base/id';
import type { Host } from '@weft/host/host';
import { chooseDeferral, type Deferral } from '../runs/deferral.ts';
import type { Actor, Run } from '../runs/model.ts';
import { findDeferral } from '../runs/resolve-deferral.ts';
import { getJob } from './list-jobs.ts';
import { runJob } from './run-job.ts';

/** What a run of it that began now would compare with and defer to; null: nothing. Fault: not_found `job.not_found`. */
export async function findJobDeferral(host: Host, accountId: Id<'account'>, jobId: Id<'job'>): Promise<Deferral | null> {
  const job = await getJob(host, accountId, jobId);
  const targets = chooseDeferral(job);
  return targets && findDeferral(host, { accountId, projectId: job.projectId, before: null }, targets);
}

/** A run that builds nothing. Faults: invalid `run.check_impossible`, and those of `runJob`. */
export async function checkComparison(host: Host, accountId: Id<'account'>, jobId: Id<'job'>, actor: Actor | null): Promise<Run> {
  const compared = (await findJobDeferral(host, accountId, jobId))?.compared;
  if (compared?.kind !== 'found')
    throw new Fault('invalid', 'run.check_impossible', compared?.why ?? 'This job compares with nothing, so there is nothing to check.');
  if (compared.gitSha === null)
    throw new Fault(
      'invalid',
      'run.check_impossible',
      `Run ${compared.runId} was made of artifacts that were uploaded, without a commit that Weft could parse again.`,
    );
  return runJob(host, accountId, jobId, {
    cause: `Check of the comparison: commit ${compared.gitSha.slice(0, 12)} of run ${compared.runId} with itself`,
    ...{ causeCategory: 'ui', gitSha: compared.gitSha, actor },
    overrides: { steps: ['dbt ls --select state:modified'], generateDocs: false },
  });
}

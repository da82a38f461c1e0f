/** What the page of a pull request, a job or a run tells of cleaning up: what would be done now, and what was done before. */
import type { Id } from '@weft/base/id';
import type { Host } from '@weft/host/host';
import { pullRequestScope, scopeOf } from '../runs/created-relation.ts';
import { listRuns } from '../runs/list-runs.ts';
import type { Run } from '../runs/model.ts';
import { type CleanUpTarget, listCleanUps, planCleanUp } from './clean-up.ts';
import type { PlannedItem } from './decide-clean-up.ts';
import type { CleanUp, CleanUpItem, CleanUpSubject } from './model.ts';

export interface CleanUpDescription {
  /** What a clean-up that began now would go through, in its order. */
  readonly plan: readonly PlannedItem[];
  /** The newest first. */
  readonly history: readonly { readonly cleanUp: CleanUp; readonly items: readonly CleanUpItem[] }[];
}

/** So many clean-ups of the project are looked through, and so many told. */
const lookedAtMax = 300;
const toldMax = 20;

export async function describeCleanUp(host: Host, target: CleanUpTarget): Promise<CleanUpDescription> {
  const { items: plan } = await planCleanUp(host, target);
  const all = await listCleanUps(host, target, lookedAtMax);
  const runs = await runsOf(host, target.accountId, [target.subject, ...all.map(({ cleanUp }) => cleanUp.subject)]);
  return { plan, history: all.filter(({ cleanUp }) => concerns(cleanUp, target.subject, runs)).slice(0, toldMax) };
}

async function runsOf(host: Host, accountId: Id<'account'>, subjects: readonly CleanUpSubject[]): Promise<ReadonlyMap<Id<'run'>, Run>> {
  const ids = [...new Set(subjects.flatMap((subject) => (subject.kind === 'runs' ? subject.runIds : [])))];
  if (ids.length === 0) return new Map();
  const view = { order: { by: 'id', isDescending: true }, limit: ids.length, offset: 0 } as const;
  const { runs } = await listRuns(host, { accountId, ids }, view);
  return new Map(runs.map((run) => [run.id, run]));
}

/** Whether a clean-up may have gone through what the subject's runs made. */
export function concerns(
  { subject: done, createdAt }: Pick<CleanUp, 'subject' | 'createdAt'>,
  subject: CleanUpSubject,
  runs: ReadonlyMap<Id<'run'>, Run>,
): boolean {
  if (subject.kind === 'runs')
    return subject.runIds.some((id) => {
      const run = runs.get(id);
      return run !== undefined && run.createdAt <= createdAt && isOf(run, done);
    });
  if (done.kind === 'runs') return done.runIds.some((id) => isOf(runs.get(id), subject));
  if (done.kind === 'pull_request' && subject.kind === 'pull_request')
    return pullRequestScope(done.pullRequest) === pullRequestScope(subject.pullRequest);
  if (done.kind === 'job' && subject.kind === 'job') return done.jobId === subject.jobId;
  return done.kind === 'environment' && subject.kind === 'environment' && done.environmentId === subject.environmentId;
}

function isOf(run: Run | undefined, subject: CleanUpSubject): boolean {
  if (run === undefined) return false;
  switch (subject.kind) {
    case 'pull_request':
      return scopeOf(run) === pullRequestScope(subject.pullRequest);
    case 'job':
      return run.jobId === subject.jobId;
    case 'environment':
      return run.environmentId === subject.environmentId;
    case 'runs':
      return subject.runIds.includes(run.id);
  }
}

/** Refuses jobs that would start each other again and again, by their ends or by the models that they build. */
import { Fault } from '@weft/base/fault';
import { cycleThrough } from '@weft/base/graph';
import type { Id } from '@weft/base/id';
import { parseCommand } from '@weft/dbt/command/parse-command';
import type { Host } from '@weft/host/host';
import { listEnvironments } from '../projects/environments.ts';
import { listProjects } from '../projects/get-project.ts';
import type { Environment } from '../projects/model.ts';
import { listJobs } from './list-jobs.ts';
import type { Job } from './model.ts';
import { environmentReadBy } from './read-upstream.ts';
import { modelName } from './upstream.ts';

/** What the decision needs of a job. */
export type Starter = Pick<Job, 'projectId' | 'environmentId' | 'name' | 'executeSteps' | 'jobType' | 'completionTrigger' | 'upstream'> & {
  /** null: not made yet. */
  readonly id: Id<'job'> | null;
};

/** `job`: as it is to be. `isSeen`: jobs of projects that the caller may not read are not named. Faults: invalid `job.trigger_cycle`. */
export async function refuseCycle(
  host: Host,
  accountId: Id<'account'>,
  job: Starter,
  isSeen: (projectId: Id<'project'>) => boolean = () => true,
): Promise<void> {
  const [jobs, environments] = await Promise.all([listJobs(host, accountId), listEnvironments(host, accountId)]);
  const all: readonly Starter[] = [...jobs.filter(({ id }) => id !== job.id), job];
  const cycle = findCycle(all, job, environments);
  if (cycle === null) return;
  const projects = new Map((await listProjects(host, accountId)).map((project) => [project.id, project.name]));
  const say = (one: Starter) => (isSeen(one.projectId) ? `${one.name} (${projects.get(one.projectId)})` : 'a job of another project');
  const told = cycle.map(({ job: one, by }) => (by === null ? say(one) : `${say(one)}, which starts after ${by}`)).join(' → ');
  throw new Fault(
    'invalid',
    'job.trigger_cycle',
    `These jobs would start each other again and again: ${told}. Take one of the triggers away.`,
    { job_ids: cycle.flatMap(({ job: one }) => (isSeen(one.projectId) && one.id !== null ? [one.id] : [])) },
  );
}

/** Spelled out with `job` at both ends; `by`: how the one before starts it. */
export function findCycle(
  all: readonly Starter[],
  job: Starter,
  environments: readonly Environment[],
): readonly { readonly job: Starter; readonly by: string | null }[] | null {
  const byKey = new Map(all.map((one) => [String(one.id), one]));
  const arrows = new Map<string, string[]>();
  const how = new Map<string, string>();
  for (const one of all) {
    for (const [starter, by] of startersOf(one, all, environments)) {
      arrows.set(String(starter.id), [...(arrows.get(String(starter.id)) ?? []), String(one.id)]);
      how.set(`${starter.id} ${one.id}`, by);
    }
  }
  const cycle = cycleThrough(String(job.id), arrows);
  return (
    cycle?.flatMap((key, at) => {
      const found = byKey.get(key);
      return found ? [{ job: found, by: at === 0 ? null : (how.get(`${cycle[at - 1]} ${key}`) ?? null) }] : [];
    }) ?? null
  );
}

function startersOf(job: Starter, all: readonly Starter[], environments: readonly Environment[]): readonly (readonly [Starter, string])[] {
  const found: (readonly [Starter, string])[] = [];
  for (const one of all) if (one.id !== null && one.id === job.completionTrigger?.jobId) found.push([one, 'its end']);
  if (job.upstream?.isTrigger)
    for (const { projectId, uniqueId } of job.upstream.models) {
      const place = environmentReadBy(environments, job, projectId);
      for (const one of all)
        if (one.projectId === projectId && one.environmentId === place?.id && mayBuild(one, uniqueId))
          found.push([one, `the model ${modelName(uniqueId)}`]);
    }
  return found;
}

const building = new Set(['build', 'run', 'retry']);
const selecting = /^(?:--(?:select|models?|selector|exclude|resource-types?)|-[sm])(?:=|$)/;

/** All that a command without a selection builds; of a selection it is known only where it names the model. CI builds elsewhere. */
function mayBuild(job: Starter, uniqueId: string): boolean {
  if (job.jobType === 'ci' || job.jobType === 'hybrid') return false;
  const name = modelName(uniqueId).split('.')[0] ?? '';
  return job.executeSteps.some((step) => {
    const { value } = parseCommand(step);
    if (!value || !building.has(value.name)) return false;
    return !value.args.some((arg) => selecting.test(arg)) || value.args.some((arg) => arg.split(/[\s,+@*]+/).includes(name));
  });
}

/** Jobs of all projects as one graph: what starts what, who waits for whom now, and what decided when the last was done. */
import type { Id } from '@weft/base/id';
import { idSchema } from '@weft/base/id';
import type { Host } from '@weft/host/host';
import { describeMesh } from '../mesh/describe-mesh.ts';
import { findRunOfInvocation, listLatestRuns, listMakers, listRuns } from '../runs/list-runs.ts';
import type { Run } from '../runs/model.ts';
import { findCriticalPath, type Leg, type TimedRun } from './critical-path.ts';
import { heldAboutSchema } from './hold-for-upstream.ts';
import { listJobs } from './list-jobs.ts';
import type { Job } from './model.ts';
import { readUpstream } from './read-upstream.ts';
import type { UpstreamState } from './upstream.ts';

export interface OrchestratedJob {
  readonly job: Job;
  readonly lastRun: Run | null;
  /** Not finished yet, oldest first. */
  readonly open: readonly Run[];
}

/** A job by its id, or a model by project and unique id. */
export type Knot = { readonly jobId: Id<'job'> } | { readonly model: string };

export interface Link {
  readonly from: Knot;
  readonly to: Knot;
  /** `mesh`: the project builds on the other's, and nothing says when. */
  readonly kind: 'completion' | 'starts' | 'waits' | 'builds' | 'mesh';
}

export interface Orchestration {
  readonly jobs: readonly OrchestratedJob[];
  readonly models: ReadonlyMap<string, UpstreamState>;
  readonly links: readonly Link[];
  /** Runs of the window that the chain is made of, with the chain. */
  readonly path: readonly { readonly leg: Leg; readonly run: Run }[];
}

const runsMax = 2000;

/** `isReadable`: jobs of other projects are left out, with what would name them; public models may be named to everybody. */
export async function describeOrchestration(
  host: Host,
  accountId: Id<'account'>,
  asked: { readonly isReadable: (projectId: Id<'project'>) => boolean; readonly from: Date; readonly to: Date },
): Promise<Orchestration> {
  const jobs = (await listJobs(host, accountId)).filter((job) => asked.isReadable(job.projectId));
  const projectIds = [...new Set(jobs.map((job) => job.projectId))];
  const filter = { accountId, projectIds };
  const byId = { order: { by: 'id', isDescending: false }, limit: runsMax, offset: 0 } as const;
  const newest = { order: { by: 'finished_at', isDescending: true }, limit: runsMax, offset: 0 } as const;
  const [open, finished, latest] = await Promise.all([
    listRuns(host, { ...filter, states: ['queued', 'starting', 'running'] }, byId),
    listRuns(host, { ...filter, finishedBetween: { from: asked.from, to: asked.to } }, newest),
    listLatestRuns(
      host,
      accountId,
      jobs.map((job) => job.id),
    ),
  ]);
  const lastOf = new Map(latest.map((run) => [run.jobId, run]));
  const { models, links } = await readUpstreamLinks(host, jobs);
  const explicit: Link[] = [...links, ...completionLinks(jobs)];
  return {
    jobs: jobs.map((job) => ({ job, lastRun: lastOf.get(job.id) ?? null, open: open.runs.filter((run) => run.jobId === job.id) })),
    models,
    links: [...explicit, ...(await readMeshLinks(host, accountId, jobs, explicit, asked.isReadable))],
    path: await readPath(host, accountId, finished.runs),
  };
}

function completionLinks(jobs: readonly Job[]): readonly Link[] {
  const known = new Set(jobs.map((job) => job.id));
  return jobs.flatMap(({ id, completionTrigger }) =>
    completionTrigger !== null && known.has(completionTrigger.jobId)
      ? [{ from: { jobId: completionTrigger.jobId }, to: { jobId: id }, kind: 'completion' as const }]
      : [],
  );
}

async function readUpstreamLinks(host: Host, jobs: readonly Job[]) {
  const models = new Map<string, UpstreamState>();
  const links: Link[] = [];
  const known = new Set(jobs.map((job) => job.id));
  for (const job of jobs) {
    if (job.upstream === null) continue;
    for (const state of await readUpstream(host, job, job.upstream.models)) {
      const key = `${state.projectId} ${state.uniqueId}`;
      if (!models.has(key)) {
        models.set(key, state);
        const { successInvocationId: by } = state;
        const run = by === null ? null : await findRunOfInvocation(host, job.accountId, by);
        if (run && known.has(run.jobId)) links.push({ from: { jobId: run.jobId }, to: { model: key }, kind: 'builds' });
      }
      links.push({ from: { model: key }, to: { jobId: job.id }, kind: job.upstream.isTrigger ? 'starts' : 'waits' });
    }
  }
  return { models, links };
}

/** From the job that publishes a project to the jobs of those who build on it, where nothing else ties the two projects. */
async function readMeshLinks(
  host: Host,
  accountId: Id<'account'>,
  jobs: readonly Job[],
  explicit: readonly Link[],
  isReadable: (projectId: Id<'project'>) => boolean,
): Promise<readonly Link[]> {
  const mesh = await describeMesh(host, accountId, isReadable);
  const projectOf = new Map(jobs.map((job) => [job.id, job.projectId]));
  const of = (knot: Knot) => ('jobId' in knot ? projectOf.get(knot.jobId) : Number(knot.model.split(' ')[0]));
  const tied = new Set(explicit.map(({ from, to }) => `${of(from)} ${of(to)}`));
  const links: Link[] = [];
  for (const { project, environments } of mesh.projects) {
    const name = project.dbtProjectName;
    const published = environments.find((it) => it.deploymentType === 'production')?.publication ?? null;
    if (name === null || published === null) continue;
    const run = await findRunOfInvocation(host, accountId, published.confirmedInvocationId);
    if (!run || !projectOf.has(run.jobId)) continue;
    for (const other of mesh.projects) {
      if (!other.upstream.includes(name) || tied.has(`${project.id} ${other.project.id}`)) continue;
      for (const job of jobs)
        if (job.projectId === other.project.id && job.jobType !== 'ci' && job.jobType !== 'hybrid')
          links.push({ from: { jobId: run.jobId }, to: { jobId: job.id }, kind: 'mesh' });
    }
  }
  return links;
}

async function readPath(host: Host, accountId: Id<'account'>, runs: readonly Run[]): Promise<Orchestration['path']> {
  const makers = await listMakers(
    host,
    runs.map((run) => run.id),
  );
  const timed = await Promise.all(runs.map((run) => timeRun(host, accountId, run, makers.get(run.id) ?? null)));
  const byId = new Map(runs.map((run) => [run.id, run]));
  return findCriticalPath(timed.filter((run) => run !== null)).flatMap((leg) => {
    const run = byId.get(leg.runId);
    return run ? [{ leg, run }] : [];
  });
}

/** null: one that was cancelled, or ended, before it began decided nothing. */
async function timeRun(host: Host, accountId: Id<'account'>, run: Run, maker: string | null): Promise<TimedRun | null> {
  if (!('finishedAt' in run)) return null;
  const beganAt = run.dequeuedAt ?? run.startedAt;
  if (beganAt === null) return null;
  return {
    ...{ id: run.id, jobId: run.jobId, createdAt: run.createdAt, beganAt, finishedAt: run.finishedAt, warehouseKey: run.warehouseKey },
    isCi: run.plan.jobType === 'ci',
    after: await readCause(host, accountId, run, maker),
  };
}

/** What made it says so in its name: `completion:<run>:<job>`, `upstream:<invocation>:…`. */
async function readCause(host: Host, accountId: Id<'account'>, run: Run, maker: string | null): Promise<TimedRun['after']> {
  const [kind, id] = maker?.split(':') ?? [];
  const about = heldAboutSchema.safeParse(run.hold?.about);
  const brought = about.success
    ? about.data.broughtBy
    : kind === 'upstream'
      ? (idSchema<'invocation'>().safeParse(Number(id)).data ?? null)
      : null;
  if (brought !== null) {
    const by = await findRunOfInvocation(host, accountId, brought);
    return by ? { runId: by.id, by: 'upstream' } : null;
  }
  const before = kind === 'completion' ? idSchema<'run'>().safeParse(Number(id)).data : undefined;
  return before === undefined ? null : { runId: before, by: 'completion' };
}

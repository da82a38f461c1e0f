/** How often and how long nodes ran in an environment, over some days. Runs of CI do not count. */
import { Fault } from '@weft/base/fault';
import { readText } from '@weft/dbt/artifacts/read-field';
import { listJobsOfRuns } from '@weft/domain/jobs/list-jobs';
import { listExecutions, listExecutionTotals, listTestRuns } from '@weft/domain/runs/node-history';
import type { Desk } from './desk.ts';
import { addUp, daysOf, testFailures } from './performance.ts';
import type { Resolvers } from './resolvers.ts';
import type { Site } from './site.ts';

interface Asked {
  readonly start: Date;
  readonly end: Date;
  readonly limit?: number | null;
  readonly jobLimit?: number | null;
  readonly jobId?: number | null;
  readonly orderBy?: 'AVG' | 'MAX' | null;
}

const day = 86_400_000;
const daysMax = 366;
const listMax = 1000;
const executionsMax = 5000;

/** Whole days, the last one included. */
function spanOf(start: Date, end: Date) {
  const days = (end.getTime() - start.getTime()) / day;
  if (days < 0 || days > daysMax)
    throw new Fault('invalid', 'discovery.dates_invalid', `From the first day to the last it is ${days} days; it may be 0 to ${daysMax}.`);
  return { from: start, to: new Date(end.getTime() + day - 1) };
}

function limitOf(limit: number | null | undefined): number {
  return Math.max(0, Math.min(limit ?? 5, listMax));
}

async function totals({ environment }: Site, { start, end, jobId }: Asked, desk: Desk) {
  const asked = { environmentId: environment.id, span: spanOf(start, end), resourceType: 'model' };
  const found = await listExecutionTotals(desk.host, asked);
  return addUp(jobId == null ? found : found.filter((it) => it.jobId === jobId));
}

export const performanceResolvers = {
  Performance: {
    mostExecutedModels: async (site: Site, asked: Asked, desk: Desk) =>
      (await totals(site, asked, desk))
        .sort((a, b) => b.totalExecutions - a.totalExecutions)
        .slice(0, limitOf(asked.limit))
        .map((it) => ({
          ...it,
          byJob: it.byJob.toSorted((a, b) => b.totalExecutions - a.totalExecutions).slice(0, limitOf(asked.jobLimit)),
        })),
    longestExecutedModels: async (site: Site, asked: Asked, desk: Desk) => {
      const field = asked.orderBy === 'AVG' ? 'averageExecutionTime' : 'maxExecutionTime';
      const longest = <It extends Readonly<Record<typeof field, number | null>>>(list: readonly It[], limit: number) =>
        list
          .filter((it) => it[field] !== null)
          .sort((a, b) => (b[field] ?? 0) - (a[field] ?? 0))
          .slice(0, limit);
      const found = longest(await totals(site, asked, desk), limitOf(asked.limit));
      return found.map((it) => ({ ...it, byJob: longest(it.byJob, limitOf(asked.jobLimit)) }));
    },
    mostExecutionFailedModels: async (site: Site, asked: Asked, desk: Desk) =>
      (await totals(site, asked, desk))
        .filter(({ totalFailedExecutions }) => totalFailedExecutions > 0)
        .sort((a, b) => b.totalFailedExecutions - a.totalFailedExecutions || b.failurePercentage - a.failurePercentage)
        .slice(0, limitOf(asked.limit)),
    mostTestFailedModels: async ({ environment, state }: Site, { start, end, limit }: Asked, desk: Desk) => {
      const runs = await listTestRuns(desk.host, environment.id, spanOf(start, end));
      return state === null ? [] : testFailures(state, runs).slice(0, limitOf(limit));
    },
    modelExecutionHistory: async (
      { environment, state }: Site,
      { startDate, endDate, uniqueId }: { readonly startDate: Date; readonly endDate: Date; readonly uniqueId: string },
      desk: Desk,
    ) => {
      const span = spanOf(startDate, endDate);
      const found = await listExecutions(desk.host, { environmentId: environment.id, uniqueId, limit: executionsMax, span });
      return daysOf(found, state === null ? null : readText(state.definition.metadata.adapter_type));
    },
    jobInformation: async ({ environment, project }: Site, { start, end, uniqueId }: Asked & { readonly uniqueId: string }, desk: Desk) => {
      const asked = { environmentId: environment.id, uniqueId, limit: executionsMax, span: spanOf(start, end) };
      const ids = [...new Set((await listExecutions(desk.host, asked)).map(({ jobId }) => jobId))];
      const jobs = await listJobsOfRuns(desk.host, project.accountId, ids);
      return jobs.map(({ id, name }) => ({ jobId: id, name }));
    },
  },
} satisfies Readonly<Record<string, Resolvers>>;

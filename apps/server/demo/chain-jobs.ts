/** Lets each team's build follow the one that it stands on: finance when the central team has built its orders, marketing after finance. */
import { changeJob } from '@weft/domain/jobs/change-job';
import type { Project } from '@weft/domain/projects/model';
import type { Run } from '@weft/domain/runs/model';
import type { Host } from '@weft/host/host';

/** Of the public model's latest version, which the central team's own dbt builds and uploads. */
const orders = 'model.foundational_project.fct_orders.v2';

/** Once all three have been built, so that nothing of the first time starts anything. Done again it changes nothing. */
export async function chainJobs(
  host: Host,
  { producer, finance, marketing }: { readonly producer: Project; readonly finance: Run; readonly marketing: Run },
): Promise<void> {
  await changeJob(host, finance.accountId, finance.jobId, {
    upstream: { models: [{ projectId: producer.id, uniqueId: orders }], withinHours: null, wait: null, isTrigger: true },
  });
  await changeJob(host, marketing.accountId, marketing.jobId, {
    completionTrigger: { jobId: finance.jobId, projectId: finance.projectId, states: ['succeeded'] },
  });
}

/** The job that uploads to an environment belong to: the one that the uploader names, or one that stands for all dbt that runs elsewhere. */
import type { Id } from '@weft/base/id';
import { idSchema } from '@weft/base/id';
import type { Host } from '@weft/host/host';
import { getEnvironment } from '../projects/environments.ts';
import type { Job } from './model.ts';
import { jobSettingsSchema, jobTriggersSchema } from './model.ts';
import { insertHybridJob, selectHybridJob, selectJobs } from './store.ts';

/** `jobIdHint`: what the uploader sent; listened to when it is a job of this environment. Faults: not_found `environment.not_found`. */
export async function findHybridJob(
  host: Host,
  accountId: Id<'account'>,
  environmentId: Id<'environment'>,
  jobIdHint: number | null,
): Promise<Job> {
  const hinted = idSchema<'job'>().safeParse(jobIdHint);
  if (hinted.success) {
    const [job] = await selectJobs(host.database.db, accountId, [hinted.data]);
    if (job?.environmentId === environmentId && job.deletedAt === null) return job;
  }
  const environment = await getEnvironment(host, accountId, environmentId);
  const at = host.clock.now();
  return host.database.transaction(async (tx) => {
    const present = await selectHybridJob(tx, environmentId);
    if (present) return present;
    const made = await insertHybridJob(tx, {
      ...{ completionTrigger: null, upstream: null, nextRunAt: null },
      ...{ accountId, environmentId, projectId: environment.projectId, jobType: 'hybrid' },
      name: `Artifact ingestion (${environment.name})`,
      description: 'Stands for dbt that runs elsewhere: each upload of its artifacts to this environment is a run of this job.',
      ...{ dbtVersion: null, executeSteps: [], threads: 1, targetName: 'default', timeoutSeconds: 0 },
      ...{ generateDocs: false, runGenerateSources: false, schedule: null, deferringEnvironmentId: null, deferringJobId: null },
      triggers: jobTriggersSchema.parse({}),
      settings: jobSettingsSchema.parse({}),
      ...{ createdAt: at, updatedAt: at, deletedAt: null },
    });
    // Another upload's reaction may have made it in between.
    const job = made ?? (await selectHybridJob(tx, environmentId));
    if (!job) throw new Error(`the hybrid job of environment ${environmentId} is neither new nor there`);
    return job;
  });
}

/** Sets up one of the demo's projects that Weft runs, from its folder to a finished `dbt build` with docs. */
import { createCredential } from '@weft/domain/connections/credentials';
import type { Connection } from '@weft/domain/connections/model';
import { createManagedRepository } from '@weft/domain/git/create-managed-repository';
import { findRepositoryOfProject } from '@weft/domain/git/find-repository';
import { createJob } from '@weft/domain/jobs/change-job';
import { listJobs } from '@weft/domain/jobs/list-jobs';
import { runJob } from '@weft/domain/jobs/run-job';
import { createEnvironment, listEnvironments } from '@weft/domain/projects/environments';
import type { Environment, Project } from '@weft/domain/projects/model';
import { getRun, lastRunOf } from '@weft/domain/runs/list-runs';
import type { Run } from '@weft/domain/runs/model';
import { isFinished, statusMessageOf } from '@weft/domain/runs/model';
import type { Host } from '@weft/host/host';

export interface WeftProjectInput {
  readonly project: Project;
  readonly connection: Connection;
  readonly folder: string;
  readonly repositoryName: string;
  readonly schema: string;
}

/** Answers the run of its one job. */
export async function runWeftProject(host: Host, input: WeftProjectInput): Promise<Run> {
  const { project, folder, repositoryName } = input;
  const { accountId, id: projectId } = project;
  if ((await findRepositoryOfProject(host, accountId, projectId)) === null)
    await createManagedRepository(host, { accountId, projectId, name: repositoryName, folder });
  const environment = await findOrMakeProduction(host, input);
  const jobs = await listJobs(host, accountId, { projectIds: [projectId] });
  const job =
    jobs[0] ??
    (await createJob(host, {
      accountId,
      projectId,
      environmentId: environment.id,
      name: 'Build everything',
      description: 'Builds, tests and documents the whole project.',
      executeSteps: ['dbt build'],
      generateDocs: true,
      threads: 4,
      targetName: 'prod',
    }));
  const before = await lastRunOf(host, accountId, { jobId: job.id }, ['succeeded', 'queued', 'starting', 'running']);
  const run = before ?? (await runJob(host, accountId, job.id, { cause: 'The demo mesh, first build', causeCategory: 'api' }));
  const finished = await untilFinished(host, run);
  if (finished.state !== 'succeeded')
    throw new Error(`run ${finished.id} of ${project.name} ended as ${finished.state}: ${statusMessageOf(finished)}`);
  return finished;
}

async function findOrMakeProduction(host: Host, { project, connection, schema }: WeftProjectInput): Promise<Environment> {
  const { accountId, id: projectId } = project;
  const found = (await listEnvironments(host, accountId)).find((it) => it.projectId === projectId && it.deploymentType === 'production');
  if (found) return found;
  const credential = await createCredential(host, {
    accountId,
    projectId,
    adapter: connection.adapter,
    targetSchema: schema,
    targetName: 'prod',
    threads: 4,
  });
  return createEnvironment(host, {
    accountId,
    projectId,
    name: 'Production',
    type: 'deployment',
    deploymentType: 'production',
    connectionId: connection.id,
    credentialId: credential.id,
  });
}

async function untilFinished(host: Host, run: Run): Promise<Run> {
  for (;;) {
    const now = await getRun(host, run.accountId, run.id);
    if (isFinished(now)) return now;
    await new Promise((resolve) => setTimeout(resolve, 250));
  }
}

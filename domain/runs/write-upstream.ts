/** The mesh's part in a run: publications of upstream projects before dbt begins, and explanations when a cross-project ref failed. */
import { consumerKind } from '../mesh/get-publication.ts';
import { findMissingRefs } from '../mesh/missing-refs.ts';
import { writePublications } from '../mesh/write-publications.ts';
import type { StepFrame } from './carry-out-step.ts';
import type { ClonedProject } from './clone-project.ts';
import type { RunSite } from './run-site.ts';
import type { StepLog } from './step-log.ts';

export interface UpstreamFrame extends StepFrame {
  readonly site: RunSite;
  readonly project: ClonedProject;
}

/** Faults: those of the mesh for a project that cannot be built upon (`ref.…`, `project.cycle`). */
export async function writeUpstream({ host, run, site, project }: UpstreamFrame, log: StepLog): Promise<void> {
  const consumer = { accountId: run.accountId, projectId: run.projectId, kind: consumerKind(site.environment) };
  const written = await writePublications(host, consumer, project.dbtProject.projects, site.folders.publications);
  for (const publication of written) {
    const { upstreamName, environmentName, rule, generatedAt } = publication;
    log.say(`Builds on ${upstreamName} as ${environmentName} published it at ${generatedAt.toISOString()} (${rule})`);
  }
}

/** `texts`: what dbt said. One line a cross-project ref that it did not find. */
export async function explainRefs(_frame: UpstreamFrame, texts: readonly (string | null)[]): Promise<readonly string[]> {
  const missing = findMissingRefs(texts.filter((text) => text !== null).join('\n'));
  return missing.map((ref) => `${ref.project}.${ref.model}`);
}

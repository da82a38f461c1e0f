/** The mesh's part in a run: publications of upstream projects before dbt begins, and explanations when a cross-project ref failed. */
import { explainMissingRefs } from '../mesh/explain-ref.ts';
import { type Consumer, consumerKind } from '../mesh/get-publication.ts';
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
export async function writeUpstream(frame: UpstreamFrame, log: StepLog): Promise<void> {
  const { host, site, project } = frame;
  const written = await writePublications(host, consumerOf(frame), project.dbtProject.projects, site.folders.publications);
  for (const publication of written) {
    const { upstreamName, environmentName, rule, generatedAt } = publication;
    log.say(`Builds on ${upstreamName} as ${environmentName} published it at ${generatedAt.toISOString()} (${rule})`);
  }
}

/** `texts`: what dbt said. One explanation a cross-project ref that it did not find. */
export function explainRefs(frame: UpstreamFrame, texts: readonly (string | null)[]): Promise<readonly string[]> {
  const output = texts.filter((text) => text !== null).join('\n');
  const declared = frame.project.dbtProject.projects.map((project) => project.name);
  return explainMissingRefs(frame.host, consumerOf(frame), output, declared);
}

function consumerOf({ run, site }: UpstreamFrame): Consumer {
  return { accountId: run.accountId, projectId: run.projectId, kind: consumerKind(site.environment) };
}

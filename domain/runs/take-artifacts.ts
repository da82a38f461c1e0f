/** Hands the artifacts of a dbt command to the one door, as uploads are. */
import { basename } from 'node:path';
import { Fault, messageOf } from '@weft/base/fault';
import type { Id } from '@weft/base/id';
import type { WrittenArtifacts } from '@weft/engine/core/written-artifacts';
import { acceptArtifacts } from '../ingest/accept.ts';
import { stageFiles } from '../ingest/stage-files.ts';
import type { StepFrame } from './carry-out-step.ts';
import type { PlannedStep } from './plan-steps.ts';
import { updateRunFacts } from './store.ts';

/**
 * Null: the command wrote none. Accepted when this resolves, so that whoever sees the run finished sees its state.
 * Fault: that of the door, told as the step's failure: what dbt did stays in the warehouse, but nobody will hear of it.
 */
export async function takeArtifacts(
  { host, run }: StepFrame,
  planned: PlannedStep,
  artifacts: WrittenArtifacts,
  hasFailed: boolean,
): Promise<Id<'invocation'> | null> {
  const files = Object.values(artifacts).map((path) => ({ name: basename(path), path }));
  if (files.length === 0) return null;
  const { accountId, projectId, environmentId, id: runId } = run;
  const isCi = run.plan.jobType === 'ci';
  try {
    const intakeId = await stageFiles(host, { accountId, projectId, environmentId, files, hasFailed });
    const source = { kind: 'run', runId, stepIndex: planned.index } as const;
    const { invocationId } = await acceptArtifacts(host, { intakeId, source, isCi, jobIdHint: null }, async (tx) => {
      const hasDocsGenerated = artifacts.catalog === undefined ? {} : { hasDocsGenerated: true };
      const hasSourcesGenerated = artifacts.sources === undefined ? {} : { hasSourcesGenerated: true };
      await updateRunFacts(tx, runId, { artifactsSaved: true, ...hasDocsGenerated, ...hasSourcesGenerated });
    });
    return invocationId;
  } catch (error) {
    if (!(error instanceof Fault)) throw error;
    throw new Fault(error.kind, error.code, `The artifacts of \`${planned.command}\` were refused: ${messageOf(error)}`);
  }
}

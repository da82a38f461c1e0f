/** Hands the artifacts of a dbt command to the one door. */
import type { Id } from '@weft/base/id';
import type { WrittenArtifacts } from '@weft/engine/core/written-artifacts';
import type { StepFrame } from './carry-out-step.ts';
import type { PlannedStep } from './plan-steps.ts';

export async function takeArtifacts(
  _frame: StepFrame,
  _planned: PlannedStep,
  _artifacts: WrittenArtifacts,
): Promise<Id<'invocation'> | null> {
  return null;
}

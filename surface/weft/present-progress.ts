/** A run as it goes, in the words of the web: its state, its steps without their logs, its nodes. */
import type { Run } from '@weft/domain/runs/model';
import { statusMessageOf, timesOf } from '@weft/domain/runs/model';
import type { Step } from '@weft/domain/runs/plan-steps';
import type { RunNode } from '@weft/domain/runs/run-node';
import { wireTimestamp } from '@weft/wire/envelope';
import type { RunEvent } from '@weft/wire/weft/live-events';
import type { WireRunNode, WireRunNodeState } from '@weft/wire/weft/run-node';
import type { WireStepState } from '@weft/wire/weft/run-step';
import { statusWords, wireStatusOf, wireStepStatusOf } from '../v2/present-run.ts';

export function presentRunState(run: Run): RunEvent {
  const status = wireStatusOf(run);
  const { startedAt, finishedAt } = timesOf(run);
  return {
    status,
    status_humanized: statusWords[status],
    status_message: statusMessageOf(run),
    started_at: wireTime(startedAt),
    finished_at: wireTime(finishedAt),
  };
}

export function presentStepState(step: Step): WireStepState {
  const status = wireStepStatusOf(step);
  return {
    index: step.index,
    name: step.name,
    status,
    status_humanized: step.state === 'skipped' ? 'Skipped' : statusWords[status],
    started_at: wireTime(step.startedAt),
    finished_at: wireTime(step.finishedAt),
    message: step.message,
  };
}

export function presentRunNode(node: RunNode): WireRunNode {
  return {
    step_index: node.stepIndex,
    unique_id: node.uniqueId,
    name: node.name,
    resource_type: node.resourceType,
    materialized: node.materialized,
    state: nodeState(node),
    started_at: wireTime(node.startedAt),
    finished_at: wireTime(node.finishedAt),
    execution_seconds: node.executionSeconds,
    message: node.message,
    relation_name: node.relationName,
  };
}

/** dbt tells a test that found something (`fail`) from what could not be carried out (`error`), and people do too. */
export function nodeState({ state, dbtStatus }: Pick<RunNode, 'state' | 'dbtStatus'>): WireRunNodeState {
  switch (state) {
    case 'running':
    case 'skipped':
    case 'cancelled':
      return state;
    case 'succeeded':
      return 'success';
    case 'warned':
      return 'warn';
    case 'failed':
      return dbtStatus === 'fail' ? 'fail' : 'error';
  }
}

function wireTime(at: Date | null): string | null {
  return at === null ? null : wireTimestamp(at);
}

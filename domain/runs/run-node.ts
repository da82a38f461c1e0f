/** One node of one step as it goes: what dbt says of it, and what that means for the step. */

export const nodeStates = ['running', 'succeeded', 'failed', 'warned', 'skipped', 'cancelled'] as const;
export type NodeState = (typeof nodeStates)[number];

export interface RunNode {
  readonly stepIndex: number;
  readonly uniqueId: string;
  readonly name: string;
  readonly resourceType: string;
  readonly materialized: string | null;
  readonly relationName: string | null;
  /** From 1, of `nodeTotal`; null: not told. */
  readonly nodeIndex: number | null;
  readonly nodeTotal: number | null;
  readonly state: NodeState;
  /** dbt's own word, such as `success`, `fail`, `partial success`; null while it runs. */
  readonly dbtStatus: string | null;
  readonly message: string | null;
  readonly startedAt: Date | null;
  readonly finishedAt: Date | null;
  readonly executionSeconds: number | null;
}

const states: Readonly<Record<string, NodeState>> = {
  success: 'succeeded',
  pass: 'succeeded',
  warn: 'warned',
  error: 'failed',
  fail: 'failed',
  'runtime error': 'failed',
  // A microbatch model of which some batches failed: what it made is not whole.
  'partial success': 'failed',
  skipped: 'skipped',
  'no-op': 'skipped',
  reused: 'succeeded',
};

/** Null: the word says that the node is still under way, such as `started` or `compiling`, or no dbt known to us says it. */
export function finalState(dbtStatus: string): NodeState | null {
  return states[dbtStatus.toLowerCase()] ?? null;
}

/** For the words of results: one that no dbt known to us says is no success. */
export function readNodeState(dbtStatus: string): NodeState {
  return finalState(dbtStatus) ?? 'failed';
}

/** In a run that succeeded, a node that failed is one of a step that may fail: freshness or docs by tick-box. */
export function isWarning({ state }: Pick<RunNode, 'state'>): boolean {
  return state === 'warned' || state === 'failed';
}

const toldMax = 3;

/**
 * Why a dbt command failed, for the page of the run; null when it did not. Exit code and results must both be good:
 * a code of 0 beside a failed node would publish what is not there, and dbt ends with 1 for reasons that have no node.
 */
export function explainFailure(input: {
  readonly command: string;
  readonly exitCode: number | null;
  readonly nodes: readonly Pick<RunNode, 'name' | 'resourceType' | 'state' | 'message'>[];
  /** The last error that dbt logged. */
  readonly lastError: string | null;
}): string | null {
  const failed = input.nodes.filter((node) => node.state === 'failed');
  if (input.exitCode === 0 && failed.length === 0) return null;
  if (failed.length === 0) {
    const how = input.exitCode === null ? 'was ended by a signal' : `ended with code ${input.exitCode}`;
    return `\`${input.command}\` ${how}${input.lastError === null ? '.' : `: ${firstLines(input.lastError)}`}`;
  }
  const told = failed.slice(0, toldMax).map((node) => `${node.resourceType} ${node.name}: ${firstLines(node.message ?? 'it failed')}`);
  const more = failed.length > toldMax ? [`and ${failed.length - toldMax} more`] : [];
  const number = failed.length === 1 ? '1 node' : `${failed.length} nodes`;
  return [`\`${input.command}\` failed: ${number} of ${input.nodes.length} did.`, ...told, ...more].join('\n');
}

function firstLines(text: string): string {
  const lines = text
    .trim()
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '');
  const head = lines.slice(0, 3).join(' ');
  return head.length > 500 ? `${head.slice(0, 499)}…` : head;
}

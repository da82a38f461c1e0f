/** The log of a step whose dbt ran elsewhere: Weft has its results, not its output. */
import type { Step } from './plan-steps.ts';
import type { RunNode } from './run-node.ts';

export function describeIngest(step: Pick<Step, 'command' | 'message' | 'invocationId' | 'exitCode'>, nodes: readonly RunNode[]): string {
  const lines: string[] = [];
  if (step.invocationId === null) lines.push(step.message ?? 'The artifacts were refused.');
  else {
    lines.push(`Artifacts of \`${step.command}\` (invocation ${step.invocationId}) were accepted.`);
    lines.push(nodes.length === 0 ? 'They hold no results: this command runs no nodes.' : `${summary(nodes)}.`);
    for (const node of nodes)
      if (node.state === 'failed' || node.state === 'warned')
        lines.push('', `${node.resourceType} ${node.name}: ${node.dbtStatus}`, ...indent(node.message));
  }
  return `${lines.join('\n')}\n`;
}

function summary(nodes: readonly RunNode[]): string {
  const counts = new Map<string, number>();
  for (const node of nodes) counts.set(node.dbtStatus ?? node.state, (counts.get(node.dbtStatus ?? node.state) ?? 0) + 1);
  const parts = [...counts].map(([status, count]) => `${count} ${status}`);
  return `${nodes.length === 1 ? '1 node' : `${nodes.length} nodes`}: ${parts.join(', ')}`;
}

function indent(text: string | null): string[] {
  return (text ?? '').split('\n').flatMap((line) => (line.trim() === '' ? [] : [`  ${line}`]));
}

/** Finds what a run reads, does not build itself, and cannot read where it defers to, since it was never built there: said before dbt fails at it. */
import { hasOption } from '@weft/dbt/command/selection-args';
import type { SelectableNode } from '@weft/dbt/selection/selectable-node';
import type { Host } from '@weft/host/host';
import { listAppliedNodes } from '../ingest/list-results.ts';
import { scopeOf } from './created-relation.ts';
import { listRelations } from './created-relations.ts';
import type { Deferral } from './deferral.ts';
import type { HeldRun } from './model.ts';

/** Commands that read the warehouse. */
const reading = new Set(['build', 'run', 'test', 'snapshot']);

/** What dbt leaves in a warehouse for others to read. */
const kept = new Set(['model', 'seed', 'snapshot']);

const namedMax = 20;

export interface Asked {
  readonly name: string;
  readonly args: readonly string[];
  readonly deferral: Deferral;
  readonly nodes: readonly SelectableNode[];
  /** By unique id. */
  readonly selected: ReadonlySet<string>;
}

/** A sentence a node, for people. None where the run defers to nothing: what is missing is then dbt's to say, in its own schema. */
export async function sayUnbuilt(host: Host, run: HeldRun, { name, args, deferral, nodes, selected }: Asked): Promise<readonly string[]> {
  const { deferred } = deferral;
  if (deferred.kind === 'missing' || !reading.has(name) || hasOption(args, '--no-defer')) return [];
  const read = readElsewhere(nodes, selected);
  if (read.length === 0) return [];
  const ids = read.map(({ uniqueId }) => uniqueId);
  const built = new Set(
    (await listAppliedNodes(host, deferred.environmentId, ids)).filter(({ successAt }) => successAt !== null).map((it) => it.uniqueId),
  );
  const { accountId, projectId } = run;
  // dbt reads first what an earlier run of the same pull request made.
  for (const made of await listRelations(host, { accountId, projectId, scope: scopeOf(run) })) if (made.uniqueId) built.add(made.uniqueId);
  const unbuilt = read.filter(({ uniqueId }) => !built.has(uniqueId));
  const place = deferred.environmentName;
  const words = unbuilt
    .slice(0, namedMax)
    .map(
      (node) =>
        `${node.uniqueId} was never built in ${place}, and this run reads it there: dbt will not find it. Build it in ${place} first, or select it here too (+${node.name}).`,
    );
  return unbuilt.length > namedMax ? [...words, `${unbuilt.length - namedMax} more were never built in ${place}.`] : words;
}

/** What selected nodes read and is not selected; through ephemeral models, which are parts of who reads them. */
export function readElsewhere(nodes: readonly SelectableNode[], selected: ReadonlySet<string>): readonly SelectableNode[] {
  const byId = new Map(nodes.map((node) => [node.uniqueId, node]));
  const found = new Map<string, SelectableNode>();
  const seen = new Set<string>();
  const waiting = [...selected];
  for (let id = waiting.pop(); id !== undefined; id = waiting.pop()) {
    for (const parentId of byId.get(id)?.dependsOn ?? []) {
      const parent = byId.get(parentId);
      if (!parent || selected.has(parentId) || seen.has(parentId)) continue;
      seen.add(parentId);
      if (parent.config.materialized === 'ephemeral') waiting.push(parentId);
      // A public model of another project has no file here, and is read where that project has it.
      else if (kept.has(parent.resourceType) && parent.originalFilePath !== '') found.set(parentId, parent);
    }
  }
  return [...found.values()];
}

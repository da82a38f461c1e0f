/** Proposes for each model the narrowest access that keeps every present reader. */
import type { Access } from '@weft/dbt/artifacts/node-facts';
import type { ProjectGraph, ProjectNode } from './project-graph.ts';
import { counted, isModel, labelOf, listNames } from './project-graph.ts';

export interface AccessAdvice {
  readonly model: ProjectNode;
  readonly proposed: Access;
  /** `unread`: offered to other projects, none of which reads it yet. Whether it is an offer that will be taken up, no graph can tell. */
  readonly verdict: 'right' | 'narrow' | 'widen' | 'unread';
  /** Its group, present or proposed. */
  readonly group: string | null;
  readonly reason: string;
}

export function proposeAccess(graph: ProjectGraph, groupOf: ReadonlyMap<string, string>): AccessAdvice[] {
  return graph.models.map((model) => {
    const group = groupOf.get(model.uniqueId) ?? null;
    const { access, reason } = narrowest(graph, groupOf, model, group);
    if (model.access === 'public' && access !== 'public' && model.materialized !== 'ephemeral') {
      const unread = `Public, though no other project reads it yet: ${access} would keep every present reader. ${reason}`;
      return { model, proposed: 'public', verdict: 'unread', group, reason: unread };
    }
    const away = rank[access] - rank[model.access];
    return { model, proposed: access, verdict: away === 0 ? 'right' : away < 0 ? 'narrow' : 'widen', group, reason };
  });
}

const rank: Readonly<Record<Access, number>> = { private: 0, protected: 1, public: 2 };

interface Narrowest {
  readonly access: Access;
  readonly reason: string;
}

function narrowest(graph: ProjectGraph, groupOf: ReadonlyMap<string, string>, model: ProjectNode, group: string | null): Narrowest {
  const demand = publicDemand(graph, model);
  if (demand !== null && model.materialized !== 'ephemeral') return { access: 'public', reason: demand };
  if (demand !== null) {
    const reason = `${demand} Yet it is ephemeral, and what has no relation is never public: materialize it as a view or a table first.`;
    return { access: 'protected', reason };
  }
  const readers = readersOf(graph, model);
  // Nobody needs it wider than it is.
  if (readers.length === 0 && model.access === 'private' && group !== null) return { access: 'private', reason: 'Nothing reads it.' };
  if (readers.length === 0) return { access: 'protected', reason: 'Nothing in the project reads it: an end, open to whoever comes next.' };
  if (group === null)
    return { access: 'protected', reason: `It is in no group, and only a group’s models can be private. ${told(graph, groupOf, readers)}` };
  const outside = readers.filter((reader) => groupOfReader(groupOf, reader, graph) !== group);
  if (outside.length > 0) return { access: 'protected', reason: told(graph, groupOf, outside) };
  return { access: 'private', reason: told(graph, groupOf, readers) };
}

/** Why it must be public; null: it need not. */
function publicDemand(graph: ProjectGraph, model: ProjectNode): string | null {
  const foreign = graph.foreignReadersOf.get(model.uniqueId) ?? [];
  if (foreign.length > 0) {
    return `Read by ${listNames(foreign.map(({ projectName, count }) => `${counted(count, 'node')} of project ${projectName}`))}.`;
  }
  const readers = graph.readersOf.get(model.uniqueId) ?? [];
  const exposures = readers.filter(({ kind }) => kind === 'exposure');
  if (exposures.length === 0 || readers.some(isModel)) return null;
  return `No model reads it, and ${exposures.length === 1 ? 'an exposure uses' : 'exposures use'} it: ${listNames(exposures.map(labelOf))}.`;
}

/** Without the tests that are written on it: they go wherever it goes. A unit test reads nothing that its model may not read. */
function readersOf(graph: ProjectGraph, model: ProjectNode): ProjectNode[] {
  return (graph.readersOf.get(model.uniqueId) ?? []).filter(
    ({ attachedTo, kind }) => attachedTo !== model.uniqueId && kind !== 'unit_test',
  );
}

/** As dbt counts: a generic test is of the group of the node that it is written on; exposures and most singular tests are of none. */
function groupOfReader(groupOf: ReadonlyMap<string, string>, reader: ProjectNode, graph: ProjectGraph): string | null {
  if (isModel(reader)) return groupOf.get(reader.uniqueId) ?? null;
  const attached = reader.attachedTo === null ? undefined : graph.nodes.get(reader.attachedTo);
  return attached && isModel(attached) ? (groupOf.get(attached.uniqueId) ?? null) : reader.group;
}

/** "Read by 3 models of group finance: a, b and c; 1 test in no group: t." */
function told(graph: ProjectGraph, groupOf: ReadonlyMap<string, string>, readers: readonly ProjectNode[]): string {
  const sets = new Map<string, { kind: string; group: string | null; names: string[] }>();
  for (const reader of readers) {
    const group = groupOfReader(groupOf, reader, graph);
    const key = `${reader.kind} ${group}`;
    const set = sets.get(key) ?? { kind: reader.kind, group, names: [] };
    set.names.push(labelOf(reader));
    sets.set(key, set);
  }
  const parts = [...sets.values()]
    .sort((a, b) => Number(b.kind === 'model') - Number(a.kind === 'model') || b.names.length - a.names.length)
    .map(({ kind, group, names }) => {
      const within = group !== null ? ` of group ${group}` : kind === 'exposure' ? '' : ' in no group';
      return `${counted(names.length, nounOf(kind), pluralOf(kind))}${within}: ${listNames(names)}`;
    });
  const more = parts.length > 3 ? '; and others' : '';
  return `Read by ${parts.slice(0, 3).join('; ')}${more}.`;
}

function nounOf(kind: string): string {
  return kind.replaceAll('_', ' ');
}

function pluralOf(kind: string): string {
  return kind === 'analysis' ? 'analyses' : `${nounOf(kind)}s`;
}

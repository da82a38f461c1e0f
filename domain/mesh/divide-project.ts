/** Divides a project's nodes between the part that is split off and the rest, and finds the refs that then cross. */
import type { ProjectGraph, ProjectNode } from './project-graph.ts';
import { isModel } from './project-graph.ts';

export type Side = 'new' | 'old';

/** A ref from one side to the other. */
export interface Crossing {
  readonly reader: ProjectNode;
  /** A model, seed or snapshot. */
  readonly parent: ProjectNode;
  /** Where the reader goes; the parent is on the other side. */
  readonly readerSide: Side;
}

export interface Division {
  readonly sideOf: ReadonlyMap<string, Side>;
  readonly crossings: readonly Crossing[];
}

export function divideProject(graph: ProjectGraph, members: ReadonlySet<string>): Division {
  const sideOf = new Map<string, Side>(graph.models.map(({ uniqueId }) => [uniqueId, members.has(uniqueId) ? 'new' : 'old']));
  const others = [...graph.nodes.values()].filter((node) => !isModel(node));
  const isData = ({ kind }: ProjectNode) => kind === 'seed' || kind === 'snapshot';
  for (const node of others) if (isData(node)) sideOf.set(node.uniqueId, sideOfData(graph, members, node));
  const ofData = listCrossings(graph, sideOf);
  // What reads both sides and belongs to neither, such as a test of two models, goes downstream, where it closes no circle.
  const isNewUpstream = ofData.length > 0 && ofData.every(({ readerSide }) => readerSide === 'old');
  for (const node of others) {
    if (isData(node)) continue;
    const attached = node.attachedTo === null ? undefined : sideOf.get(node.attachedTo);
    sideOf.set(node.uniqueId, attached ?? sideOfReader(sideOf, node, isNewUpstream ? 'old' : 'new'));
  }
  return { sideOf, crossings: listCrossings(graph, sideOf) };
}

/** Other projects can refer to models only, so a seed or snapshot goes where its readers are; one that nothing reads goes with what it reads. */
function sideOfData(graph: ProjectGraph, members: ReadonlySet<string>, node: ProjectNode): Side {
  const readers = (graph.readersOf.get(node.uniqueId) ?? []).filter(isModel);
  if (readers.length > 0) return readers.every(({ uniqueId }) => members.has(uniqueId)) ? 'new' : 'old';
  return node.dependsOn.length > 0 && node.dependsOn.every((parent) => members.has(parent)) ? 'new' : 'old';
}

function sideOfReader(sideOf: ReadonlyMap<string, Side>, node: ProjectNode, whenBoth: Side): Side {
  const sides = new Set(node.dependsOn.flatMap((parent) => sideOf.get(parent) ?? []));
  if (sides.size === 2) return whenBoth;
  return sides.has('new') ? 'new' : 'old';
}

function listCrossings(graph: ProjectGraph, sideOf: ReadonlyMap<string, Side>): Crossing[] {
  const crossings: Crossing[] = [];
  for (const reader of graph.nodes.values()) {
    const readerSide = sideOf.get(reader.uniqueId);
    if (readerSide === undefined) continue;
    for (const parentId of reader.dependsOn) {
      const parent = graph.nodes.get(parentId);
      const parentSide = sideOf.get(parentId);
      if (parent && parentSide !== undefined && parentSide !== readerSide) crossings.push({ reader, parent, readerSide });
    }
  }
  return crossings;
}

/** The models of the old side that build on the part, directly or by others, and those that it builds on: taking all of either along leaves no circle. */
export function listAround(graph: ProjectGraph, members: ReadonlySet<string>, which: 'downstream' | 'upstream'): ProjectNode[] {
  const found = new Map<string, ProjectNode>();
  const queue = [...members];
  for (let at = queue.pop(); at !== undefined; at = queue.pop()) {
    const next =
      which === 'downstream' ? (graph.readersOf.get(at) ?? []).map(({ uniqueId }) => uniqueId) : (graph.nodes.get(at)?.dependsOn ?? []);
    for (const id of next) {
      const node = graph.nodes.get(id);
      if (!node || found.has(id) || members.has(id) || !(isModel(node) || node.kind === 'snapshot')) continue;
      found.set(id, node);
      queue.push(id);
    }
  }
  return [...found.values()].filter(isModel);
}

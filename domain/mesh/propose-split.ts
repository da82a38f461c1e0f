/** Proposes how a part of a project becomes a project of its own: what moves, what must be public, which refs change, and whether it can be at all. */
import { isDbtProjectName } from '../projects/model.ts';
import type { SplitChoice } from './choose-split.ts';
import type { Crossing, Division, Side } from './divide-project.ts';
import { listAround } from './divide-project.ts';
import type { ProjectGraph, ProjectNode } from './project-graph.ts';
import { counted, isModel, labelOf, listNames } from './project-graph.ts';
import type { ContractAdvice } from './propose-contracts.ts';
import type { FileProposal, ModelChange } from './propose-files.ts';
import { proposeDependenciesFile, proposeFiles } from './propose-files.ts';
import { nameOf } from './propose-groups.ts';
import type { RefChange, WrittenRef } from './propose-refs.ts';
import { proposeRefs } from './propose-refs.ts';

export interface SplitAdvice {
  readonly choice: SplitChoice;
  /** Of the new project; free in the account. */
  readonly newProject: string;
  readonly oldProject: string;
  readonly along: readonly Along[];
  readonly crossings: readonly Crossing[];
  readonly offered: readonly OfferedAcross[];
  /** null: at most one of the two projects reads the other. */
  readonly circle: Circle | null;
  readonly refs: readonly RefChange[];
  /** Other projects that read what moves: their refs change too. */
  readonly consumers: readonly { readonly projectName: string; readonly models: readonly ProjectNode[] }[];
  /** What is in the way besides a circle, each with what to do. */
  readonly problems: readonly string[];
  /** None while there is a circle. */
  readonly files: readonly FileProposal[];
}

/** What the new project needs besides its models; generic tests and unit tests go with the YAML of theirs. */
export interface Along {
  readonly kind: string;
  readonly name: string;
  readonly file: string | null;
  /** `copy`: the rest needs it too. */
  readonly how: 'move' | 'copy';
}

/** A model that the other side reads. */
export interface OfferedAcross {
  readonly model: ProjectNode;
  readonly side: Side;
  readonly readers: number;
  readonly isPublic: boolean;
  readonly contract: 'enforced' | 'ready' | 'none';
}

export interface Circle {
  /** The readers of the direction that has fewer of them. */
  readonly causes: readonly ProjectNode[];
  /** Models to take along so that only the new project reads the old one, or only the old one the new. */
  readonly takeDownstream: readonly ProjectNode[];
  readonly takeUpstream: readonly ProjectNode[];
  readonly message: string;
}

export interface SplitSource {
  readonly graph: ProjectGraph;
  readonly choice: SplitChoice;
  readonly division: Division;
  /** dbt project names of the account. */
  readonly takenNames: ReadonlySet<string>;
  readonly writtenRefsOf: (node: ProjectNode) => readonly WrittenRef[];
  /** null: enforced already. */
  readonly contractOf: (model: ProjectNode) => ContractAdvice | null;
  readonly patchFileOf: (model: ProjectNode) => string | null;
}

export function proposeSplit(source: SplitSource): SplitAdvice {
  const { graph, choice, division } = source;
  const { crossings } = division;
  const oldProject = graph.dbtProjectName;
  const newProject = freeName(choice.name, oldProject, source.takenNames);
  const circle = findCircle(source, newProject);
  const offered = listOffered(source);
  const projectOf = ({ readerSide }: Crossing) => (readerSide === 'new' ? oldProject : newProject);
  return {
    ...{ choice, newProject, oldProject, crossings, circle, offered },
    along: listAlong(source),
    refs: circle ? [] : proposeRefs(graph, crossings, projectOf, source.writtenRefsOf),
    consumers: listConsumers(source),
    problems: listProblems(crossings, newProject, oldProject),
    files: circle ? [] : listFiles(source, offered, newProject),
  };
}

function freeName(wanted: string, oldProject: string, taken: ReadonlySet<string>): string {
  const last = nameOf(wanted.split('/').at(-1) ?? wanted);
  const isFree = (name: string) => name !== oldProject && !taken.has(name) && isDbtProjectName(name);
  if (isFree(last)) return last;
  for (let number = 1; ; number++) {
    const name = `${oldProject}_${last}${number === 1 ? '' : `_${number}`}`;
    if (isFree(name)) return name;
  }
}

function findCircle({ graph, choice, division }: SplitSource, newProject: string): Circle | null {
  const readersOn = (side: Side) => [
    ...new Set(division.crossings.filter(({ readerSide }) => readerSide === side).map(({ reader }) => reader)),
  ];
  const onNew = readersOn('new');
  const onOld = readersOn('old');
  if (onNew.length === 0 || onOld.length === 0) return null;
  const isOldTheCause = onOld.length <= onNew.length;
  const causes = isOldTheCause ? onOld : onNew;
  const members = new Set(choice.models.map(({ uniqueId }) => uniqueId));
  const [reading, read] = isOldTheCause ? [graph.dbtProjectName, newProject] : [newProject, graph.dbtProjectName];
  return {
    causes,
    takeDownstream: listAround(graph, members, 'downstream'),
    takeUpstream: listAround(graph, members, 'upstream'),
    message: `Each of the two projects would read the other, and projects must not build on each other in a circle. ${reading} would read ${read} only by ${listNames(causes.map(labelOf), 8)}.`,
  };
}

function listOffered({ division, contractOf }: SplitSource): OfferedAcross[] {
  const readers = new Map<ProjectNode, { side: Side; readers: Set<string> }>();
  for (const { reader, parent, readerSide } of division.crossings) {
    if (!isModel(parent)) continue;
    const known = readers.get(parent) ?? { side: readerSide === 'new' ? 'old' : 'new', readers: new Set() };
    known.readers.add(reader.uniqueId);
    readers.set(parent, known);
  }
  return [...readers].map(([model, known]) => {
    const contract = contractOf(model);
    return {
      model,
      side: known.side,
      readers: known.readers.size,
      isPublic: model.access === 'public',
      contract: contract === null ? 'enforced' : contract.problems.length === 0 ? 'ready' : 'none',
    };
  });
}

/** Singular tests, exposures and the like as they are; sources and groups as they are used. */
function listAlong({ graph, choice, division }: SplitSource): Along[] {
  const along: Along[] = [];
  const used = new Map<string, Set<Side>>();
  for (const node of graph.nodes.values()) {
    const side = division.sideOf.get(node.uniqueId) ?? 'old';
    if (side === 'new' && !isModel(node) && node.attachedTo === null)
      along.push({ kind: node.kind, name: node.name, file: node.file, how: 'move' });
    for (const parent of node.dependsOn) {
      if (parent.startsWith('source.')) used.set(parent, (used.get(parent) ?? new Set<Side>()).add(side));
    }
  }
  for (const [source, sides] of used) {
    if (sides.has('new'))
      along.push({ kind: 'source', name: source.split('.').slice(2).join('.'), file: null, how: sides.has('old') ? 'copy' : 'move' });
  }
  const groupsLeft = new Set(graph.models.filter(({ uniqueId }) => division.sideOf.get(uniqueId) === 'old').map(({ group }) => group));
  for (const group of new Set(choice.models.map((model) => model.group))) {
    const file = group === null ? undefined : graph.groupFiles.get(group);
    if (group !== null && file !== undefined)
      along.push({ kind: 'group', name: group, file, how: groupsLeft.has(group) ? 'copy' : 'move' });
  }
  return along.sort((a, b) => (`${a.kind} ${a.name}` < `${b.kind} ${b.name}` ? -1 : 1));
}

function listConsumers({ graph, choice }: SplitSource): SplitAdvice['consumers'] {
  const consumers = new Map<string, ProjectNode[]>();
  for (const model of choice.models) {
    for (const { projectName } of graph.foreignReadersOf.get(model.uniqueId) ?? []) {
      const models = consumers.get(projectName);
      if (models) models.push(model);
      else consumers.set(projectName, [model]);
    }
  }
  return [...consumers].map(([projectName, models]) => ({ projectName, models }));
}

function listProblems(crossings: readonly Crossing[], newProject: string, oldProject: string): string[] {
  const parents = new Map<ProjectNode, Crossing[]>();
  for (const crossing of crossings) {
    const known = parents.get(crossing.parent);
    if (known) known.push(crossing);
    else parents.set(crossing.parent, [crossing]);
  }
  return [...parents].flatMap(([parent, its]) => {
    const [first] = its;
    const away = first?.readerSide === 'new' ? newProject : oldProject;
    const by = `${listNames(its.map(({ reader }) => labelOf(reader)))} of ${away}`;
    if (!isModel(parent))
      return [
        `The ${parent.kind} ${parent.name} would be read by ${by}, and other projects can refer to models only: put a model upon it.`,
      ];
    if (parent.materialized !== 'ephemeral') return [];
    return [
      `${labelOf(parent)} is ephemeral and would be read by ${by}: what has no relation is never public. Materialize it as a view or a table first.`,
    ];
  });
}

function listFiles(source: SplitSource, offered: readonly OfferedAcross[], newProject: string): FileProposal[] {
  const { graph, choice, division, contractOf, patchFileOf } = source;
  const oldProject = graph.dbtProjectName;
  const foreign = (models: readonly ProjectNode[]) => {
    const owners = models.flatMap(({ dependsOn }) => dependsOn.map((parent) => graph.othersNodes.get(parent)));
    return [...new Set(owners.flatMap((owner) => (owner?.isExternal ? [owner.owner] : [])))].sort();
  };
  const isRead = (side: Side) => division.crossings.some(({ readerSide }) => readerSide !== side);
  const upstream = [...(isRead('old') ? [oldProject] : []), ...foreign(choice.models)];
  const files = upstream.length === 0 ? [] : [proposeDependenciesFile(newProject, upstream, 'create')];
  if (isRead('new')) files.push(proposeDependenciesFile(oldProject, [newProject], foreign(graph.models).length > 0 ? 'change' : 'create'));
  for (const side of ['old', 'new'] as const) {
    const changes = offered
      .filter((it) => it.side === side && it.model.materialized !== 'ephemeral')
      .flatMap(({ model, isPublic }): ModelChange[] => {
        const contract = contractOf(model);
        const ready = contract?.problems.length === 0 ? contract : null;
        return isPublic && ready === null ? [] : [{ model, group: null, access: isPublic ? null : 'public', contract: ready }];
      });
    const project = side === 'old' ? oldProject : newProject;
    files.push(...proposeFiles({ project, newGroups: [], groupFiles: graph.groupFiles, changes, patchFileOf }));
  }
  return files;
}

/** "12 models of finance: 3 refs to shop, none back." */
export function describeSplit({ choice, crossings, newProject, oldProject }: SplitAdvice): string {
  const refs = (side: Side) => crossings.filter(({ readerSide }) => readerSide === side).length;
  const back = refs('old') === 0 ? 'none' : String(refs('old'));
  return `${counted(choice.models.length, 'model')} would become the project ${newProject}, with ${counted(refs('new'), 'ref')} to ${oldProject} and ${back} back.`;
}

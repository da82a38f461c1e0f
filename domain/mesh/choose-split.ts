/** Reads what somebody wants to split off: a group or a folder, in the words that dbt selects by. */
import { Fault } from '@weft/base/fault';
import type { ProjectGraph, ProjectNode } from './project-graph.ts';
import { folderOf, isWithin, listNames } from './project-graph.ts';

export interface SplitChoice {
  readonly kind: 'group' | 'folder';
  readonly name: string;
  readonly models: readonly ProjectNode[];
}

/** As dbt selects it. */
export function selectorOf({ kind, name }: Pick<SplitChoice, 'kind' | 'name'>): string {
  return `${kind === 'group' ? 'group' : 'path'}:${name}`;
}

/** Everything that can be chosen: each group, present or proposed, and each folder with models in it; not what would leave nothing behind. */
export function listSplitChoices(graph: ProjectGraph, groupOf: ReadonlyMap<string, string>): SplitChoice[] {
  const groups = new Map<string, ProjectNode[]>();
  const folders = new Map<string, ProjectNode[]>();
  const add = (map: Map<string, ProjectNode[]>, name: string, model: ProjectNode) => {
    const models = map.get(name);
    if (models) models.push(model);
    else map.set(name, [model]);
  };
  for (const model of graph.models) {
    const group = groupOf.get(model.uniqueId);
    if (group !== undefined) add(groups, group, model);
    const parts = folderOf(model)
      .split('/')
      .filter((part) => part !== '');
    for (const depth of parts.keys()) add(folders, parts.slice(0, depth + 1).join('/'), model);
  }
  const choices = (kind: SplitChoice['kind'], map: ReadonlyMap<string, ProjectNode[]>): SplitChoice[] =>
    [...map]
      .filter(([, models]) => models.length < graph.models.length)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([name, models]) => ({ kind, name, models }));
  return [...choices('group', groups), ...choices('folder', folders)];
}

/**
 * `group:finance`, `path:models/marts/finance`, or the bare name of either; a group goes first.
 * Fault not_found `split.not_found`, invalid `split.whole_project`.
 */
export function chooseSplit(graph: ProjectGraph, groupOf: ReadonlyMap<string, string>, wanted: string): SplitChoice {
  const [, method, text = ''] = /^(?:(group|path|folder):)?(.*)$/s.exec(wanted.trim()) ?? [];
  const folder = text.replace(/^\.?\/+|\/+$/g, '');
  const isIn = (model: ProjectNode) => folder !== '' && (isWithin(folderOf(model), folder) || model.file.startsWith(`${folder}/`));
  const inGroup = method === undefined || method === 'group' ? graph.models.filter(({ uniqueId }) => groupOf.get(uniqueId) === text) : [];
  const inFolder = method === 'group' ? [] : graph.models.filter(isIn);
  const isFromRoot = inFolder.every(({ file }) => file.startsWith(`${folder}/`));
  const below = isFromRoot ? folder.split('/').slice(1).join('/') : folder;
  const choice: SplitChoice =
    inGroup.length > 0 ? { kind: 'group', name: text, models: inGroup } : { kind: 'folder', name: below, models: inFolder };
  if (choice.models.length === 0) {
    const names = listSplitChoices(graph, groupOf).map(selectorOf);
    const known = names.length === 0 ? 'It has neither groups nor folders of models.' : `There are ${listNames(names, 12)}.`;
    throw new Fault('not_found', 'split.not_found', `No model of ${graph.dbtProjectName} is in the group or folder "${wanted}". ${known}`);
  }
  if (choice.models.length === graph.models.length) {
    throw new Fault('invalid', 'split.whole_project', `All models of ${graph.dbtProjectName} are in "${wanted}": choose a part of them.`);
  }
  return choice;
}

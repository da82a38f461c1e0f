/** Writes proposals as the YAML to paste, one text a file: definitions of groups, properties of models, dependencies.yml. */
import type { Access } from '@weft/dbt/artifacts/node-facts';
import { Document, isMap } from 'yaml';
import type { ProjectNode } from './project-graph.ts';
import type { ContractAdvice } from './propose-contracts.ts';

export interface FileProposal {
  /** The dbt project whose file it is. */
  readonly project: string;
  /** From the project's folder. */
  readonly path: string;
  /** `change`: the file is there, and this goes into it, entry by entry. */
  readonly action: 'create' | 'change';
  readonly yaml: string;
}

/** What is to be said of a model; null: leave it as it is. */
export interface ModelChange {
  readonly model: ProjectNode;
  readonly group: string | null;
  readonly access: Access | null;
  readonly contract: ContractAdvice | null;
}

export interface FileSource {
  readonly project: string;
  /** To be defined. */
  readonly newGroups: readonly string[];
  /** Where the groups that are there are defined. */
  readonly groupFiles: ReadonlyMap<string, string>;
  readonly changes: readonly ModelChange[];
  /** The file that says something of the model already; null: none does. */
  readonly patchFileOf: (model: ProjectNode) => string | null;
}

interface Content {
  readonly action: 'create' | 'change';
  readonly groups: string[];
  readonly changes: ModelChange[];
}

/** By path. */
export function proposeFiles({ project, newGroups, groupFiles, changes, patchFileOf }: FileSource): FileProposal[] {
  const files = new Map<string, Content>();
  const contentOf = (known: string | null, otherwise: string): Content => {
    const path = known ?? otherwise;
    const content = files.get(path) ?? { action: known === null ? 'create' : 'change', groups: [], changes: [] };
    files.set(path, content);
    return content;
  };
  const [groupFile] = [...groupFiles.values()].sort();
  const root = changes[0]?.model.file.split('/')[0] ?? 'models';
  for (const group of newGroups) contentOf(groupFile ?? null, `${root}/groups.yml`).groups.push(group);
  const commonFileOf = findCommonFiles(changes, patchFileOf);
  for (const change of changes) {
    const { model } = change;
    contentOf(patchFileOf(model) ?? commonFileOf(model), newPropertiesFile(model.file)).changes.push(change);
  }
  return [...files]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([path, content]) => ({ project, path, action: content.action, yaml: writeProperties(content) }));
}

export function proposeDependenciesFile(project: string, upstream: readonly string[], action: FileProposal['action']): FileProposal {
  const document = new Document({ projects: upstream.map((name) => ({ name })) });
  return { project, path: 'dependencies.yml', action, yaml: document.toString() };
}

/** A model that no file speaks of yet goes with those beside it, where one file speaks of them; null: there is none, or several. */
function findCommonFiles(changes: readonly ModelChange[], patchFileOf: FileSource['patchFileOf']): FileSource['patchFileOf'] {
  const folderOf = ({ file }: ProjectNode) => file.slice(0, file.lastIndexOf('/') + 1);
  const found = new Map<string, Set<string>>();
  for (const { model } of changes) {
    const file = patchFileOf(model);
    if (file !== null) found.set(folderOf(model), (found.get(folderOf(model)) ?? new Set()).add(file));
  }
  return (model) => {
    const [file, ...others] = found.get(folderOf(model)) ?? [];
    return file !== undefined && others.length === 0 ? file : null;
  };
}

/** As dbt's guide to structure names it: `models/marts/finance/_finance__models.yml`. */
function newPropertiesFile(modelFile: string): string {
  const folders = modelFile.split('/').slice(0, -1);
  const name = folders.length > 1 ? `_${folders[folders.length - 1]}__models.yml` : '_models.yml';
  return [...folders, name].join('/');
}

function writeProperties({ groups, changes }: Content): string {
  const document = new Document({
    ...(groups.length === 0 ? {} : { groups: groups.map((name) => ({ name, owner: { name } })) }),
    ...(changes.length === 0 ? {} : { models: modelEntries(changes) }),
  });
  // dbt refuses a group without an owner, and no manifest tells who it is: the group's own name stands in until a person mends it.
  const owner = document.getIn(['groups', 0, 'owner'], true);
  if (isMap(owner)) owner.commentBefore = ' Who answers for these models: a name, an email, or both.';
  // Long names and types stay on their line.
  return document.toString({ lineWidth: 0 });
}

/** By name; the versions of a model share an entry. */
function modelEntries(changes: readonly ModelChange[]): object[] {
  const entries = new Map<string, object>();
  const versionsOf = new Map<string, object[]>();
  for (const change of [...changes].sort((a, b) => (a.model.name < b.model.name ? -1 : 1))) {
    const { name, version } = change.model;
    const versions = versionsOf.get(name) ?? [];
    if (version !== null) versionsOf.set(name, [...versions, { v: version, ...properties(change) }]);
    entries.set(name, version === null ? { name, ...properties(change) } : { name, versions: versionsOf.get(name) });
  }
  return [...entries.values()];
}

function properties({ group, access, contract }: ModelChange): object {
  const config = {
    ...(group === null ? {} : { group }),
    ...(access === null ? {} : { access }),
    ...(contract === null ? {} : { contract: { enforced: true } }),
    ...(contract?.onSchemaChange ? { on_schema_change: contract.onSchemaChange } : {}),
  };
  const columns = contract?.columns.map(({ name, dataType }) => ({ name, data_type: dataType }));
  return { config, ...(columns === undefined ? {} : { columns }) };
}

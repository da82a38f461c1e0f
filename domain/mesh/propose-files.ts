/** Writes proposals as the YAML to paste, a text a file: properties of models, definitions of groups, dependencies.yml. */
import type { Access } from '@weft/dbt/artifacts/node-facts';
import { Document, isMap, stringify } from 'yaml';
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

/** `patchFileOf`: the file that already says something of the model; null: none does. */
export function proposePropertyFiles(
  project: string,
  changes: readonly ModelChange[],
  patchFileOf: (model: ProjectNode) => string | null,
): FileProposal[] {
  const files = new Map<string, { readonly action: 'create' | 'change'; readonly changes: ModelChange[] }>();
  for (const change of changes) {
    const known = patchFileOf(change.model);
    const path = known ?? newPropertiesFile(change.model.file);
    const file = files.get(path);
    if (file) file.changes.push(change);
    else files.set(path, { action: known === null ? 'create' : 'change', changes: [change] });
  }
  return [...files]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([path, file]) => ({ project, path, action: file.action, yaml: stringify({ models: modelEntries(file.changes) }, yamlStyle) }));
}

/** Long names and types stay on their line. */
const yamlStyle = { lineWidth: 0 } as const;

/** dbt's guide to structure names it so: `models/marts/finance/_finance__models.yml`. */
function newPropertiesFile(modelFile: string): string {
  const folders = modelFile.split('/').slice(0, -1);
  const last = folders.length > 1 ? `_${folders[folders.length - 1]}__models.yml` : '_models.yml';
  return [...folders, last].join('/');
}

/** The versions of one model share an entry. */
function modelEntries(changes: readonly ModelChange[]): object[] {
  const entries = new Map<string, { readonly name: string; readonly versions: object[] } | object>();
  const versionsOf = new Map<string, object[]>();
  const byLabel = [...changes].sort((a, b) => (a.model.name < b.model.name ? -1 : a.model.name > b.model.name ? 1 : 0));
  for (const change of byLabel) {
    const { name, version } = change.model;
    if (version === null) {
      entries.set(name, { name, ...properties(change) });
      continue;
    }
    const versions = versionsOf.get(name) ?? [];
    versions.push({ v: version, ...properties(change) });
    versionsOf.set(name, versions);
    entries.set(name, { name, versions });
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

/** Who owns a group, no manifest tells, and dbt refuses a group without an owner: its own name stands there until somebody writes a better one. */
export function proposeGroupsFile(project: string, names: readonly string[], groupFiles: ReadonlyMap<string, string>): FileProposal[] {
  if (names.length === 0) return [];
  const [known] = [...groupFiles.values()].sort();
  const document = new Document({ groups: names.map((name) => ({ name, owner: { name } })) });
  for (const index of names.keys()) {
    const owner = document.getIn(['groups', index, 'owner'], true);
    if (isMap(owner)) owner.commentBefore = ' Who answers for these models: a name, an email, or both.';
  }
  return [{ project, path: known ?? 'models/groups.yml', action: known === undefined ? 'create' : 'change', yaml: document.toString(yamlStyle) }];
}

export function proposeDependenciesFile(project: string, upstream: readonly string[], action: 'create' | 'change'): FileProposal {
  return { project, path: 'dependencies.yml', action, yaml: stringify({ projects: upstream.map((name) => ({ name })) }, yamlStyle) };
}

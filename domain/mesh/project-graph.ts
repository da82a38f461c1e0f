/** What advice on the mesh looks at: a project's own nodes, who reads each of its models, inside the project and in others. */
import type { Access } from '@weft/dbt/artifacts/node-facts';

/** A node of the project itself; those of packages and of other projects are not its own. */
export interface ProjectNode {
  readonly uniqueId: string;
  /** dbt's own word: model, seed, snapshot, test, unit_test, analysis, exposure, semantic_model. */
  readonly kind: string;
  readonly name: string;
  readonly version: string | number | null;
  readonly latestVersion: string | number | null;
  /** From the project's folder: `models/marts/finance/fct_revenue.sql`. */
  readonly file: string;
  /** Of anything but a model: meaningless. */
  readonly access: Access;
  readonly group: string | null;
  readonly materialized: string | null;
  readonly isContractEnforced: boolean;
  /** Unique ids, in dbt's order. */
  readonly dependsOn: readonly string[];
  /** The node that a generic test or a unit test is written on: dbt counts the test to that node's group. */
  readonly attachedTo: string | null;
}

export interface ForeignReader {
  readonly projectName: string;
  /** How many of its nodes read the model. */
  readonly count: number;
}

export interface ProjectGraph {
  readonly dbtProjectName: string;
  /** Without the tests that a properties file writes on one node: they go wherever it goes. */
  readonly nodes: ReadonlyMap<string, ProjectNode>;
  readonly models: readonly ProjectNode[];
  /** By the unique id of what they read. */
  readonly readersOf: ReadonlyMap<string, readonly ProjectNode[]>;
  readonly foreignReadersOf: ReadonlyMap<string, readonly ForeignReader[]>;
  /** Names of the projects and packages that nodes of others which it reads belong to, by unique id. */
  readonly othersNodes: ReadonlyMap<string, OthersNode>;
  /** Where each group is defined, by name. */
  readonly groupFiles: ReadonlyMap<string, string>;
}

export interface OthersNode {
  readonly owner: string;
  /** false: of an installed package, which comes with its code. */
  readonly isExternal: boolean;
}

export type GraphSource = Pick<ProjectGraph, 'dbtProjectName' | 'foreignReadersOf' | 'othersNodes' | 'groupFiles'> & {
  readonly nodes: readonly ProjectNode[];
};

export function linkProject(source: GraphSource): ProjectGraph {
  const readersOf = new Map<string, ProjectNode[]>();
  for (const node of source.nodes) {
    for (const parent of node.dependsOn) {
      const readers = readersOf.get(parent);
      if (!readers) readersOf.set(parent, [node]);
      else if (readers.at(-1) !== node) readers.push(node);
    }
  }
  return {
    ...source,
    nodes: new Map(source.nodes.map((node) => [node.uniqueId, node])),
    models: source.nodes.filter(isModel),
    readersOf,
  };
}

export function isModel(node: ProjectNode): boolean {
  return node.kind === 'model';
}

/** `fct_orders`, or `fct_orders.v2`: what people call it, and dbt selects it by. */
export function labelOf({ name, version }: Pick<ProjectNode, 'name' | 'version'>): string {
  return version === null ? name : `${name}.v${version}`;
}

/** The folder below the one that holds all models: `marts/finance`; empty for a model that lies in none. */
export function folderOf({ file }: Pick<ProjectNode, 'file'>): string {
  return file.split('/').slice(1, -1).join('/');
}

export function isWithin(folder: string, wanted: string): boolean {
  return folder === wanted || folder.startsWith(`${wanted}/`);
}

/** `a, b, c and 4 more`. */
export function listNames(names: readonly string[], most = 3): string {
  const [last] = names.slice(-1);
  if (names.length > most) return `${names.slice(0, most).join(', ')} and ${names.length - most} more`;
  return names.length < 2 ? (last ?? '') : `${names.slice(0, -1).join(', ')} and ${last}`;
}

export function counted(number: number, noun: string, nouns = `${noun}s`): string {
  return `${number} ${number === 1 ? noun : nouns}`;
}

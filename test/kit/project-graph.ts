/** Small projects written down as lists of nodes, for tests of what is proposed for them. */
import type { ForeignReader, ProjectGraph, ProjectNode } from '@weft/domain/mesh/project-graph';
import { linkProject } from '@weft/domain/mesh/project-graph';

/** `reads`: names of models, or unique ids. */
export type Given = Partial<ProjectNode> & { readonly name: string; readonly reads?: readonly string[] };

/** A table in no group and no folder, unless told otherwise; of the project `shop`. */
export function makeNode({ reads = [], ...given }: Given): ProjectNode {
  const { kind = 'model', name, version = null } = given;
  return {
    uniqueId: `${kind}.shop.${name}${version === null ? '' : `.v${version}`}`,
    kind,
    version,
    latestVersion: version,
    file: `models/${name}.sql`,
    access: 'protected',
    group: null,
    materialized: 'table',
    isContractEnforced: false,
    attachedTo: null,
    ...given,
    dependsOn: reads.map((read) => (read.includes('.') ? read : `model.shop.${read}`)),
  };
}

export interface Others {
  /** By the names of models. */
  readonly foreign?: Readonly<Record<string, readonly ForeignReader[]>>;
  readonly groupFiles?: Readonly<Record<string, string>>;
  readonly othersNodes?: ProjectGraph['othersNodes'];
}

export function makeGraph(given: readonly Given[], { foreign = {}, groupFiles = {}, othersNodes = new Map() }: Others = {}): ProjectGraph {
  return linkProject({
    dbtProjectName: 'shop',
    nodes: given.map(makeNode),
    foreignReadersOf: new Map(Object.entries(foreign).map(([name, readers]) => [`model.shop.${name}`, readers])),
    othersNodes,
    groupFiles: new Map(Object.entries(groupFiles)),
  });
}

/** In a folder below `models`. */
export function inFolder(folder: string, name: string): Given {
  return { name, file: `models/${folder}/${name}.sql` };
}

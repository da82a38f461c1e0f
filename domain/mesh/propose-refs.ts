/** Says how the refs between two parts of a project are to be written once the parts are projects of their own. */
import type { Crossing } from './divide-project.ts';
import type { ProjectGraph, ProjectNode } from './project-graph.ts';
import { isModel } from './project-graph.ts';

/** A ref as it stands in a file. */
export interface WrittenRef {
  readonly name: string;
  /** The project or package, where two names are written. */
  readonly packageName: string | null;
  readonly version: string | number | null;
}

export interface RefChange {
  /** In the project that `reader` goes to. */
  readonly file: string;
  readonly reader: ProjectNode;
  readonly from: string;
  readonly to: string;
}

/** By file. A unit test names the inputs of its model once more, so it changes with the model. */
export function proposeRefs(
  graph: ProjectGraph,
  crossings: readonly Crossing[],
  projectOf: (crossing: Crossing) => string,
  writtenRefsOf: (node: ProjectNode) => readonly WrittenRef[],
): RefChange[] {
  const changes = new Map<string, RefChange>();
  for (const crossing of crossings) {
    const { reader, parent } = crossing;
    if (!isModel(parent)) continue;
    const unitTests = (graph.readersOf.get(reader.uniqueId) ?? []).filter(({ kind }) => kind === 'unit_test');
    for (const node of [reader, ...unitTests]) {
      const written = writtenRefsOf(node).filter((ref) => means(ref, parent, graph.dbtProjectName));
      // What a manifest does not tell is written as the ref must have been.
      const fallback = node === reader ? [{ name: parent.name, packageName: null, version: versionToWrite(parent) }] : [];
      for (const ref of written.length > 0 ? written : fallback) {
        const change = { file: node.file, reader: node, from: writeRef(ref), to: writeRef({ ...ref, packageName: projectOf(crossing) }) };
        if (change.from !== change.to) changes.set(`${change.file} ${node.uniqueId} ${change.from}`, change);
      }
    }
  }
  return [...changes.values()].sort((a, b) => (a.file < b.file ? -1 : a.file > b.file ? 1 : 0));
}

function means(ref: WrittenRef, parent: ProjectNode, own: string): boolean {
  if (ref.name !== parent.name || (ref.packageName !== null && ref.packageName !== own)) return false;
  if (ref.version === null) return versionToWrite(parent) === null;
  return String(ref.version) === String(parent.version);
}

/** A ref without a version means the latest one. */
function versionToWrite({ version, latestVersion }: ProjectNode): string | number | null {
  return String(version) === String(latestVersion) ? null : version;
}

function writeRef({ name, packageName, version }: WrittenRef): string {
  const names = packageName === null ? `'${name}'` : `'${packageName}', '${name}'`;
  if (version === null) return `ref(${names})`;
  const isNumber = /^\d+(\.\d+)?$/.test(String(version));
  return `ref(${names}, v=${isNumber ? version : `'${version}'`})`;
}

/** Reads what a dbt project says of itself: dbt_project.yml, and the upstream projects and packages it declares. */
import { isRecord } from '@weft/base/json';
import { isMap, isScalar, isSeq, LineCounter, type Node, parseDocument } from 'yaml';

/** The texts of the files at the project's root; null: there is no such file. */
export interface ProjectFiles {
  readonly 'dbt_project.yml': string | null;
  readonly 'dependencies.yml': string | null;
  readonly 'packages.yml': string | null;
}
type FileName = keyof ProjectFiles;

/** Something to mend in a file; line from 1. */
export interface ProjectProblem {
  readonly file: string;
  readonly line: number;
  readonly message: string;
  readonly mend: string;
}

/** A line under `projects:`. */
export interface DeclaredProject {
  readonly name: string;
  readonly file: string;
  readonly line: number;
}

export interface DbtProject {
  readonly name: string;
  /** null: dbt takes the one given on the command line. */
  readonly profile: string | null;
  readonly version: string | null;
  /** As written, such as `>=1.10.0,<2.0.0`; parts joined by commas. */
  readonly requireDbtVersion: string | null;
  readonly modelPaths: readonly string[];
  readonly seedPaths: readonly string[];
  readonly snapshotPaths: readonly string[];
  readonly macroPaths: readonly string[];
  readonly testPaths: readonly string[];
  readonly analysisPaths: readonly string[];
  readonly targetPath: string;
  readonly packagesInstallPath: string;
  /** Upstream projects of the mesh, in the order of the file. */
  readonly projects: readonly DeclaredProject[];
  /** `dbt deps` has something to install. */
  readonly hasPackages: boolean;
}

export interface ReadProject {
  /** null: there is no project to run. */
  readonly value: DbtProject | null;
  readonly problems: readonly ProjectProblem[];
}

const namePattern = /^[\p{L}_][\p{L}\p{N}_]*$/u;

export function readProject(files: ProjectFiles): ReadProject {
  const problems: ProjectProblem[] = [];
  const project = readYaml(files, 'dbt_project.yml', problems);
  const dependencies = readYaml(files, 'dependencies.yml', problems);
  const packages = readYaml(files, 'packages.yml', problems);
  const projects = readProjects(dependencies, problems);
  refuseProjectsInPackages(packages, problems);
  if (project === null) {
    if (files['dbt_project.yml'] === null) {
      const mend = 'Put the project at the root of the repository, or name its folder in the project settings.';
      problems.push({ file: 'dbt_project.yml', line: 1, message: 'There is no dbt_project.yml.', mend });
    }
    return { value: null, problems };
  }
  const name = readName(project, problems);
  const data = project.data;
  if (name === null) return { value: null, problems };
  const value: DbtProject = {
    name,
    profile: text(data.profile),
    version: text(data.version),
    requireDbtVersion: Array.isArray(data['require-dbt-version'])
      ? data['require-dbt-version'].join(',')
      : text(data['require-dbt-version']),
    modelPaths: paths(data['model-paths'], ['models']),
    seedPaths: paths(data['seed-paths'], ['seeds']),
    snapshotPaths: paths(data['snapshot-paths'], ['snapshots']),
    macroPaths: paths(data['macro-paths'], ['macros']),
    testPaths: paths(data['test-paths'], ['tests']),
    analysisPaths: paths(data['analysis-paths'], ['analyses']),
    targetPath: text(data['target-path']) ?? 'target',
    packagesInstallPath: text(data['packages-install-path']) ?? 'dbt_packages',
    projects,
    hasPackages: [dependencies, packages].some((file) => Array.isArray(file?.data.packages) && file.data.packages.length > 0),
  };
  return { value, problems };
}

interface YamlFile {
  readonly name: FileName;
  readonly data: Readonly<Record<string, unknown>>;
  /** The node under a top-level key, for its place. */
  readonly nodeOf: (key: string) => Node | null;
  readonly lineOf: (node: Node | null) => number;
}

function readYaml(files: ProjectFiles, name: FileName, problems: ProjectProblem[]): YamlFile | null {
  const source = files[name];
  if (source === null || source.trim() === '') return null;
  const lines = new LineCounter();
  const document = parseDocument(source, { lineCounter: lines, prettyErrors: false, uniqueKeys: false });
  const [error] = document.errors;
  if (error !== undefined) {
    problems.push({
      file: name,
      line: lines.linePos(error.pos[0]).line,
      message: `${name} is not readable as YAML: ${error.message}`,
      mend: 'Look at indentation, quotes and colons; Jinja must stand in quotes.',
    });
    return null;
  }
  const data: unknown = document.toJS({ maxAliasCount: 100 });
  if (data === null) return null;
  const root = document.contents;
  if (!isRecord(data) || !isMap(root)) {
    problems.push({
      file: name,
      line: 1,
      message: `${name} is not a list of keys and values.`,
      mend: 'Write keys such as `name: my_project`.',
    });
    return null;
  }
  return {
    name,
    data,
    nodeOf(key) {
      const node: unknown = root.get(key, true);
      return isMap(node) || isSeq(node) || isScalar(node) ? node : null;
    },
    lineOf: (node) => (node?.range ? lines.linePos(node.range[0]).line : 1),
  };
}

function readName(project: YamlFile, problems: ProjectProblem[]): string | null {
  const name = text(project.data.name);
  if (name !== null && namePattern.test(name)) return name;
  problems.push({
    file: project.name,
    line: project.lineOf(project.nodeOf('name')),
    message: name === null ? 'dbt_project.yml has no name.' : `"${name}" cannot be the name of a dbt project.`,
    mend: 'Write `name:` with letters, digits and underscores, not beginning with a digit.',
  });
  return null;
}

function readProjects(dependencies: YamlFile | null, problems: ProjectProblem[]): readonly DeclaredProject[] {
  const list = dependencies?.nodeOf('projects') ?? null;
  if (dependencies === null || list === null || (isScalar(list) && list.value === null)) return [];
  const file = dependencies.name;
  if (!isSeq(list)) {
    const message = '`projects` in dependencies.yml is not a list.';
    problems.push({ file, line: dependencies.lineOf(list), message, mend: 'Write one `- name: upstream_project` a line.' });
    return [];
  }
  return list.items.flatMap((item) => {
    const node = isMap(item) || isSeq(item) || isScalar(item) ? item : null;
    const line = dependencies.lineOf(node);
    const name = isMap(item) ? text(item.get('name')) : null;
    if (name !== null) return [{ name, file, line }];
    problems.push({ file, line, message: 'A project in dependencies.yml has no name.', mend: 'Write `- name: upstream_project`.' });
    return [];
  });
}

/** dbt refuses it too, in words that do not say where it belongs. */
function refuseProjectsInPackages(packages: YamlFile | null, problems: ProjectProblem[]): void {
  const list = packages?.nodeOf('projects') ?? null;
  if (packages === null || list === null) return;
  const line = packages.lineOf(list);
  problems.push({
    file: packages.name,
    line,
    message: 'Upstream projects cannot be declared in packages.yml.',
    mend: 'Move `projects:` to dependencies.yml.',
  });
}

function text(value: unknown): string | null {
  if (typeof value === 'number') return String(value);
  return typeof value === 'string' && value !== '' ? value : null;
}

function paths(value: unknown, usual: readonly string[]): readonly string[] {
  return Array.isArray(value) ? value.filter((path) => typeof path === 'string') : usual;
}

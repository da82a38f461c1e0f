/** Fields that many kinds of nodes have in common. */
import { reach } from '@weft/base/adjacency';
import { readInstant, readRecord, readText, readTexts } from '@weft/dbt/artifacts/read-field';
import type { Desk } from './desk.ts';
import type { Resolvers } from './resolvers.ts';
import { neighbours, type ShownNode, show, stemOf, testsOf } from './site.ts';

/** Descriptions in memory are cut here. */
const shortDescription = 200;

export function describe({ node }: Pick<ShownNode, 'node'>, desk: Desk): string | Promise<string> {
  if (node.description.length < shortDescription) return node.description;
  return desk.document(node.entryId).then((document) => document?.description ?? node.description);
}

/** Of the newest manifest: the job and the run that brought it. */
function runOfDefinition({ state }: ShownNode, _: unknown, desk: Desk) {
  return desk.runOf(state.definition.invocationId);
}

export const nodeFields = {
  accountId: ({ state }: ShownNode) => state.project.accountId,
  projectId: ({ state }: ShownNode) => state.project.id,
  environmentId: ({ state }: ShownNode) => state.environment.id,
  uniqueId: ({ node }: ShownNode) => node.uniqueId,
  name: ({ node }: ShownNode) => node.name,
  resourceType: ({ node }: ShownNode) => node.resourceType,
  description: (shown: ShownNode, _: unknown, desk: Desk) => describe(shown, desk),
  filePath: ({ node }: ShownNode) => node.originalFilePath,
  packageName: ({ node }: ShownNode) => node.packageName,
  patchPath: ({ node }: ShownNode) => node.patchPath,
  tags: ({ node }: ShownNode) => node.tags,
  fqn: ({ node }: ShownNode) => node.fqn,
  meta: async ({ node }: ShownNode, _: unknown, desk: Desk) => {
    const own = readRecord(node.config.meta);
    return Object.keys(own).length > 0 ? own : readRecord((await desk.body(node.entryId)).meta);
  },
  dbtVersion: ({ state }: ShownNode) => readText(state.definition.metadata.dbt_version),
} satisfies Resolvers;

/** When the manifest was made that says what a node is, and by which run of which job. */
export const definedFields = {
  runGeneratedAt: ({ state }: ShownNode) => state.definition.generatedAt,
  runId: async (shown: ShownNode, _: unknown, desk: Desk) => (await runOfDefinition(shown, _, desk))?.runId ?? null,
  jobDefinitionId: async (shown: ShownNode, _: unknown, desk: Desk) => (await runOfDefinition(shown, _, desk))?.jobId ?? null,
  jobId: async (shown: ShownNode, _: unknown, desk: Desk) => (await runOfDefinition(shown, _, desk))?.jobId ?? null,
} satisfies Resolvers;

export const relationFields = {
  database: ({ node }: ShownNode) => node.database,
  schema: ({ node }: ShownNode) => node.schema,
  alias: ({ node }: ShownNode) => node.identifier,
  identifier: ({ node }: ShownNode) => node.identifier,
  relationName: ({ node }: ShownNode) => node.relationName,
} satisfies Resolvers;

export const codeFields = {
  rawCode: async ({ node }: ShownNode, _: unknown, desk: Desk) => {
    const body = await desk.body(node.entryId);
    return readText(body.raw_code) ?? readText(body.raw_sql);
  },
  compiledCode: async ({ node }: ShownNode, _: unknown, desk: Desk) => {
    const body = await desk.body(node.entryId);
    return readText(body.compiled_code) ?? readText(body.compiled_sql);
  },
  language: ({ node }: ShownNode) => node.language,
  config: ({ node }: ShownNode) => node.config,
} satisfies Resolvers;

export const graphFields = {
  parents: (shown: ShownNode) => showAround(shown, 'parents'),
  children: (shown: ShownNode) => showAround(shown, 'children'),
  /** Nearest first; `types` left out: all. */
  ancestors: ({ state, number, tense }: ShownNode, { types }: { readonly types?: readonly string[] }) => {
    const { nodes, parents } = state.graph;
    const found = reach(parents, [number]).filter((at) => {
      const node = nodes[at];
      return node !== undefined && (types === undefined || types.includes(stemOf(node) ?? ''));
    });
    return show(state, found, tense, true);
  },
  tests: ({ state, number, tense }: ShownNode) => show(state, testsOf(state, number), tense, true),
} satisfies Resolvers;

function showAround({ state, number, tense }: ShownNode, which: 'parents' | 'children'): ShownNode[] {
  return show(state, neighbours(state.graph, number, which), tense, true);
}

export const versionFields = {
  access: ({ node }: ShownNode) => node.access,
  group: ({ node }: ShownNode) => node.group,
  version: ({ node }: ShownNode) => textOf(node.version),
  latestVersion: ({ node }: ShownNode) => textOf(node.latestVersion),
  releaseVersion: ({ node }: ShownNode) => releaseOf(node),
  contractEnforced: ({ node }: ShownNode) => node.isContractEnforced,
  deprecationDate: ({ node }: ShownNode) => readInstant(node.deprecationDate),
  materializedType: ({ node }: ShownNode) => readText(node.config.materialized),
  modelingLayer: ({ node }: ShownNode) => layerOf(node),
} satisfies Resolvers;

function textOf(value: string | number | null): string | null {
  return value === null ? null : String(value);
}

/** Versions are numbers or words, and the newest one is named, so one above it is on trial. */
export function releaseOf({ version, latestVersion }: Pick<ShownNode['node'], 'version' | 'latestVersion'>): string {
  if (version === null) return 'none';
  if (latestVersion === null || String(version) === String(latestVersion)) return 'latest';
  const isAbove =
    Number.isNaN(Number(version)) || Number.isNaN(Number(latestVersion))
      ? String(version) > String(latestVersion)
      : Number(version) > Number(latestVersion);
  return isAbove ? 'prerelease' : 'old';
}

const layers: readonly (readonly [string, readonly string[], readonly string[]])[] = [
  ['staging', ['staging', 'stg'], ['stg_', 'base_']],
  ['intermediate', ['intermediate', 'int'], ['int_']],
  ['marts', ['marts', 'mart'], ['fct_', 'dim_', 'mart_']],
];

/** By its folder or, where that tells nothing, the beginning of its name, as dbt's own style guide has them. */
export function layerOf({ fqn, name }: Pick<ShownNode['node'], 'fqn' | 'name'>): string | null {
  const folders = fqn.slice(1, -1).map((folder) => folder.toLowerCase());
  const byFolder = layers.find(([, words]) => folders.some((folder) => words.includes(folder)));
  const found = byFolder ?? layers.find(([, , heads]) => heads.some((head) => name.startsWith(head)));
  return found?.[0] ?? null;
}

/** The packages whose macros a node uses, and its own. */
export function packagesOf(node: ShownNode['node']): readonly string[] {
  return [...new Set([node.packageName, ...readTexts([...node.macros]).flatMap((macro) => macro.split('.')[1] ?? [])])];
}

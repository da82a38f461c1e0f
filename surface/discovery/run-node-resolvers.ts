/** Fields of nodes as a run left them. */
import { readText, readTexts } from '@weft/dbt/artifacts/read-field';
import type { RunNode } from '@weft/domain/runs/run-node';
import { type Catalog, columnsOf, readCatalog, statsOf } from './catalog-fields.ts';
import type { Desk } from './desk.ts';
import { isFailure } from './execution-fields.ts';
import { codeFields, nodeFields, packagesOf, relationFields, versionFields } from './node-fields.ts';
import type { Resolvers } from './resolvers.ts';
import { type RunShown, showOfRun } from './run-state.ts';
import { dimensionsOf, entitiesOf, listOf, measuresOf } from './semantic-resolvers.ts';
import { neighbours, testsOf } from './site.ts';
import { criteriaOf, freshnessOf, freshnessStatusOf, sourceResolvers } from './source-resolvers.ts';

type Body = Readonly<Record<string, unknown>>;

function ofBody<Value>(read: (body: Body) => Value) {
  return async ({ node }: RunShown, _: unknown, desk: Desk): Promise<Value> => read(await desk.body(node.entryId));
}

function resultOf({ at, node }: RunShown): RunNode | null {
  return at.results.get(node.uniqueId) ?? null;
}

function invocationOf(shown: RunShown) {
  const result = resultOf(shown);
  return result === null ? null : (shown.at.invocations.get(result.stepIndex) ?? null);
}

function around(which: 'parents' | 'children', ...types: readonly string[]) {
  return ({ at, number }: RunShown) => showOfRun(at, neighbours(at.state.graph, number, which), types.length === 0 ? null : new Set(types));
}

const always = {
  ...nodeFields,
  jobId: ({ at }: RunShown) => at.run.jobId,
  runId: ({ at }: RunShown) => at.run.id,
  dependsOn: ({ node }: RunShown) => node.dependsOn,
} satisfies Resolvers;

const results = {
  status: (shown: RunShown) => resultOf(shown)?.dbtStatus ?? null,
  skip: (shown: RunShown) => isIn(shown, 'skipped'),
  error: (shown: RunShown) => {
    const result = resultOf(shown);
    return result?.dbtStatus != null && isFailure(result.dbtStatus) ? result.message : null;
  },
  executeStartedAt: (shown: RunShown) => resultOf(shown)?.startedAt ?? null,
  executeCompletedAt: (shown: RunShown) => resultOf(shown)?.finishedAt ?? null,
  executionTime: (shown: RunShown) => resultOf(shown)?.executionSeconds ?? null,
  // Told by artifacts alone, which are not read for lists.
  compileStartedAt: () => null,
  compileCompletedAt: () => null,
  threadId: () => null,
  invocationId: (shown: RunShown) => invocationOf(shown)?.dbtInvocationId ?? null,
  runElapsedTime: (shown: RunShown) => invocationOf(shown)?.elapsedSeconds ?? null,
  runGeneratedAt: (shown: RunShown) => invocationOf(shown)?.generatedAt ?? null,
} satisfies Resolvers;

/** Null: the run did not reach it. */
function isIn(shown: RunShown, ...words: readonly string[]): boolean | null {
  const status = resultOf(shown)?.dbtStatus;
  return status == null ? null : words.includes(status);
}

async function catalogOf({ state, node }: RunShown, desk: Desk): Promise<Catalog> {
  const entry = (await state.catalog()).get(node.uniqueId) ?? null;
  return readCatalog({ entry, node, environmentId: state.environment.id }, desk);
}

async function metadataOf(shown: RunShown, desk: Desk, field: string): Promise<string | null> {
  const { metadata } = (await catalogOf(shown, desk)).body;
  return readText((metadata as Body | undefined)?.[field]);
}

const relation = {
  ...relationFields,
  columns: async (shown: RunShown, _: unknown, desk: Desk) => columnsOf(await catalogOf(shown, desk)),
  stats: async (shown: RunShown, _: unknown, desk: Desk) => statsOf(await catalogOf(shown, desk)),
  comment: (shown: RunShown, _: unknown, desk: Desk) => metadataOf(shown, desk, 'comment'),
  owner: (shown: RunShown, _: unknown, desk: Desk) => metadataOf(shown, desk, 'owner'),
  type: (shown: RunShown, _: unknown, desk: Desk) => metadataOf(shown, desk, 'type'),
  childrenL1: ({ at, number }: RunShown) =>
    [...neighbours(at.state.graph, number, 'children')].flatMap((child) => at.state.graph.nodes[child]?.uniqueId ?? []),
} satisfies Resolvers;

const code = { ...codeFields, rawSql: codeFields.rawCode, compiledSql: codeFields.compiledCode } satisfies Resolvers;
const tests = { tests: ({ at, number }: RunShown) => showOfRun(at, testsOf(at.state, number)) } satisfies Resolvers;
const parents = { parentsModels: around('parents', 'ModelNode'), parentsSources: around('parents', 'SourceNode') } satisfies Resolvers;

export const runNodeResolvers = {
  ModelNode: {
    ...{ ...always, ...results, ...relation, ...code, ...tests, ...parents },
    access: versionFields.access,
    dbtGroup: versionFields.group,
    materializedType: versionFields.materializedType,
    packages: ({ node }: RunShown) => packagesOf(node),
    args: () => null,
    runResults: (shown: RunShown) => (resultOf(shown) === null ? [] : [shown]),
  },
  RunInfoNode: { ...results, args: () => null },
  SeedNode: { ...always, ...results, ...relation, ...code, thread_id: () => null },
  SnapshotNode: { ...always, ...results, ...relation, ...code, ...parents },
  SourceNode: {
    ...{ ...always, ...results, ...relation, ...tests },
    sourceName: ({ node }: RunShown) => node.sourceName,
    sourceDescription: sourceResolvers.SourceAppliedStateNode.sourceDescription,
    loader: sourceResolvers.SourceAppliedStateNode.loader,
    criteria: async ({ state, node }: RunShown, _: unknown, desk: Desk) =>
      criteriaOf(freshnessOf(state.applied.sources.get(node.uniqueId) ?? null, await desk.body(node.entryId))),
    freshnessChecked: ({ state, node }: RunShown) => state.applied.sources.has(node.uniqueId),
    maxLoadedAt: ({ state, node }: RunShown) => state.applied.sources.get(node.uniqueId)?.maxLoadedAt ?? null,
    maxLoadedAtTimeAgoInS: ({ state, node }: RunShown) => state.applied.sources.get(node.uniqueId)?.ageSeconds ?? null,
    snapshottedAt: ({ state, node }: RunShown) => state.applied.sources.get(node.uniqueId)?.checkedAt ?? null,
    state: ({ state, node }: RunShown) => freshnessStatusOf(state.applied.sources.get(node.uniqueId) ?? null),
  },
  TestNode: {
    ...{ ...always, ...results, ...code },
    columnName: ({ node }: RunShown) => node.columnName,
    state: (shown: RunShown) => resultOf(shown)?.dbtStatus ?? null,
    fail: (shown: RunShown) => isIn(shown, 'fail'),
    warn: (shown: RunShown) => isIn(shown, 'warn'),
  },
  ExposureNode: {
    ...{ ...always, ...parents },
    parents: around('parents'),
    exposureType: ({ node }: RunShown) => node.exposure?.type ?? null,
    maturity: ({ node }: RunShown) => node.exposure?.maturity ?? null,
    url: ({ node }: RunShown) => node.exposure?.url ?? null,
    ownerName: ({ node }: RunShown) => node.owner?.name ?? null,
    ownerEmail: ({ node }: RunShown) => node.owner?.email ?? null,
    manifestGeneratedAt: ({ state }: RunShown) => state.definition.generatedAt,
  },
  /** Of dbt before 1.6 where it has a model, dimensions and an expression of its own. */
  MetricNode: {
    ...always,
    environmentName: ({ state }: RunShown) => state.environment.name,
    label: ({ node }: RunShown) => node.label,
    type: ofBody((body) => readText(body.type)),
    calculation_method: ofBody((body) => readText(body.calculation_method)),
    expression: ofBody((body) => readText(body.expression)),
    sql: ofBody((body) => readText(body.sql) ?? readText(body.expression)),
    timestamp: ofBody((body) => readText(body.timestamp)),
    timeGrains: ofBody((body) => readTexts(body.time_grains)),
    dimensions: ofBody((body) => readTexts(body.dimensions)),
    filters: ofBody((body) =>
      listOf(body.filters).map(({ field, operator, value }) => ({
        ...{ field: readText(field), operator: readText(operator), value: readText(value) },
      })),
    ),
    model: (shown: RunShown) => around('parents', 'ModelNode')(shown)[0] ?? null,
  },
  MacroNode: {
    ...always,
    dependsOn: ({ node }: RunShown) => node.macros,
    macroSql: ofBody((body) => readText(body.macro_sql)),
    path: ofBody((body) => readText(body.path)),
    originalFilePath: ({ node }: RunShown) => node.originalFilePath,
    // A folder of the machine that dbt ran on: nobody else's business.
    rootPath: () => null,
  },
  SemanticModelNode: { ...always, dimensions: ofBody(dimensionsOf), entities: ofBody(entitiesOf), measures: ofBody(measuresOf) },
} satisfies Readonly<Record<string, Resolvers>>;

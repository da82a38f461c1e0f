/** The Discovery API on a small mesh: what each state answers, pages, filters, and jobs. */
import { type DiscoveryHouse, openDiscoveryHouse } from '@weft/kit/discovery-house';
import { afterAll, beforeAll, expect, test } from 'vitest';

let house: DiscoveryHouse;

beforeAll(async () => {
  house = await openDiscoveryHouse();
});
afterAll(() => house.close());

async function applied(selection: string, variables: object = {}, declared = '') {
  const { data, errors } = await house.graphql(`query Ask($id: BigInt!${declared}) { environment(id: $id) { applied { ${selection} } } }`, {
    id: house.production.id,
    ...variables,
  });
  expect(errors).toBeUndefined();
  return data.environment.applied;
}

test('a model is told with its code, columns, tests, neighbours and what was last done to it', async () => {
  const { models } = await applied(`models(filter: { uniqueIds: ["model.platform.orders"] }) { totalCount edges { node {
    name description access group version latestVersion releaseVersion deprecationDate contractEnforced tags meta materializedType modelingLayer
    rawCode compiledCode relationName packages constraints { type columns }
    executionInfo { lastRunStatus lastRunId lastJobDefinitionId lastSuccessRunId lastRunError executeStartedAt executionTime }
    catalog { type runId columns { name type index description tags } }
    tests { name testType columnName executionInfo { lastRunStatus } }
    parents { __typename name } children { __typename name } ancestors(types: [Model, Source, Seed]) { name }
  } } }`);
  const [{ node }] = models.edges;
  expect(node).toMatchObject({
    ...{ name: 'orders', access: 'public', group: 'finance_team', version: null, latestVersion: null, releaseVersion: 'none' },
    ...{ deprecationDate: '2027-01-01T00:00:00.000Z', contractEnforced: true, tags: ['nightly'], meta: { owner: 'Ada' } },
    ...{ materializedType: 'table', modelingLayer: 'marts', compiledCode: 'select * from prod.stg_orders_secret' },
    ...{ relationName: '"warehouse"."prod"."orders"', constraints: [{ type: 'primary_key', columns: ['id'] }] },
    executionInfo: { lastRunStatus: 'success', lastRunError: null, executionTime: 1, executeStartedAt: '2026-01-01T12:00:59.000Z' },
    tests: [
      { name: 'not_null_orders_id', testType: 'GENERIC_DATA_TEST', columnName: 'id', executionInfo: { lastRunStatus: 'fail' } },
      { name: 'sums', testType: 'UNIT_TEST', executionInfo: { lastRunStatus: 'pass' } },
    ],
    parents: [{ __typename: 'ModelAppliedStateNestedNode', name: 'stg_orders_secret' }],
    ancestors: [{ name: 'stg_orders_secret' }, { name: 'orders' }, { name: 'countries' }],
  });
  // Longer than what is kept in memory.
  expect(node.description).toHaveLength(372);
  expect(node.executionInfo.lastRunId).toEqual(expect.any(Number));
  expect(node.executionInfo.lastSuccessRunId).toBe(node.executionInfo.lastRunId);
  expect(node.catalog).toMatchObject({
    type: 'BASE TABLE',
    columns: [
      { name: 'id', type: 'INTEGER', index: 1, description: 'The key.', tags: ['key'] },
      { name: 'amount', type: 'integer', index: null },
    ],
  });
  expect(node.children.map(({ __typename }: { __typename: string }) => __typename).sort()).toEqual([
    ...['ExposureAppliedStateNestedNode', 'SemanticModelDefinitionNestedNode', 'SnapshotAppliedStateNestedNode'],
    ...['TestAppliedStateNestedNode', 'TestAppliedStateNestedNode'],
  ]);
});

test('pages go on where they ended, through all that the filter lets through', async () => {
  const names: string[] = [];
  let after: string | null = null;
  for (;;) {
    const { resources } = await applied(
      'resources(filter: { types: [Model, Source, Seed, Snapshot, Test, Exposure] }, first: 3, after: $after) { totalCount edges { node { uniqueId } } pageInfo { hasNextPage hasPreviousPage endCursor } }',
      { after },
      ', $after: String',
    );
    expect(resources.totalCount).toBe(8);
    expect(resources.pageInfo.hasPreviousPage).toBe(after !== null);
    names.push(...resources.edges.map(({ node }: { node: { uniqueId: string } }) => node.uniqueId));
    if (!resources.pageInfo.hasNextPage) break;
    after = resources.pageInfo.endCursor;
  }
  expect(new Set(names).size).toBe(8);
});

test.each([
  ['{ access: public }', ['orders']],
  ['{ modelingLayer: "staging" }', ['stg_orders_secret']],
  ['{ identifier: "ORDERS" }', ['orders']],
  ['{ tags: ["nightly", "other"] }', ['orders']],
  ['{ group: "finance_team", lastRunStatus: error }', []],
  ['{ schema: "prod", packageName: "platform" }', ['stg_orders_secret', 'orders']],
])('models are filtered by %s', async (filter, names) => {
  const { models } = await applied(`models(filter: ${filter}) { edges { node { name } } }`);
  expect(models.edges.map(({ node }: { node: { name: string } }) => node.name)).toEqual(names);
});

test('models come in the order asked for', async () => {
  const { models } = await applied('models(sort: { field: uniqueId, direction: asc }) { edges { node { name } } }');
  expect(models.edges.map(({ node }: { node: { name: string } }) => node.name)).toEqual(['orders', 'stg_orders_secret']);
});

test('a source tells how fresh it is, and an exposure what is wrong upstream', async () => {
  const { sources, exposureTile, resourceCounts, tags, owners, packages, lastUpdatedAt } = await applied(`
    sources(filter: { freshnessStatus: Warn, sourceNames: ["raw"] }) { edges { node { name loader sourceDescription freshness {
      freshnessStatus freshnessChecked maxLoadedAt maxLoadedAtTimeAgoInS criteria { warnAfter { count period } errorAfter { count } } } } } }
    exposureTile(filter: { uniqueId: "exposure.platform.board" }) { name quality healthIssues freshnessStatus }
    resourceCounts tags { name } owners(resource: exposure) { name email } packages(resource: model) lastUpdatedAt`);
  expect(sources.edges[0].node).toMatchObject({
    ...{ name: 'orders', loader: 'by hand', sourceDescription: 'The shop.' },
    freshness: {
      freshnessStatus: 'Warn',
      freshnessChecked: true,
      maxLoadedAtTimeAgoInS: 60,
      criteria: { warnAfter: { count: 1, period: 'hour' } },
    },
  });
  expect(exposureTile).toEqual({
    ...{ name: 'board', quality: 'Error', freshnessStatus: 'Warn', healthIssues: ['CautionUpstreamSources', 'FailedTestUpstreamModels'] },
  });
  expect(resourceCounts).toMatchObject({ model: 2, source: 1, seed: 1, snapshot: 1, test: 1, unit_test: 1, exposure: 1 });
  expect([tags, owners, packages]).toEqual([[{ name: 'nightly' }], [{ name: 'Ada', email: 'ada@example.com' }], ['platform']]);
  expect(lastUpdatedAt).toEqual(expect.any(String));
});

test('a lineage has all nodes with their arrows, or those that a selection names', async () => {
  const { lineage, selected } = await applied(`
    lineage(filter: { types: [Model, Source] }) { uniqueId resourceType ... on ModelLineageNode { parentIds lastRunStatus worstTestStatus } }
    selected: lineage(filter: { select: "orders+,resource_type:exposure" }) { uniqueId matchesMethod }`);
  expect(lineage).toEqual([
    {
      uniqueId: 'model.platform.stg_orders_secret',
      resourceType: 'Model',
      lastRunStatus: 'success',
      worstTestStatus: null,
      parentIds: expect.arrayContaining(['source.platform.raw.orders', 'seed.platform.countries']),
    },
    {
      uniqueId: 'model.platform.orders',
      resourceType: 'Model',
      parentIds: ['model.platform.stg_orders_secret'],
      lastRunStatus: 'success',
      worstTestStatus: 'fail',
    },
    { uniqueId: 'source.platform.raw.orders', resourceType: 'Source' },
  ]);
  expect(selected).toEqual([{ uniqueId: 'exposure.platform.board', matchesMethod: expect.any(Boolean) }]);
});

test('the definition has what is only defined', async () => {
  const { data, errors } = await house.graphql(
    `query ($id: BigInt!) { environment(id: $id) { dbtProjectName adapterType definition { lastUpdatedAt
      metrics { edges { node { name type typeParams parents { __typename name } } } }
      semanticModels { edges { node { name dimensions { name typeParams } measures { name agg } entities { name } } } }
      savedQueries { edges { node { queryParams { metrics where { whereFilters { whereSqlTemplate } } } exports { config { exportAs schema } } } } }
      groups { edges { node { name ownerEmail modelCount models { name } } } }
      macros { edges { node { name macroSql arguments { name type } } } }
      tests(filter: { uniqueIds: ["unit_test.platform.orders.sums"] }) { edges { node { testType numGiven numGivenRows numExpectRows testedNodeUniqueId } } }
    } } }`,
    { id: house.production.id },
  );
  expect(errors).toBeUndefined();
  const { definition, ...rest } = data.environment;
  expect(rest).toEqual({ dbtProjectName: 'platform', adapterType: 'duckdb' });
  const [metric, model, query, group, macro, unit] = [
    ...[definition.metrics, definition.semanticModels, definition.savedQueries, definition.groups, definition.macros, definition.tests],
  ].map(({ edges }) => edges[0].node);
  expect(metric).toMatchObject({
    name: 'revenue',
    type: 'simple',
    parents: [{ __typename: 'SemanticModelDefinitionNestedNode', name: 'orders' }],
  });
  expect(model).toMatchObject({
    dimensions: [{ typeParams: { time_granularity: 'day' } }],
    measures: [{ agg: 'sum' }],
    entities: [{ name: 'order' }],
  });
  expect(query).toMatchObject({ queryParams: { metrics: ['revenue'] }, exports: [{ config: { exportAs: 'table', schema: 'exports' } }] });
  expect(group).toMatchObject({ name: 'finance_team', ownerEmail: 'ada@example.com', modelCount: 2 });
  expect(macro).toMatchObject({ name: 'cents', arguments: [{ name: 'column', type: 'string' }] });
  expect(unit).toEqual({
    testType: 'UNIT_TEST',
    numGiven: 1,
    numGivenRows: 2,
    numExpectRows: 1,
    testedNodeUniqueId: 'model.platform.orders',
  });
});

test('what was never built is defined and not applied; its nodes are there before any run', async () => {
  const { data } = await house.graphql(
    'query ($id: BigInt!) { environment(id: $id) { definition { models { totalCount } } applied { models { totalCount } } } }',
    {
      id: house.finance.environment.id,
    },
  );
  // The other project's model is none of its own.
  expect(data.environment).toEqual({ definition: { models: { totalCount: 1 } }, applied: { models: { totalCount: 1 } } });
});

test('a model of another project is a closed neighbour with what was offered of it', async () => {
  const { data, errors } = await house.graphql(
    `query ($id: BigInt!) { environment(id: $id) { applied { models { edges { node { name parents { __typename name ... on ExternalModelNode { dbtProjectName version } } } } } } } }`,
    { id: house.finance.environment.id },
  );
  expect(errors).toBeUndefined();
  expect(data.environment.applied.models.edges[0].node.parents).toEqual([
    { __typename: 'ExternalModelNode', name: 'orders', dbtProjectName: 'platform', version: null },
  ]);
});

test('a job tells what its runs saw and did, and a model its last runs', async () => {
  const { models } = await applied(
    'models(filter: { identifier: "orders" }) { edges { node { executionInfo { lastJobDefinitionId lastRunId } } } }',
  );
  const { lastJobDefinitionId: jobId, lastRunId: runId } = models.edges[0].node.executionInfo;
  const { data, errors } = await house.graphql(
    `query ($jobId: BigInt!, $runId: BigInt, $env: Int!) {
      job(id: $jobId, runId: $runId) { id runId
        models(schema: "prod") { uniqueId status executionTime columns { name } dependsOn childrenL1 parentsModels { uniqueId } tests { name state fail } }
        test(uniqueId: "test.platform.not_null_orders_id.1a") { status fail warn error columnName }
        sources { name criteria { warnAfter { count } } } seeds { name } snapshots { name parentsModels { name } } exposures { name ownerName } macros { name }
        metrics { name filters { field } } semanticModels { name } }
      modelByEnvironment(environmentId: $env, uniqueId: "model.platform.orders", lastRunCount: 5) { runId status tests { name status } }
    }`,
    { jobId, runId: String(runId), env: house.production.id },
  );
  expect(errors).toBeUndefined();
  expect(data.job).toMatchObject({ id: jobId, runId, seeds: [{ name: 'countries' }], exposures: [{ name: 'board', ownerName: 'Ada' }] });
  expect(data.job.models[1]).toMatchObject({
    ...{ uniqueId: 'model.platform.orders', status: 'success', executionTime: 1, dependsOn: ['model.platform.stg_orders_secret'] },
    tests: [
      { name: 'not_null_orders_id', state: 'fail', fail: true },
      { name: 'sums', state: 'pass', fail: false },
    ],
  });
  expect(data.job.test).toMatchObject({
    status: 'fail',
    fail: true,
    warn: false,
    columnName: 'id',
    error: expect.stringMatching(/^Got 3/),
  });
  expect(data.modelByEnvironment).toMatchObject([{ runId, status: 'success', tests: [{ status: 'fail' }, { status: 'pass' }] }]);
});

test('what runs did is added up by model, job and day', async () => {
  const { data, errors } = await house.graphql(
    `query ($id: BigInt!, $start: Date!, $end: Date!) { performance(environmentId: $id) {
      mostExecutedModels(start: $start, end: $end, limit: 1) { uniqueId totalExecutions byJob { totalExecutions } }
      longestExecutedModels(start: $start, end: $end, orderBy: AVG) { maxExecutionTime averageExecutionTime }
      mostExecutionFailedModels(start: $start, end: $end) { uniqueId }
      mostTestFailedModels(start: $start, end: $end) { uniqueId failurePercentage totalRunsWithTests }
      modelExecutionHistory(startDate: $start, endDate: $end, uniqueId: "model.platform.orders") { date executionTimes executionsByJob { executions { status adapter isFullRefresh } } }
      jobInformation(start: $start, end: $end, uniqueId: "model.platform.orders") { jobId name }
    } }`,
    { id: house.production.id, start: '2026-01-01', end: '2026-01-31' },
  );
  expect(errors).toBeUndefined();
  expect(data.performance).toMatchObject({
    mostExecutedModels: [{ totalExecutions: 1, byJob: [{ totalExecutions: 1 }] }],
    longestExecutedModels: [{ maxExecutionTime: 1, averageExecutionTime: 1 }, {}],
    mostExecutionFailedModels: [],
    mostTestFailedModels: [{ uniqueId: 'model.platform.orders', failurePercentage: 100, totalRunsWithTests: 1 }],
    modelExecutionHistory: [
      { date: '2026-01-01', executionTimes: [1], executionsByJob: [{ executions: [{ status: 'success', adapter: 'duckdb' }] }] },
    ],
    jobInformation: [{ name: expect.any(String) }],
  });
});

test('an account tells what its projects offer each other', async () => {
  const { data, errors } = await house.graphql(
    `query ($id: BigInt!) { account(id: $id) {
      publicModels(first: 10) { totalCount edges { node { uniqueId dbtCoreProject group lastRunStatus dependentProjects { dbtCoreProject dependentModelsCount } publicAncestors { name } } } }
      meshProjects { dbtCoreProject isProducer isConsumer projectSummary { totalModels publicModels } dependentProjects { dbtCoreProject } }
    } }`,
    { id: house.accountId },
  );
  expect(errors).toBeUndefined();
  expect(data.account.publicModels.edges.map(({ node }: { node: object }) => node)).toEqual([
    {
      ...{
        uniqueId: 'model.platform.orders',
        dbtCoreProject: 'platform',
        group: 'finance_team',
        lastRunStatus: 'success',
        publicAncestors: [],
      },
      dependentProjects: [{ dbtCoreProject: 'finance', dependentModelsCount: 1 }],
    },
  ]);
  expect(data.account.meshProjects).toEqual([
    {
      ...{ dbtCoreProject: 'platform', isProducer: true, isConsumer: false, projectSummary: { totalModels: 2, publicModels: 1 } },
      dependentProjects: [{ dbtCoreProject: 'finance' }],
    },
    {
      dbtCoreProject: 'finance',
      isProducer: false,
      isConsumer: true,
      projectSummary: { totalModels: 1, publicModels: 0 },
      dependentProjects: [],
    },
  ]);
});

test('a search finds nodes of the environment, and recommendations name what to change', async () => {
  const { searchResults } = await applied(
    'searchResults(filter: { query: "orders", resourceTypes: [Model] }) { edges { node { matchedField hit { uniqueId } } } }',
  );
  expect(searchResults.edges[0].node).toEqual({ matchedField: 'name', hit: { uniqueId: 'model.platform.orders' } });
  const { data } = await house.graphql(
    `query ($id: BigInt!) { recommendations(environmentId: $id) {
      metrics { name value }
      medium: rules(first: 10, filter: { severity: ["medium"] }) { edges { node { name category uniqueId } } }
      untested: rules(first: 10, filter: { ruleNames: ["no_tests"] }) { edges { node { severity category uniqueId description } } }
    } }`,
    { id: house.production.id },
  );
  expect(data.recommendations.metrics).toContainEqual({ name: 'tested_models_percent', value: 50 });
  const nodesOf = ({ edges }: { edges: { node: object }[] }) => edges.map(({ node }) => node);
  expect(nodesOf(data.recommendations.medium)).toEqual([
    { name: 'deprecated_in_use', category: 'governance', uniqueId: 'model.platform.orders' },
  ]);
  expect(nodesOf(data.recommendations.untested)).toContainEqual({
    ...{ severity: 'low', category: 'testing', uniqueId: 'model.platform.stg_orders_secret' },
    description: 'stg_orders_secret: Nothing tests it. Test that its key is unique and not null.',
  });
});

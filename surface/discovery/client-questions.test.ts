/** What clients ask that are not run here, with the variables that they declare: each field is there, and answered. */
import { type DiscoveryHouse, openDiscoveryHouse } from '@weft/kit/discovery-house';
import { afterAll, beforeAll, expect, test } from 'vitest';

let house: DiscoveryHouse;
let jobId: number;

beforeAll(async () => {
  house = await openDiscoveryHouse();
  jobId = (await house.ask('GET', `/api/v2/accounts/${house.accountId}/jobs/?project_id=${house.project.id}`)).json().data[0].id;
});
afterAll(() => house.close());

const always = 'runId accountId projectId environmentId jobId resourceType uniqueId name description meta dbtVersion tags';
const columns = 'columns { name index type comment description tags meta }';
const relation = `database schema type owner comment ${columns}`;
const code = 'error status skip rawSql rawCode compiledSql compiledCode';
const ofJob = (selection: string) => `query ($jobId: BigInt!, $runId: BigInt) { job(id: $jobId, runId: $runId) { ${selection} } }`;

test.each([
  ['DataHub, models', ofJob(`models { ${always} ${relation} ${code} packageName alias dependsOn materializedType }`)],
  ['DataHub, seeds', ofJob(`seeds { ${always} ${relation} ${code} packageName alias }`)],
  [
    'DataHub, sources',
    ofJob(`sources { ${always} ${relation} identifier sourceName sourceDescription maxLoadedAt snapshottedAt maxLoadedAtTimeAgoInS state
      freshnessChecked loader criteria { warnAfter { count period } errorAfter { count period } } }`),
  ],
  [
    'DataHub, snapshots',
    ofJob(`snapshots { ${always} ${relation} ${code} packageName alias parentsSources { uniqueId } parentsModels { uniqueId } }`),
  ],
  ['DataHub, tests', ofJob(`tests { ${always} ${code} state columnName dependsOn fail warn }`)],
  ['DataHub, exposures', ofJob(`exposures { ${always} packageName exposureType url maturity ownerName ownerEmail dependsOn }`)],
  [
    'DataHub, semantic models',
    ofJob(`semanticModels { ${always} packageName dependsOn entities { name type description expr }
      dimensions { name type description expr typeParams } measures { name agg description expr createMetric } }`),
  ],
  [
    'OpenMetadata',
    ofJob(`models { uniqueId name database schema dependsOn runGeneratedAt compiledCode } seeds { uniqueId name schema database runGeneratedAt }
      sources { uniqueId name schema database }`),
  ],
  [
    'Preset',
    `query ($jobId: BigInt!) { job(id: $jobId) { models { uniqueId dependsOn childrenL1 name database schema description meta tags columns { name description type meta } }
      metrics { uniqueId name label type sql dependsOn description meta filters { field operator value } } } }`,
  ],
  [
    'the action for downstream CI, models of a run',
    'query ($jobId: BigInt!, $runId: BigInt, $schema: String) { job(id: $jobId, runId: $runId) { models(schema: $schema) { name uniqueId database access executionTime } } }',
  ],
])('%s', async (_, question) => {
  const { data, errors } = await house.graphql(question, { jobId });
  expect(errors).toBeUndefined();
  for (const list of Object.values(data.job)) expect(list).not.toHaveLength(0);
});

test('Lightdash, which sends a variable that it does not declare', async () => {
  const { data, errors } = await house.graphql(
    `query ($environmentId: BigInt!) { environment(id: $environmentId) { adapterType applied { models(first: 500) { edges { node {
      resourceType accountId projectId environmentId uniqueId name description meta tags filePath database schema alias packageName rawCode compiledCode
      materializedType language packages dbtVersion group access deprecationDate version latestVersion releaseVersion contractEnforced patchPath config
      catalog { columns { name description type meta } } } } } } } }`,
    { environmentId: String(house.production.id), first: 500 },
  );
  expect(errors).toBeUndefined();
  expect(data.environment.applied.models.edges[1].node).toMatchObject({
    name: 'orders',
    language: 'sql',
    config: { materialized: 'table' },
  });
});

test('Raycast and the documented example of Prefect, which write their values into the question', async () => {
  const { data, errors } = await house.graphql(`{
    modelByEnvironment(environmentId: ${house.production.id}, uniqueId: "model.platform.orders", lastRunCount: 10, withCatalog: false) {
      executeCompletedAt executeStartedAt executionTime error status runId runElapsedTime materializedType jobId runGeneratedAt childrenL1 dependsOn
      parentsModels { uniqueId } tests { name state } }
    metrics(jobId: ${jobId}) { uniqueId name packageName tags label runId description type sql timestamp timeGrains dimensions meta resourceType
      filters { field operator value } model { name } } }`);
  expect(errors).toBeUndefined();
  expect(data.modelByEnvironment[0]).toMatchObject({
    status: 'success',
    parentsModels: [{ uniqueId: 'model.platform.stg_orders_secret' }],
  });
  expect(data.metrics).toMatchObject([{ name: 'revenue', label: 'Revenue', type: 'simple' }]);
});

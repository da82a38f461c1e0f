/** dbtc's client of the Discovery API, unmodified: each of its ready-made questions, and questions of one's own on both addresses. */
import { startJob, untilFinished } from '@weft/kit/account';
import { catalogCommands, catalogProject } from '@weft/kit/catalog-project';
import { type Orchestrator, openOrchestrator } from '@weft/kit/orchestrator';
import { openServers } from '@weft/kit/server';
import { beforeAll, expect, test } from 'vitest';

const servers = openServers();
let it: Orchestrator;

beforeAll(async () => {
  it = await openOrchestrator(servers, {
    // Its own pins: what it imports was built against the older numpy.
    ...{ name: 'dbtc-metadata', packages: ['dbtc==0.11.7', 'pyarrow<18', 'numpy<2', 'typer[all]', 'setuptools<81'] },
    ...{ files: catalogProject, commands: catalogCommands },
  });
  const run = await untilFinished(it.server, (await startJob(it.server, it.project.jobId)).id);
  expect(run.status_humanized).toBe('Success');
});

/** The client asks `metadata.` before the host that it is given. */
const head = [
  'from datetime import date, timedelta',
  'from dbtc import dbtCloudClient',
  'client = dbtCloudClient(service_token=E["TOKEN"], host=E["HOST"])',
  'metadata, environment = client.metadata, int(E["ENVIRONMENT"])',
  'days = (str(date.today() - timedelta(days=1)), str(date.today() + timedelta(days=1)))',
];

test('asks how nodes ran', async () => {
  const out = await it.python([
    ...head,
    'out["most"] = metadata.most_executed_models(environment, *days, limit=1)',
    'out["longest"] = metadata.longest_executed_models(environment, *days, order_by="AVG")',
    'out["failed"] = metadata.most_failed_models(environment, *days)',
    'out["tests"] = metadata.most_models_test_failures(environment, *days)',
    'out["history"] = metadata.model_execution_history(environment, *days, unique_id="model.shop.orders")',
    'out["jobs"] = metadata.model_job_information(environment, *days, unique_id="model.shop.orders")',
  ]);
  for (const [name, { errors }] of Object.entries(out as Record<string, { errors?: unknown }>))
    expect([name, errors]).toEqual([name, undefined]);
  const of = (name: string) => out[name].data.performance;
  expect(of('most').mostExecutedModels).toMatchObject([{ totalExecutions: 1, byJob: [{ jobId: it.project.jobId }] }]);
  expect(of('longest').longestExecutedModels).toHaveLength(3);
  expect([of('failed').mostExecutionFailedModels, of('tests').mostTestFailedModels]).toEqual([[], []]);
  expect(of('history').modelExecutionHistory[0].executionsByJob[0].executions).toMatchObject([
    { status: 'success', adapter: 'duckdb', isFullRefresh: false },
  ]);
  expect(of('jobs').jobInformation).toEqual([{ jobId: it.project.jobId, name: 'Build' }]);
});

test('asks for public models, the mesh, recommendations, columns and what is found', async () => {
  const out = await it.python([
    ...head,
    'import time',
    'out["public"] = metadata.public_models(1, project_name="shop")',
    'out["mesh"] = metadata.mesh_projects(1)',
    'out["rules"] = metadata.recommendations(environment, severity=["low"])',
    'out["found"] = metadata.search(environment, "orders", access_level="public")',
    'for _ in range(60):',
    '    out["columns"] = metadata.column_lineage(environment, "model.shop.orders", column_name="amount")',
    '    if "errors" not in out["columns"]: break',
    '    time.sleep(1)',
  ]);
  expect(out.public.data.account.publicModels.edges).toMatchObject([
    {
      node: {
        uniqueId: 'model.shop.orders',
        columnCount: 3,
        materializationType: 'table',
        lastRunStatus: 'success',
        dependentProjects: [],
      },
    },
  ]);
  expect(out.mesh.data.account.meshProjects).toMatchObject([
    { dbtCoreProject: 'shop', isProducer: true, projectSummary: { totalModels: 3 } },
  ]);
  const [page] = out.rules;
  const rules: { readonly uniqueId: string; readonly name: string; readonly severity: string }[] =
    page.data.recommendations.rules.edges.map(({ node }: { node: object }) => node);
  expect(rules).toContainEqual(expect.objectContaining({ uniqueId: 'model.shop.stg_orders', name: 'no_description' }));
  expect(new Set(rules.map(({ severity }) => severity))).toEqual(new Set(['low']));
  expect(out.found.data.environment.applied.searchResults.edges[0].node).toMatchObject({
    matchedField: 'name',
    hit: { uniqueId: 'model.shop.orders' },
  });
  expect(out.columns.data.column.lineage).toEqual(
    expect.arrayContaining([
      expect.objectContaining({
        uniqueId: 'model.shop.orders.amount',
        relationship: 'passthrough',
        parentColumns: ['model.shop.stg_orders.amount'],
      }),
    ]),
  );
});

test('pages through a question of its own, on the plain address too', async () => {
  const query =
    'query ($id: BigInt!, $after: String, $first: Int) { environment(id: $id) { applied { models(first: $first, after: $after) { edges { node { name } } pageInfo { hasNextPage endCursor } } } } }';
  const out = await it.python([
    ...head,
    'plain = dbtCloudClient(service_token=E["TOKEN"], host=E["HOST"], use_beta_endpoint=False)',
    `query = ${JSON.stringify(query)}`,
    'out["list"] = plain.metadata.query(query, {"id": environment, "first": 2}, paginated_request_to_list=True)',
    'out["wrong"] = dbtCloudClient(service_token="dbtc_no", host=E["HOST"]).metadata.mesh_projects(1)',
  ]);
  expect(out.list.map(({ node }: { node: { name: string } }) => node.name)).toEqual(['days', 'orders', 'stg_orders']);
  expect(out.wrong.errors[0].message).toMatch(/^User is not authorized/);
});

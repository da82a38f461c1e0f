/** dbt's own MCP server, unmodified, pointed at Weft: its discovery tools called as an assistant calls them. */
import { startJob, untilFinished } from '@weft/kit/account';
import { catalogCommands, catalogProject } from '@weft/kit/catalog-project';
import { type Orchestrator, openOrchestrator } from '@weft/kit/orchestrator';
import { openServers } from '@weft/kit/server';
import { beforeAll, expect, test } from 'vitest';

const servers = openServers();
let it: Orchestrator;

beforeAll(async () => {
  it = await openOrchestrator(servers, {
    ...{ name: 'dbt-mcp', packages: ['dbt-mcp==2.8.0'], series: ['3.12', '3.13'] },
    ...{ files: catalogProject, commands: catalogCommands },
  });
  const run = await untilFinished(it.server, (await startJob(it.server, it.project.jobId)).id);
  expect([run.status_humanized, run.status_message]).toEqual(['Success', null]);
});

/** Each call's answer under its place; `text` where the tool refused. */
async function call(calls: readonly (readonly [string, object])[], environment: Readonly<Record<string, string>> = {}) {
  return it.python(
    [
      'import asyncio',
      'from mcp import ClientSession, StdioServerParameters',
      'from mcp.client.stdio import stdio_client',
      'off = ["SEMANTIC_LAYER", "ADMIN_API", "DBT_CLI", "DBT_CODEGEN", "SQL", "LSP", "PRODUCT_DOCS", "MCP_APPS"]',
      'env = dict(E, DBT_HOST=E["HOST"], DBT_TOKEN=E["TOKEN"], DBT_PROD_ENV_ID=E["ENVIRONMENT"], **{"DISABLE_" + each: "true" for each in off})',
      `calls = json.loads(${JSON.stringify(JSON.stringify(calls))})`,
      'async def main():',
      '    async with stdio_client(StdioServerParameters(command="dbt-mcp", args=[], env=env)) as (read, write):',
      '        async with ClientSession(read, write) as session:',
      '            await session.initialize()',
      '            out["tools"] = sorted(tool.name for tool in (await session.list_tools()).tools)',
      '            out["answers"] = []',
      '            for name, arguments in calls:',
      '                answer = await session.call_tool(name, arguments)',
      '                told = answer.structuredContent or {}',
      '                out["answers"].append({"text": answer.content[0].text} if answer.isError else told if set(told) != {"result"} else told["result"])',
      'asyncio.run(main())',
    ],
    environment,
  );
}

function namesOf({ result }: { readonly result: readonly { readonly name: string }[] }): string[] {
  return result.map(({ name }) => name);
}

const orders = { unique_id: 'model.shop.orders' };

test('lists models, marts, sources, macros and exposures', async () => {
  const { tools, answers } = await call([
    ['get_all_models', {}],
    ['get_mart_models', { limit: 1 }],
    ['get_all_sources', { source_names: ['raw'] }],
    ['get_all_macros', {}],
    ['get_exposures', {}],
  ]);
  expect(tools).toEqual(expect.arrayContaining(['get_all_models', 'get_lineage', 'get_model_health', 'get_model_performance']));
  const [models, marts, sources, macros, exposures] = answers;
  expect(namesOf(models)).toEqual(['days', 'orders', 'stg_orders']);
  expect([namesOf(marts), marts.pagination.has_more]).toEqual([['days'], true]);
  expect(sources.result).toMatchObject([{ name: 'raw_orders', sourceName: 'raw', freshness: { freshnessStatus: 'Warn' } }]);
  expect(macros.result[0]).toEqual({ name: 'cents', uniqueId: 'macro.shop.cents', description: 'Cents to money.', packageName: 'shop' });
  expect(exposures.result).toMatchObject([{ name: 'board', url: 'https://bi.example.com/board' }]);
});

test('tells all of one node, by its id and by its name', async () => {
  const { answers } = await call([
    ['get_model_details', orders],
    ['get_model_details', { name: 'orders' }],
    ['get_source_details', { unique_id: 'source.shop.raw.raw_orders' }],
    ['get_seed_details', { name: 'raw_orders' }],
    ['get_snapshot_details', { name: 'orders_history' }],
    ['get_macro_details', { name: 'cents' }],
    ['get_exposure_details', { name: 'board' }],
    ['get_semantic_model_details', { name: 'orders' }],
    ['get_test_details', { name: 'no_negative_orders' }],
    ['get_node_details', { resource_type: 'model', ...orders }],
  ]);
  const [byId, byName, source, seed, snapshot, macro, exposure, semanticModel, check, node] = answers.map(([first]: unknown[]) => first);
  expect(byId).toMatchObject({
    ...{ name: 'orders', access: 'public', group: 'sales', contractEnforced: true, modelingLayer: 'marts', tags: ['nightly'] },
    ...{
      relationName: '"shop"."shop"."orders"',
      compiledCode: expect.stringContaining('"stg_orders"'),
      executionInfo: { lastRunStatus: 'success' },
    },
    catalog: { columns: [{ name: 'id', type: 'INTEGER', description: 'The key.' }, { name: 'amount' }, { name: 'ordered_at' }] },
  });
  expect([byName, node]).toEqual([byId, byId]);
  expect(source).toMatchObject({ freshness: { freshnessStatus: 'Warn' }, tests: [{ columnName: 'id', lastKnownResult: 'pass' }] });
  expect(seed).toMatchObject({
    name: 'raw_orders',
    tags: ['raw'],
    executionInfo: { lastRunStatus: 'success' },
    catalog: { type: 'BASE TABLE' },
  });
  expect(snapshot.catalog.columns.map(({ name }: { name: string }) => name)).toContain('dbt_valid_from');
  expect(macro).toMatchObject({ arguments: [{ name: 'column', type: 'string', description: 'Which.' }] });
  expect(exposure).toMatchObject({ ownerEmail: 'ada@example.com', maturity: 'high', parents: [{ uniqueId: 'model.shop.orders' }] });
  expect(semanticModel).toMatchObject({ measures: [{ name: 'revenue', agg: 'sum' }], dimensions: [{ name: 'ordered_at', type: 'time' }] });
  expect(check).toMatchObject({ testType: 'SINGULAR_DATA_TEST', lastKnownResult: 'pass', parents: [{ uniqueId: 'model.shop.orders' }] });
});

test('follows models up and down, and tells how they are', async () => {
  const { answers } = await call([
    ['get_model_parents', orders],
    ['get_model_children', { name: 'orders' }],
    ['get_model_health', orders],
    ['get_model_performance', { ...orders, num_runs: 2, include_tests: true }],
    ['get_lineage', { ...orders, depth: 5 }],
  ]);
  const [parents, children, [health], performance, lineage] = answers;
  expect(parents).toEqual([{ resourceType: 'model', name: 'stg_orders', description: '' }]);
  expect(children.map(({ name }: { name: string }) => name)).toEqual(
    expect.arrayContaining(['orders_history', 'board', 'unique_orders_id']),
  );
  expect(health).toMatchObject({
    executionInfo: { lastRunStatus: 'success' },
    ancestors: [{ name: 'stg_orders' }, { name: 'raw_orders' }],
  });
  // What `dbt docs generate` compiles afterwards is no run of theirs.
  expect(health.tests.map((each: { executionInfo: { lastRunStatus: string } }) => each.executionInfo.lastRunStatus)).toEqual(
    Array(4).fill('pass'),
  );
  expect(performance).toMatchObject([{ uniqueId: 'model.shop.orders', status: 'success' }]);
  expect(performance[0].tests.map(({ status }: { status: string }) => status)).toEqual(Array(4).fill('pass'));
  expect(lineage.nodes.map(({ unique_id }: { unique_id: string }) => unique_id)).toEqual(
    expect.arrayContaining([
      'source.shop.raw.raw_orders',
      'metric.shop.revenue',
      'exposure.shop.board',
      'unit_test.shop.orders.orders_pass_through',
    ]),
  );
});

test('tells a wrong token', async () => {
  const { answers } = await call([['get_all_models', {}]], { TOKEN: 'dbtc_0000000000000000000000000000000000000000000' });
  expect(answers[0].text).toMatch(/401 Unauthorized/);
});

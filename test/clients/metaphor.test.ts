/** metaphor's client of the Discovery API, generated from dbt's public schema: every value of an answer is held against its types. */
import { startJob, untilFinished } from '@weft/kit/account';
import { catalogCommands, catalogProject } from '@weft/kit/catalog-project';
import { type Orchestrator, openOrchestrator } from '@weft/kit/orchestrator';
import { openServers } from '@weft/kit/server';
import { beforeAll, expect, test } from 'vitest';

const servers = openServers();
let it: Orchestrator;

beforeAll(async () => {
  it = await openOrchestrator(servers, {
    ...{ name: 'metaphor', packages: ['metaphor-connectors==0.14.185', 'httpx<1', 'setuptools<81'] },
    ...{ files: catalogProject, commands: catalogCommands },
  });
  const run = await untilFinished(it.server, (await startJob(it.server, it.project.jobId)).id);
  expect(run.status_humanized).toBe('Success');
});

test('reads models, snapshots, sources, metrics, macros and the lineage, page by page', async () => {
  const out = await it.python([
    'from metaphor.dbt.cloud.discovery_api.generated.client import Client',
    'from metaphor.dbt.cloud.discovery_api.generated.input_types import LineageFilter',
    'from metaphor.dbt.cloud.discovery_api.generated.enums import ResourceNodeType',
    'client = Client(url=E["URL"] + "/graphql", headers={"Authorization": "Token " + E["TOKEN"]})',
    'environment = int(E["ENVIRONMENT"])',
    'def pages(ask, state, field):',
    '    found, after = [], None',
    '    while True:',
    '        page = getattr(getattr(ask(environment, first=2, after=after).environment, state), field)',
    '        found += [json.loads(edge.node.json()) for edge in page.edges]',
    '        if not page.page_info.has_next_page:',
    '            assert len(found) == page.total_count',
    '            return found',
    '        after = page.page_info.end_cursor',
    'out["models"] = pages(client.get_models, "applied", "models")',
    'out["snapshots"] = pages(client.get_snapshots, "applied", "snapshots")',
    'out["sources"] = pages(client.get_sources, "applied", "sources")',
    'out["metrics"] = pages(client.get_metrics, "definition", "metrics")',
    'macros = client.get_macros(environment, first=500, after=None).environment.definition.macros',
    'out["macros"] = [edge.node.unique_id for edge in macros.edges]',
    'wanted = LineageFilter(types=[ResourceNodeType.Model, ResourceNodeType.Snapshot, ResourceNodeType.Metric])',
    'out["lineage"] = [json.loads(node.json()) for node in client.get_lineage(environment, wanted).environment.applied.lineage]',
  ]);
  expect(out.models.map(({ name }: { name: string }) => name).sort()).toEqual(['days', 'orders', 'stg_orders']);
  expect(out.snapshots).toMatchObject([{ name: 'orders_history' }]);
  expect(out.sources).toMatchObject([{ identifier: 'raw_orders' }]);
  expect(out.metrics).toMatchObject([{ name: 'revenue', type: 'simple' }]);
  expect(out.macros).toContain('macro.shop.cents');
  expect(out.lineage).toHaveLength(5);
});

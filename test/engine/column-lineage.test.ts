/** What the columns of the demo mesh are made of, as read from its SQL by hand, against what Weft answers of the code that dbt compiled. */
import { cp, mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { getColumns } from '@weft/domain/lineage/get-columns';
import { traceColumn } from '@weft/domain/lineage/trace-column';
import { traceEnvironment } from '@weft/domain/lineage/trace-environment';
import { openTracer } from '@weft/domain/lineage/tracer';
import type { Environment } from '@weft/domain/projects/model';
import { type Engines, openEngines } from '@weft/engine/core/open-engines';
import { systemClock } from '@weft/host/clock';
import { systemEnvironment } from '@weft/host/config';
import { type IngestHouse, openIngestHouse } from '@weft/kit/ingest-house';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Bench, openBench, quiet, ran, venvOf } from './engine-kit.ts';

const demo = join(import.meta.dirname, '..', '..', 'demo');
const projects = ['foundational', 'finance', 'marketing'] as const;
type Project = (typeof projects)[number];

/**
 * Column · what its own model does to what it is made of · those columns, of the models that it reads · where it begins, however many models and
 * projects lie between. Projects without `_project`, sources of the ordering system as `tpch`.
 */
const byHand: readonly (readonly [string, string, string, string])[] = [
  ['foundational.stg_customers.name', 'rename', 'tpch.customer.c_name', 'tpch.customer.c_name'],
  ['foundational.stg_nations.region_name', 'rename', 'tpch.region.r_name', 'tpch.region.r_name'],
  ['foundational.stg_line_items.gross_item_sales_amount', 'rename', 'tpch.lineitem.l_extendedprice', 'tpch.lineitem.l_extendedprice'],
  ['foundational.stg_line_items.base_price', 'transform', 'tpch.lineitem: l_extendedprice l_quantity', 'tpch.lineitem: l_extendedprice l_quantity'],
  ['foundational.stg_line_items.item_tax_amount', 'transform', 'tpch.lineitem: l_discount l_extendedprice l_tax', 'tpch.lineitem: l_discount l_extendedprice l_tax'],
  ['foundational.stg_line_items.discounted_price', 'transform', 'tpch.lineitem: l_discount l_extendedprice l_quantity', 'tpch.lineitem: l_discount l_extendedprice l_quantity'],
  ['foundational.int_order_totals.line_item_count', 'aggregate', '', ''],
  ['foundational.int_order_totals.net_item_sales_amount', 'aggregate', 'foundational.stg_line_items.net_item_sales_amount', 'tpch.lineitem: l_discount l_extendedprice l_tax'],
  ['foundational.dim_customers.region_name', 'passthrough', 'foundational.stg_nations.region_name', 'tpch.region.r_name'],
  ['foundational.dim_parts.lowest_supply_cost', 'aggregate', 'foundational.stg_part_suppliers.supply_cost', 'tpch.partsupp.ps_supplycost'],
  ['foundational.dim_dates.month_start', 'none', '', ''],
  ['foundational.fct_orders.v1.name', 'passthrough', 'foundational.stg_customers.name', 'tpch.customer.c_name'],
  ['foundational.fct_orders.v2.order_status', 'passthrough', 'foundational.order_statuses.order_status', 'foundational.order_statuses.order_status'],
  ['foundational.fct_orders.v2.gross_item_sales_amount', 'passthrough', 'foundational.int_order_totals.gross_item_sales_amount', 'tpch.lineitem.l_extendedprice'],
  ['foundational.fct_order_items.order_date', 'passthrough', 'foundational.stg_orders.order_date', 'tpch.orders.o_orderdate'],
  ['foundational.fct_order_items.is_returned', 'transform', 'foundational.stg_line_items.return_flag', 'tpch.lineitem.l_returnflag'],
  ['foundational.fct_order_items.item_margin_amount', 'transform', 'foundational.stg_line_items: discounted_item_sales_amount quantity; foundational.stg_part_suppliers.supply_cost', 'tpch.lineitem: l_discount l_extendedprice l_quantity; tpch.partsupp.ps_supplycost'],
  ['foundational.int_supplier_deliveries.days_late', 'transform', 'foundational.stg_line_items: commit_date receipt_date', 'tpch.lineitem: l_commitdate l_receiptdate'],
  ['foundational.agg_supplier_performance.average_days_late', 'aggregate', 'foundational.int_supplier_deliveries: days_late is_late', 'tpch.lineitem: l_commitdate l_receiptdate'],
  ['foundational.agg_supplier_performance.on_time_rate', 'aggregate', 'foundational.int_supplier_deliveries.is_late', 'tpch.lineitem: l_commitdate l_receiptdate'],
  ['foundational.customers_history.market_segment', 'passthrough', 'foundational.stg_customers.market_segment', 'tpch.customer.c_mktsegment'],
  ['finance.int_orders_by_fiscal_period.revenue_amount', 'transform', 'foundational.fct_orders.v2: gross_item_sales_amount item_discount_amount', 'tpch.lineitem: l_discount l_extendedprice'],
  ['finance.int_orders_by_fiscal_period.fiscal_year', 'transform', 'foundational.fct_orders.v2.order_date', 'tpch.orders.o_orderdate'],
  ['finance.fct_revenue_by_month.gross_sales_amount', 'aggregate', 'finance.int_orders_by_fiscal_period.gross_sales_amount', 'tpch.lineitem.l_extendedprice'],
  ['finance.fct_revenue_by_month.margin_rate', 'aggregate', 'finance.int_orders_by_fiscal_period.revenue_amount; foundational.fct_order_items.supply_cost_amount', 'tpch.lineitem: l_discount l_extendedprice l_quantity; tpch.partsupp.ps_supplycost'],
  ['finance.fct_revenue_against_target.attainment_rate', 'aggregate', 'finance.fct_revenue_by_month.revenue_amount; finance.revenue_targets.revenue_target_amount', 'finance.revenue_targets.revenue_target_amount; tpch.lineitem: l_discount l_extendedprice'],
  ['finance.rpt_open_order_letters.name', 'passthrough', 'foundational.fct_orders.v1.name', 'tpch.customer.c_name'],
  ['finance.agg_brand_margin.brand', 'passthrough', 'foundational.dim_parts.brand', 'tpch.part.p_brand'],
  ['finance.agg_brand_margin.fiscal_year', 'transform', 'foundational.fct_order_items.order_date', 'tpch.orders.o_orderdate'],
  ['marketing.int_customer_orders.first_order_date', 'aggregate', 'foundational.fct_orders.v2.order_date', 'tpch.orders.o_orderdate'],
  ['marketing.dim_customer_segments.nation_name', 'passthrough', 'foundational.dim_customers.nation_name', 'tpch.nation.n_name'],
  ['marketing.dim_customer_segments.customer_segment', 'transform', 'marketing.customer_segment_rules.customer_segment', 'marketing.customer_segment_rules.customer_segment'],
  ['marketing.dim_customer_segments.recency_score', 'transform', 'marketing.int_customer_orders: customer_key last_order_date', 'tpch.orders: o_custkey o_orderdate'],
  ['marketing.dim_customer_segments.days_since_last_order', 'aggregate', 'marketing.int_customer_orders.last_order_date', 'tpch.orders.o_orderdate'],
  ['marketing.fct_customer_lifetime_value.margin_amount_per_year', 'aggregate', 'foundational.fct_order_items.item_margin_amount; marketing.int_customer_orders: first_order_date last_order_date', 'tpch.lineitem: l_discount l_extendedprice l_quantity; tpch.orders.o_orderdate; tpch.partsupp.ps_supplycost'],
  ['marketing.fct_cohort_retention.cohort_customer_count', 'aggregate', '', ''],
  ['marketing.fct_cohort_retention.active_customer_count', 'aggregate', 'foundational.fct_orders.v2.customer_key', 'tpch.orders.o_custkey'],
  ['marketing.fct_campaign_budgets.margin_amount_before', 'aggregate', 'finance.fct_revenue_by_month.margin_amount', 'tpch.lineitem: l_discount l_extendedprice l_quantity; tpch.partsupp.ps_supplycost'],
  // The fiscal year parts the windows that the shares are of.
  ['marketing.fct_campaign_budgets.campaign_budget_amount', 'aggregate', 'finance.fct_revenue_by_month: fiscal_year margin_amount; marketing.campaign_budgets.campaign_budget_amount', 'marketing.campaign_budgets.campaign_budget_amount; tpch.lineitem: l_discount l_extendedprice l_quantity; tpch.orders.o_orderdate; tpch.partsupp.ps_supplycost'],
]; // biome-ignore format: above

interface ManifestNode {
  readonly name: string;
  readonly package_name: string;
  readonly access?: string;
  readonly relation_name: string;
  readonly database: string;
  readonly schema: string;
  readonly alias: string;
  readonly version: unknown;
  readonly latest_version: unknown;
  readonly deprecation_date: unknown;
}

let bench: Bench;
let engines: Engines;
let house: IngestHouse;
const environments = new Map<string, Environment>();
const uniqueIds: string[] = [];

beforeAll(async () => {
  bench = await openBench();
  engines = await openEngines({ log: quiet, environment: systemEnvironment() });
  // As dbt has no clock that could be turned, the house goes by dbt's.
  house = await openIngestHouse({ at: systemClock.now().toISOString() });
  for (const project of projects) {
    const { environment } = await house.addProject(project);
    environments.set(project, environment);
    const manifest = await compile(project);
    await house.upload({ 'manifest.json': manifest }, environment);
    const { accountId } = house;
    await traceEnvironment(house, openTracer(), { accountId, environmentId: environment.id }, new AbortController().signal);
  }
});

afterAll(async () => {
  await house?.close();
  await engines?.close();
  await bench?.close();
});

/** As it would be run: the projects before it are known by what they publish. Answers its manifest. */
async function compile(project: Project): Promise<{ nodes: Record<string, ManifestNode>; metadata: { generated_at: string } }> {
  const cwd = join(bench.folder, `${project}_project`);
  const publicationsDir = join(bench.folder, 'publications');
  await mkdir(publicationsDir, { recursive: true });
  await cp(join(demo, `${project}_project`), cwd, { recursive: true });
  await rename(join(cwd, 'profiles.yml.example'), join(cwd, 'profiles.yml')).catch(() => {});
  const variables = { DBT_WEFT_DEMO_DUCKDB: join(bench.folder, 'mesh.duckdb') };
  const end = await ran(engines, await venvOf('latest'), cwd, ['compile'], { variables, publicationsDir });
  expect(end.lastError).toBeNull();
  const manifest = JSON.parse(await readFile(end.artifacts.manifest ?? '', 'utf8'));
  uniqueIds.push(...Object.keys(manifest.nodes), ...Object.keys(manifest.sources));
  await writeFile(join(publicationsDir, `${project}_project.json`), JSON.stringify(publicationOf(project, manifest)));
  return manifest;
}

function publicationOf(project: Project, { nodes, metadata }: Awaited<ReturnType<typeof compile>>) {
  const models = Object.entries(nodes).filter(([, node]) => node.access === 'public' && node.package_name === `${project}_project`);
  const public_models = models.map(([id, node]) => [
    id,
    {
      ...{ name: node.name, package_name: node.package_name, unique_id: id, relation_name: node.relation_name },
      ...{ database: node.database, schema: node.schema, identifier: node.alias, version: node.version },
      ...{ latest_version: node.latest_version, deprecation_date: node.deprecation_date, generated_at: metadata.generated_at },
      public_node_dependencies: [],
    },
  ]);
  return { project_name: `${project}_project`, metadata: {}, public_models: Object.fromEntries(public_models), dependencies: [] };
}

/** `model.finance_project.fct` → `finance.fct`. */
function shorten(uniqueId: string): string {
  return uniqueId.replace(/^(source\.foundational_project|model|seed|snapshot)\./, '').replace('_project.', '.');
}

/** `a.b: c d; e.f.g` → `a.b.c`, `a.b.d`, `e.f.g`. */
function listed(columns: string): string[] {
  return columns
    .split('; ')
    .flatMap((part) => {
      const [relation = '', names] = part.split(': ');
      return names === undefined ? [relation] : names.split(' ').map((name) => `${relation}.${name}`);
    })
    .filter((column) => column !== '')
    .sort();
}

test.each(byHand)('%s is %s', async (written, how, parents, beginnings) => {
  const [node, column] = [written.slice(0, written.lastIndexOf('.')), written.slice(written.lastIndexOf('.') + 1)];
  const uniqueId = uniqueIds.find((id) => !id.startsWith('source.') && shorten(id) === node) ?? '';
  const environmentId = environments.get(written.split('.')[0] ?? '')?.id ?? house.production.id;
  const { columns, relations, problems } = await getColumns(house, environmentId, uniqueId);
  const found = columns.find(({ name }) => name === column);
  const parentsFound = found?.parents.map((parent) => `${shorten(relations[parent.relation] ?? '')}.${parent.column}`).sort();
  expect({ how: found?.kind, parents: parentsFound, problems }).toEqual({ how, parents: listed(parents), problems: [] });
  const { steps, pairs, isCut } = await traceColumn(house, {
    ...{ accountId: house.accountId, environmentId, uniqueId, column },
    ...{ direction: 'up', depth: 50, limit: 1000, isReadable: () => true },
  });
  const ends = steps.filter((_, at) => !pairs.some(({ lower }) => lower === at));
  const begins = ends.map(({ place }) => (place.kind === 'open' ? `${shorten(place.uniqueId)}.${place.column}` : 'closed')).sort();
  expect({ begins, isCut }).toEqual({ begins: listed(beginnings), isCut: false });
});

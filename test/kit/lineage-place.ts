/** Two projects of which one builds on the other, with private models, results and columns that are worked out: what tests of the lineage look at. */
import { createGroup, replaceGroupGrants } from '@weft/domain/access/change-group';
import { workUploads } from '@weft/domain/ingest/work-uploads';
import { traceEnvironment } from '@weft/domain/lineage/trace-environment';
import { openTracer } from '@weft/domain/lineage/tracer';
import { createProject } from '@weft/domain/projects/create-project';
import { createEnvironment } from '@weft/domain/projects/environments';
import type { Environment } from '@weft/domain/projects/model';
import type { AppHouse } from './app.ts';
import { type MadeModel, type MadeResult, makeManifest, makeRunResults } from './artifacts.ts';
import { zipOf } from './ingest-house.ts';
import { makePerson, type Person } from './person.ts';

type Coded = MadeModel & { readonly code: string };

const shop: readonly Coded[] = [
  { name: 'stg_salaries', access: 'private', code: 'select 1 as id, 2 as salary' },
  { name: 'stg_payments', access: 'protected', code: 'select 1 as order_id, 5 as cents' },
  {
    name: 'int_payments',
    access: 'protected',
    dependsOn: ['model.shop.stg_payments'],
    code: 'select order_id, cents / 100 as amount from stg_payments',
  },
  {
    name: 'orders',
    access: 'public',
    dependsOn: ['model.shop.int_payments', 'model.shop.stg_salaries'],
    code: 'select order_id, sum(amount) as total from int_payments where order_id in (select id from stg_salaries) group by 1',
  },
  { name: 'fct_layoffs', access: 'private', dependsOn: ['model.shop.orders', 'model.shop.stg_salaries'], code: 'select total from orders' },
];
const finance: readonly Coded[] = [
  { name: 'orders', project: 'shop', isExternal: true, access: 'public', code: '' },
  { name: 'fct_revenue', dependsOn: ['model.shop.orders'], code: 'select total as revenue from orders' },
  { name: 'rpt_board', dependsOn: ['model.finance.fct_revenue'], code: 'select revenue * 2 as forecast from fct_revenue' },
];

export interface LineagePlace {
  readonly finance: Environment;
  /** May read the project Finance and nothing else. */
  readonly financePerson: Person;
}

export async function makeLineagePlace(house: AppHouse): Promise<LineagePlace> {
  await workUploads(house);
  const { accountId } = house;
  const project = await createProject(house, { accountId, name: 'Finance', kind: 'hybrid' });
  const place = { accountId, projectId: project.id, name: 'Production', type: 'deployment', deploymentType: 'production' } as const;
  const environment = await createEnvironment(house, place);
  await uploadModels(house, house.production, 'shop', shop, [{ uniqueId: 'model.shop.fct_layoffs', status: 'error' }]);
  await uploadModels(house, environment, 'finance', finance);
  const tracer = openTracer();
  for (const { id } of [house.production, environment])
    await traceEnvironment(house, tracer, { accountId, environmentId: id }, new AbortController().signal);
  await tracer.close();
  const group = await createGroup(house, accountId, { name: 'Finance people' });
  await replaceGroupGrants(house, accountId, group.id, [
    { accountId, permissionSet: 'analyst', projectId: project.id, writableEnvironmentCategories: [] },
  ]);
  return { finance: environment, financePerson: await makePerson(house, { groups: ['Finance people'] }) };
}

/** As dbt's uploader does it; every model that has no other result was built. */
export async function uploadModels(
  house: AppHouse,
  environment: Environment,
  project: string,
  models: readonly (MadeModel & { readonly code?: string })[],
  others: readonly MadeResult[] = [],
): Promise<void> {
  const generatedAt = house.clock.now().toISOString();
  const manifest = makeManifest({ project, models, generatedAt }) as { nodes: Record<string, Record<string, unknown>> };
  for (const { name, code, project: own = project } of models) {
    const node = manifest.nodes[`model.${own}.${name}`];
    if (node && code) node.compiled_code = code;
  }
  const built = models.filter(({ isExternal }) => !isExternal).map(({ name }) => ({ uniqueId: `model.${project}.${name}` }));
  const results = [...built.filter(({ uniqueId }) => others.every((it) => it.uniqueId !== uniqueId)), ...others];
  const ingests = `/api/private/accounts/${house.accountId}/environments/${environment.id}/ingests/`;
  const { id, upload_url } = (await house.ask('POST', ingests)).json().data;
  const { pathname, search } = new URL(upload_url);
  const payload = zipOf({ 'manifest.json': manifest, 'run_results.json': makeRunResults({ results, generatedAt }) });
  await house.app.inject({ method: 'PUT', url: pathname + search, payload });
  await house.ask('PATCH', `${ingests}${id}/`, { body: { upload_status: 'SUCCESS' } });
  await house.settle();
}

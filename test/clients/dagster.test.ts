/** Dagster's dbt Cloud integrations, unmodified: the workspace of today (cloud_v2) and the resource before it. */
import { getRun } from '@weft/kit/account';
import { type Orchestrator, openOrchestrator } from '@weft/kit/orchestrator';
import { openServers } from '@weft/kit/server';
import { beforeAll, expect, test } from 'vitest';

const servers = openServers();
let it: Orchestrator;

beforeAll(async () => {
  it = await openOrchestrator(servers, {
    name: 'dagster',
    packages: ['dagster==1.13.27', 'dagster-dbt==0.29.27', 'dbt-core<1.12', 'dbt-duckdb'],
  });
});

const workspace = [
  'import dagster as dg',
  'from dagster_dbt.cloud_v2 import DbtCloudCredentials, DbtCloudWorkspace, dbt_cloud_assets',
  'credentials = DbtCloudCredentials(account_id=1, access_url=E["URL"], token=E["TOKEN"])',
  'workspace = DbtCloudWorkspace(credentials=credentials, project_id=int(E["PROJECT"]), environment_id=int(E["ENVIRONMENT"]))',
  'client = workspace.get_client()',
];
const quick = { DAGSTER_DBT_CLOUD_POLL_INTERVAL: '1', DAGSTER_DBT_CLOUD_POLL_TIMEOUT: '240' };

test('makes its own job, parses the project with it, and makes assets and checks of what it finds', async () => {
  const out = await it.python(
    [
      ...workspace,
      'specs = workspace.load_asset_specs(select="fqn:*", exclude="", selector="")',
      'out["assets"] = sorted("/".join(spec.key.path) for spec in specs)',
      'out["jobs"] = [job["name"] for job in client.list_jobs(project_id=int(E["PROJECT"]), environment_id=int(E["ENVIRONMENT"]))]',
    ],
    quick,
  );
  expect(out.assets).toEqual(['broken', 'customers', 'endless', 'orders']);
  expect(out.jobs).toEqual(expect.arrayContaining([expect.stringMatching(/DAGSTER/i)]));
});

test('materializes assets, with their checks, from the results of the run', async () => {
  const out = await it.python(
    [
      ...workspace,
      '@dbt_cloud_assets(workspace=workspace, select="customers orders")',
      'def shop(context: dg.AssetExecutionContext, dbt_cloud: DbtCloudWorkspace):',
      '    yield from dbt_cloud.cli(args=["build"], context=context).wait()',
      'result = dg.materialize([shop], resources={"dbt_cloud": workspace}, instance=dg.DagsterInstance.ephemeral(), raise_on_error=False)',
      'out["success"] = result.success',
      'out["made"] = sorted("/".join(event.asset_key.path) for event in result.get_asset_materialization_events())',
      'out["checks"] = {e.check_name: e.passed for e in result.get_asset_check_evaluations()}',
    ],
    quick,
  );
  expect(out).toMatchObject({ success: true, made: ['customers', 'orders'] });
  expect(Object.values(out.checks)).toEqual([true, true]);
});

test('a failed command fails, and a run under way can be cancelled', async () => {
  const out = await it.python(
    [
      ...workspace,
      'def failure(work):',
      '    try: list(work())',
      '    except Exception as error: return str(error)',
      'out["told"] = failure(lambda: workspace.cli(args=["build", "--select", "tag:broken"]).wait())',
      'run = client.trigger_job_run(job_id=int(E["ENDLESS"]))',
      'out["id"] = run["id"]',
      'client.cancel_run(run["id"])',
      'out["ended"] = client.poll_run(run["id"], poll_interval=1, poll_timeout=60)["status"]',
    ],
    quick,
  );
  expect(out.told).toMatch(/fail|error/i);
  expect(out.ended).toBe(30);
});

test('the resource before it runs a job to its end, reads its artifacts, and raises where it failed', async () => {
  const out = await it.python([
    'import dagster as dg',
    'from dagster_dbt import DbtCloudClientResource',
    'resource = DbtCloudClientResource(auth_token=E["TOKEN"], account_id=1, dbt_cloud_host=E["URL"])',
    'opened = dg.build_resources({"dbt": resource})',
    'client = opened.__enter__().dbt',
    'done = client.run_job_and_poll(int(E["JOB"]), poll_interval=1, poll_timeout=240)',
    'out["id"] = done.run_details["id"]',
    'out["status"] = done.run_details["status_humanized"]',
    'out["results"] = len(done.result["results"])',
    'try: client.run_job_and_poll(int(E["FAILING"]), poll_interval=1, poll_timeout=240)',
    'except Exception as error: out["told"] = str(error)',
  ]);
  expect(out).toMatchObject({ status: 'Success', results: 4, told: expect.stringMatching(/Error|fail/i) });
  expect((await getRun(it.server, out.id)).status).toBe(10);
});

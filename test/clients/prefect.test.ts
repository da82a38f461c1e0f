/** Prefect's dbt Cloud collection, unmodified: blocks, flows, the retry of what failed, and the executor with its throw-away jobs. */
import { getRun } from '@weft/kit/account';
import { type Orchestrator, openOrchestrator } from '@weft/kit/orchestrator';
import { openServers } from '@weft/kit/server';
import { beforeAll, expect, test } from 'vitest';

const servers = openServers();
let it: Orchestrator;

beforeAll(async () => {
  it = await openOrchestrator(servers, { name: 'prefect', packages: ['prefect-dbt==0.7.25', 'dbt-core<1.12', 'fastapi<0.145'] });
});

/** Flows write to a database of their own in the folder. */
const head = [
  'E["PREFECT_HOME"] = os.path.join(E["HOME"], "prefect")',
  'E["PREFECT_SERVER_ALLOW_EPHEMERAL_MODE"] = "true"',
  'E["PREFECT_SERVER_EPHEMERAL_STARTUP_TIMEOUT_SECONDS"] = "120"',
  'E["PREFECT_SERVER_ANALYTICS_ENABLED"] = "false"',
  'from prefect_dbt.cloud import DbtCloudCredentials, DbtCloudJob',
  'credentials = DbtCloudCredentials(api_key=E["TOKEN"], account_id=1, domain=E["HOST"])',
];

test('runs a job as a flow, and has its artifacts', async () => {
  const out = await it.python([
    ...head,
    'from prefect_dbt.cloud.jobs import trigger_dbt_cloud_job_run_and_wait_for_completion as run',
    'from prefect_dbt.cloud.models import TriggerJobRunOptions',
    'import asyncio',
    'options = TriggerJobRunOptions(cause="Prefect asked")',
    'result = run(dbt_cloud_credentials=credentials, job_id=int(E["JOB"]), trigger_job_run_options=options, poll_frequency_seconds=1, max_wait_seconds=240)',
    'result = asyncio.run(result) if asyncio.iscoroutine(result) else result',
    'out["id"], out["status"], out["artifacts"] = result["id"], result["status"], result["artifact_paths"]',
  ]);
  expect(out).toMatchObject({ status: 10, artifacts: expect.arrayContaining(['manifest.json', 'run_results.json']) });
  expect((await getRun(it.server, out.id)).trigger?.cause).toBe('Prefect asked');
});

test('a failed run is a failed flow, after its steps that failed were tried again alone', async () => {
  const out = await it.python([
    ...head,
    'import asyncio',
    'from prefect_dbt.cloud.jobs import trigger_dbt_cloud_job_run_and_wait_for_completion as run',
    'try:',
    '    result = run(dbt_cloud_credentials=credentials, job_id=int(E["FAILING"]), retry_filtered_models_attempts=1, poll_frequency_seconds=1, max_wait_seconds=240)',
    '    asyncio.run(result) if asyncio.iscoroutine(result) else result',
    'except Exception as error: out["told"] = str(error)',
    'import httpx, ssl',
    'get = httpx.Client(verify=ssl.create_default_context(cafile=E["SSL_CERT_FILE"]), headers={"Authorization": "Token " + E["TOKEN"]})',
    'out["runs"] = get.get(f"https://{E[\'HOST\']}/api/v2/accounts/1/runs/?job_definition_id={E[\'FAILING\']}&order_by=id&include_related=[\\"run_steps\\"]").json()["data"]',
  ]);
  expect(out.told).toMatch(/failed/i);
  const [first, second] = out.runs;
  expect([first.status, second.status]).toEqual([20, 20]);
  // What succeeded in the first run is not in the second.
  expect(second.run_steps.map(({ name }: { name: string }) => name).slice(3)).toEqual([expect.stringMatching(/broken/)]);
});

test('the executor runs single nodes by throw-away jobs, whose runs stay readable', async () => {
  const out = await it.python([
    ...head,
    'from types import SimpleNamespace',
    'from prefect_dbt.cloud._executor import DbtCloudExecutor',
    'executor = DbtCloudExecutor(credentials, int(E["PROJECT"]), int(E["ENVIRONMENT"]), timeout_seconds=240, poll_frequency_seconds=1)',
    'node = SimpleNamespace(name="orders", unique_id="model.shop.orders", dbt_selector="orders")',
    'good = executor.execute_node(node, "run")',
    'bad = executor.execute_node(SimpleNamespace(name="broken", unique_id="model.shop.broken", dbt_selector="broken"), "run")',
    'out["good"], out["bad"] = [good.success, sorted(good.artifacts or {})], [bad.success, str(bad.error)]',
    'out["manifest"] = len(executor.fetch_manifest_from_job(int(E["JOB"]))["nodes"])',
  ]);
  expect(out.good).toEqual([true, ['model.shop.orders']]);
  expect(out.bad).toEqual([false, expect.any(String)]);
  expect(out.manifest).toBeGreaterThan(3);
});

/** Airflow's dbt Cloud provider, unmodified: connection, hook, operators, sensor and trigger, as a worker calls them. */
import { getRun, untilFinished } from '@weft/kit/account';
import { type Orchestrator, openOrchestrator } from '@weft/kit/orchestrator';
import { openServers } from '@weft/kit/server';
import { beforeAll, expect, test } from 'vitest';

const servers = openServers();
let it: Orchestrator;

beforeAll(async () => {
  it = await openOrchestrator(servers, {
    name: 'airflow',
    packages: ['apache-airflow==3.3.2', 'apache-airflow-providers-dbt-cloud==4.11.1'],
  });
});

/** A task as a worker has it, without a scheduler or a metadata database: the connection comes from the environment. */
const head = [
  'from unittest.mock import MagicMock',
  'E["AIRFLOW_HOME"] = os.path.join(E["HOME"], "airflow")',
  'E["AIRFLOW__CORE__LOAD_EXAMPLES"] = "False"',
  'E["AIRFLOW_CONN_DBT"] = json.dumps({"conn_type": "dbt_cloud", "login": "1", "password": E["TOKEN"], "host": E["HOST"]})',
  'from airflow.sdk import DAG',
  'from airflow.providers.dbt.cloud.hooks.dbt import DbtCloudHook, DbtCloudJobRunException, DbtCloudJobRunStatus',
  'from airflow.providers.dbt.cloud.operators.dbt import *',
  'from airflow.providers.dbt.cloud.sensors.dbt import DbtCloudJobRunSensor',
  'hook = DbtCloudHook("dbt")',
  'pushed = {}',
  'ti = MagicMock(try_number=1)',
  'ti.xcom_push.side_effect = lambda key, value: pushed.update({key: value})',
  'dag = DAG("nightly")',
  'common = dict(dbt_cloud_conn_id="dbt", dag=dag)',
  'def refusal(work):',
  '    try: work()',
  '    except DbtCloudJobRunException as error: return str(error)',
  '    return None',
];

test('tests the connection, and finds accounts, projects, environments and jobs', async () => {
  const out = await it.python([
    ...head,
    'out["connection"] = hook.test_connection()',
    'out["account"] = hook.get_account().json()["data"]["id"]',
    'out["projects"] = [p["name"] for page in hook.list_projects() for p in page.json()["data"]]',
    'out["jobs"] = [j["name"] for page in hook.list_jobs(project_id=int(E["PROJECT"]), order_by="id") for j in page.json()["data"]]',
    'out["by_name"] = hook.get_job_by_name(project_name="Shop", environment_name="Production", job_name="Build")["id"]',
  ]);
  expect(out.connection).toEqual([true, expect.any(String)]);
  expect(out).toMatchObject({ account: 1, projects: ['Shop'], jobs: ['Build', 'Failing', 'Endless'], by_name: it.project.jobId });
});

test('triggers a job, waits for it, and reads its artifacts', async () => {
  const out = await it.python([
    ...head,
    'run = DbtCloudRunJobOperator(task_id="build", job_id=int(E["JOB"]), check_interval=1, timeout=240, **common)',
    'out["id"] = run.execute({"ti": ti})',
    'out["pushed"] = pushed',
    'out["sensed"] = DbtCloudJobRunSensor(task_id="sense", run_id=out["id"], **common).poke({})',
    'out["file"] = DbtCloudGetJobRunArtifactOperator(task_id="get", run_id=out["id"], path="run_results.json", output_file_name=os.path.join(E["HOME"], "results.json"), **common).execute({})',
    'out["results"] = json.load(open(out["file"]))["metadata"]["env"]["DBT_CLOUD_RUN_ID"]',
    'out["steps"] = [s["name"] for s in hook.get_job_run(out["id"], include_related=["run_steps"]).json()["data"]["run_steps"]]',
  ]);
  expect(out.pushed).toEqual({
    job_run_id: out.id,
    job_run_url: `${it.server.url}/deploy/1/projects/${it.project.projectId}/runs/${out.id}/`,
  });
  expect(out).toMatchObject({ sensed: true, results: String(out.id) });
  expect(out.steps[3]).toBe('Invoke dbt with `dbt build --exclude tag:broken tag:endless`');
  const run = await getRun(it.server, out.id);
  expect(run.trigger?.cause).toBe("Triggered via Apache Airflow by task 'build' in the nightly DAG.");
});

test('fails with the run, and says which step and why', async () => {
  const out = await it.python([
    ...head,
    'run = DbtCloudRunJobOperator(task_id="fail", job_id=int(E["FAILING"]), check_interval=1, timeout=240, **common)',
    'out["told"] = refusal(lambda: run.execute({"ti": ti}))',
    'out["id"] = run.run_id',
    'sensor = DbtCloudJobRunSensor(task_id="sense", run_id=run.run_id, **common)',
    'out["sensed"] = refusal(lambda: sensor.poke({}))',
    'out["status"] = hook.get_job_run_status(run.run_id)',
    'again = DbtCloudRunJobOperator(task_id="again", job_id=int(E["FAILING"]), retry_from_failure=True, check_interval=1, timeout=240, **common)',
    'out["again"] = refusal(lambda: again.execute({"ti": MagicMock(try_number=2)}))',
    'out["retry"] = again.run_id',
  ]);
  expect(out).toMatchObject({ told: expect.stringMatching(/terminal status ERROR/), sensed: `Job run ${out.id} has failed.`, status: 20 });
  // A retry takes up the failed step: what was good before it is not done again.
  expect(out.again).toMatch(/terminal status ERROR/);
  const { run_steps } = await getRun(it.server, out.retry);
  expect(run_steps?.map(({ name }) => name).slice(3)).toEqual(['Invoke dbt with `dbt retry`']);
});

test('reuses the run under way, cancels it when the task is killed, and tells a cancelled run from a good one', async () => {
  const out = await it.python([
    ...head,
    'run = DbtCloudRunJobOperator(task_id="long", job_id=int(E["ENDLESS"]), wait_for_termination=False, **common)',
    'out["id"] = run.execute({"ti": ti})',
    'same = DbtCloudRunJobOperator(task_id="same", job_id=int(E["ENDLESS"]), reuse_existing_run=True, wait_for_termination=False, **common)',
    'out["same"] = same.execute({"ti": ti})',
    'out["sensed"] = DbtCloudJobRunSensor(task_id="sense", run_id=out["id"], **common).poke({})',
    'run.wait_for_termination = True',
    'run.check_interval, run.timeout = 1, 60',
    'run.on_kill()',
    'out["status"] = hook.get_job_run_status(out["id"])',
    'out["told"] = refusal(lambda: DbtCloudJobRunSensor(task_id="gone", run_id=out["id"], **common).poke({}))',
  ]);
  expect(out).toMatchObject({ same: out.id, sensed: false });
  expect((await untilFinished(it.server, out.id)).status).toBe(30);
  expect(out).toMatchObject({ status: 30, told: `Job run ${out.id} has been cancelled.` });
});

test('waits without holding a worker: the trigger ends with what became of the run', async () => {
  const out = await it.python([
    ...head,
    'import asyncio, time',
    'from airflow.providers.dbt.cloud.triggers.dbt import DbtCloudRunJobTrigger',
    'def follow(job):',
    '    id = hook.trigger_job_run(job_id=job, cause="deferred").json()["data"]["id"]',
    '    trigger = DbtCloudRunJobTrigger(conn_id="dbt", run_id=id, end_time=time.time() + 240, account_id=1, poll_interval=1)',
    '    async def first(): return await trigger.run().__anext__()',
    '    return asyncio.run(first()).payload',
    'out["good"] = follow(int(E["JOB"]))',
    'out["bad"] = follow(int(E["FAILING"]))',
  ]);
  expect(out).toMatchObject({ good: { status: 'success' }, bad: { status: 'error' } });
});

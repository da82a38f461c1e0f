import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ask, makeRunProject, type RunProject } from '@weft/kit/account';
import { type HandVenv, typed, venvOf } from '@weft/kit/hand-venv';
import { openReceiver } from '@weft/kit/receiver';
import { openServers, type Server } from '@weft/kit/server';
import { beforeAll, expect, test } from 'vitest';

const servers = openServers();

let server: Server;
let venv: HandVenv;
let project: RunProject;
let folder: string;
let bundle: string;

beforeAll(async () => {
  // Its own pins: what it imports was built against the older numpy.
  venv = await venvOf('dbtc', ['dbtc==0.11.7', 'pyarrow<18', 'numpy<2', 'typer[all]', 'setuptools<81']);
  server = await servers.start();
  folder = servers.folder('dbtc');
  project = await makeRunProject(server, { name: 'Shop', schema: 'shop', warehouse: join(folder, 'shop.duckdb') });
  bundle = (await ask(server, 'GET', '/api/weft/accounts/1/server/')).ca_bundle_file;
});

/** Python that has `client`; what it puts into `out` comes back. */
async function python(lines: readonly string[]) {
  const script = join(folder, 'script.py');
  const head = [
    'import json, os, sys',
    'from dbtc import dbtCloudClient',
    `client = dbtCloudClient(service_token=os.environ["TOKEN"], host="localhost:${server.port}")`,
    'cloud, out = client.cloud, {}',
  ];
  writeFileSync(script, [...head, ...lines, 'print("OUT" + json.dumps(out))'].join('\n'));
  const { code, output } = await typed(venv, folder, [`TOKEN=${server.token} REQUESTS_CA_BUNDLE=${bundle} python ${script}`]);
  expect([code, output.split('\n').slice(-12)]).toEqual([0, expect.anything()]);
  return JSON.parse(/^OUT(.*)$/m.exec(output)?.[1] ?? 'null');
}

test('lists accounts, projects, environments, jobs and service tokens', async () => {
  const out = await python([
    'out["accounts"] = cloud.list_accounts()',
    'out["account"] = cloud.get_account(1)',
    `out["projects"] = cloud.list_projects(1, project_id=[${project.projectId}], limit=5)`,
    `out["project"] = cloud.get_project(1, ${project.projectId})`,
    `out["environments"] = cloud.list_environments(1, ${project.projectId}, deployment_type="production")`,
    `out["of_account"] = cloud.list_environments_by_account(1)`,
    `out["jobs"] = cloud.list_jobs(1, project_id=${project.projectId}, order_by="-id")`,
    'out["tokens"] = cloud.list_service_tokens(1)',
  ]);
  for (const [name, answer] of Object.entries(out))
    expect([name, answer]).toMatchObject([name, { status: { is_success: true, code: 200 } }]);
  expect(out.accounts.data.map(({ id }: { id: number }) => id)).toEqual([1]);
  expect(out.projects).toMatchObject({ data: [{ id: project.projectId, name: 'Shop' }], extra: { pagination: { total_count: 1 } } });
  expect(out.environments.data).toMatchObject([{ id: project.environmentId, deployment_type: 'production' }]);
  expect(out.jobs.data).toMatchObject([{ id: project.jobId, execute_steps: ['dbt build'] }]);
});

test('triggers a job, follows it to its end, and fetches what it left', async () => {
  const out = await python([
    `out["run"] = cloud.trigger_job(1, ${project.jobId}, {"cause": "dbtc asked"}, should_poll=True, poll_interval=1)`,
    'run = out["run"]["data"]["id"]',
    'out["read"] = cloud.get_run(1, run, include_related=["run_steps", "trigger", "job"])',
    `out["list"] = cloud.list_runs(1, job_definition_id=${project.jobId}, status="success", order_by="-finished_at", limit=1)`,
    'out["files"] = cloud.list_run_artifacts(1, run)',
    'out["results"] = cloud.get_run_artifact(1, run, "run_results.json")',
    `out["newest"] = cloud.get_most_recent_run_artifact(1, "manifest.json", job_definition_id=${project.jobId})`,
    'out["newest"] = out["newest"]["metadata"]',
  ]);
  expect(out.run).toMatchObject({ status: { is_success: true }, data: { status: 10, status_humanized: 'Success', is_success: true } });
  expect(out.read.data.trigger.cause).toBe('dbtc asked');
  expect(out.read.data.run_steps.map(({ name }: { name: string }) => name)).toContain('Invoke dbt with `dbt build`');
  expect(out.list.data).toMatchObject([{ id: out.run.data.id }]);
  expect(out.files.data).toEqual(expect.arrayContaining(['manifest.json', 'run_results.json']));
  expect(out.results.metadata.env.DBT_CLOUD_RUN_ID).toBe(String(out.run.data.id));
  expect(out.newest.invocation_id).toEqual(expect.any(String));
});

test('makes, clones, changes and deletes jobs, and cancels runs', async () => {
  const where = `"project_id": ${project.projectId}, "environment_id": ${project.environmentId}`;
  const out = await python([
    `out["made"] = cloud.create_job(1, {"id": None, "name": "By dbtc", "execute_steps": ["dbt build"], ${where}})`,
    'job = out["made"]["data"]',
    // As its own cloning of CI jobs does.
    'clone = dict(job, id=None, name="A clone")',
    'for key in ("is_deferrable", "raw_dbt_version", "job_type"): clone.pop(key)',
    'out["cloned"] = cloud.create_job(1, clone)',
    'out["changed"] = cloud.update_job(1, job["id"], dict(job, name="Changed by dbtc"))',
    'out["triggered"] = cloud.trigger_job(1, job["id"], {"cause": "to be cancelled"}, should_poll=False)',
    'out["cancelled"] = cloud.cancel_run(1, out["triggered"]["data"]["id"])',
    'out["deleted"] = cloud.delete_job(1, job["id"])',
    'out["gone"] = cloud.get_job(1, job["id"])',
  ]);
  expect(out.cloned).toMatchObject({ status: { is_success: true }, data: { name: 'A clone', execute_steps: ['dbt build'] } });
  expect(out.changed.data).toMatchObject({ id: out.made.data.id, name: 'Changed by dbtc' });
  expect(out.cancelled.status).toMatchObject({ is_success: true });
  expect(out.deleted).toMatchObject({ status: { is_success: true, code: 200 }, data: { state: 2 } });
  expect(out.gone.status).toMatchObject({ is_success: false, code: 404 });
});

test('makes, tries, changes and deletes webhooks', async () => {
  const receiver = await openReceiver();
  const out = await python([
    `hook = {"name": "dbtc", "client_url": "${receiver.url}/hook", "event_types": ["job.run.completed"], "active": True, "job_ids": ${project.jobId}}`,
    'out["made"] = cloud.create_webhook(1, hook)',
    'id = out["made"]["data"]["id"]',
    'out["tested"] = cloud.test_webhook(1, id)',
    'out["changed"] = cloud.update_webhook(1, id, {**hook, "name": "renamed", "job_ids": None})',
    'out["read"] = cloud.get_webhook(1, id)',
    'out["list"] = cloud.list_webhooks(1, limit=10, offset=0)',
    'out["deleted"] = cloud.delete_webhook(1, id)',
    'out["gone"] = cloud.get_webhook(1, id)',
  ]);
  await receiver.close();
  expect(out.made.data).toMatchObject({ job_ids: [project.jobId], hmac_secret: expect.stringMatching(/^[0-9a-f]{64}$/) });
  expect(out.tested.data).toMatchObject({ verification_error: null, verification_status_code: '200' });
  expect(receiver.requests).toHaveLength(1);
  expect(out.read.data).toMatchObject({ name: 'renamed', job_ids: [], http_status_code: '200' });
  expect(out.list).toMatchObject({ data: [{ id: out.made.data.id }], extra: { pagination: { total_count: 1 } } });
  expect([out.deleted.status.is_success, out.gone.status.code]).toEqual([true, 404]);
});

test('makes, changes and deletes notifications', async () => {
  const jobs = `"on_success": [], "on_cancel": [], "on_warning": [], "on_failure": [${project.jobId}]`;
  const out = await python([
    `notice = {"account_id": 1, "user_id": None, "type": 4, "external_email": "team@example.org", "state": 1, ${jobs}}`,
    'out["made"] = cloud.create_notification(1, notice)',
    'id = out["made"]["data"]["id"]',
    `out["changed"] = cloud.update_notification(1, id, {**notice, "on_success": [${project.jobId}]})`,
    'out["read"] = cloud.get_notification(1, id)',
    'out["list"] = cloud.list_notifications(1, external_email="team@example.org", limit=10)',
    'out["deleted"] = cloud.delete_notification(1, id)',
    'out["gone"] = cloud.get_notification(1, id)',
  ]);
  expect(out.made.data).toMatchObject({ type: 4, on_failure: [project.jobId], external_email: 'team@example.org' });
  expect(out.read.data).toMatchObject({ on_success: [project.jobId] });
  expect(out.list.data).toMatchObject([{ id: out.made.data.id }]);
  expect([out.deleted.status.is_success, out.gone.status.code]).toEqual([true, 404]);
});

/** dbt-jobs-as-code, unmodified: plans, synchronizes and imports the jobs of a file, and finds no drift afterwards. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ask, makeRunProject, type RunProject } from '@weft/kit/account';
import { type HandVenv, typed, venvOf } from '@weft/kit/hand-venv';
import { openServers, type Server } from '@weft/kit/server';
import { beforeAll, expect, test } from 'vitest';

const servers = openServers();

let server: Server;
let venv: HandVenv;
let project: RunProject;
let folder: string;

beforeAll(async () => {
  venv = await venvOf('jobs-as-code', ['dbt-jobs-as-code==1.22.0']);
  server = await servers.start();
  folder = servers.folder('jobs-as-code');
  project = await makeRunProject(server, { name: 'Shop', schema: 'shop', warehouse: join(folder, 'shop.duckdb') });
  const variable = { env_var: { new_name: 'DBT_LAYER', project: 'all' } };
  await ask(server, 'POST', `/api/v3/accounts/1/projects/${project.projectId}/environment-variables/bulk/`, variable);
});

/** `steps`: of the nightly job; `extra`: further lines of it. */
function jobsFile(steps: readonly string[], extra: readonly string[] = []): string {
  const place = ['account_id: 1', `project_id: ${project.projectId}`, `environment_id: ${project.environmentId}`];
  const common = ['settings: { threads: 4, target_name: default }', 'execution: { timeout_seconds: 0 }'];
  const job = (key: string, lines: readonly string[]) => [`  ${key}:`, ...[...place, ...common, ...lines].map((line) => `    ${line}`)];
  const nightly = [
    ...['name: Nightly', 'description: builds all', 'dbt_version: null', 'deferring_job_definition_id: null', 'generate_docs: true'],
    ...['run_generate_sources: true', `execute_steps: ${JSON.stringify(steps)}`],
    'schedule: { cron: "0 */12 * * *" }',
    'triggers: { github_webhook: false, git_provider_webhook: false, schedule: true, on_merge: false }',
    ...extra,
  ];
  const onPullRequest = [
    ...['name: On pull request', 'dbt_version: null', 'generate_docs: false', 'run_generate_sources: false'],
    ...['execute_steps: ["dbt build --select state:modified+"]', `deferring_environment_id: ${project.environmentId}`],
    ...['triggers_on_draft_pr: true', 'run_lint: true', 'errors_on_lint_failure: false', 'job_type: ci'],
    'schedule: { cron: "0 0 * * *" }',
    'triggers: { github_webhook: true, git_provider_webhook: false, schedule: false, on_merge: false }',
  ];
  return ['jobs:', ...job('nightly', nightly), ...job('pull-request', onPullRequest), ''].join('\n');
}

async function jobsAsCode(command: string): Promise<string> {
  const variables = `DBT_BASE_URL=${server.url} DBT_API_KEY=${server.token}`;
  const { code, output } = await typed(venv, folder, [`${variables} dbt-jobs-as-code ${command}`]);
  expect([code, output.split('\n').slice(-15)]).toEqual([0, expect.anything()]);
  return output;
}

const overrides = ['custom_environment_variables:', '  - DBT_LAYER: marts'];
const place = () => `--project-id ${project.projectId}`;

async function plan(): Promise<ReturnType<typeof JSON.parse>> {
  const output = await jobsAsCode(`plan jobs.yml ${place()} --json`);
  return JSON.parse(/^\{[\s\S]*^\}|^\{.*\}$/m.exec(output)?.[0] ?? 'null');
}

test('a file of jobs is checked against the account', async () => {
  writeFileSync(join(folder, 'jobs.yml'), jobsFile(['dbt build'], overrides));
  expect(await jobsAsCode('validate jobs.yml --online')).not.toMatch(/❌|not valid|ERROR/i);
});

test('jobs are planned, made, and then the same as in the file', async () => {
  const before = await plan();
  expect(JSON.stringify(before)).toMatch(/create/i);
  await jobsAsCode(`sync jobs.yml ${place()}`);
  const jobs: { name: string; id: number }[] = await ask(server, 'GET', `/api/v2/accounts/1/jobs/?project_id=${project.projectId}`);
  expect(jobs.map(({ name }) => name)).toEqual(expect.arrayContaining(['Nightly [[nightly]]', 'On pull request [[pull-request]]']));
  const nightly = jobs.find(({ name }) => name.startsWith('Nightly'));
  const variables = await ask(
    server,
    'GET',
    `/api/v3/accounts/1/projects/${project.projectId}/environment-variables/job/?job_definition_id=${nightly?.id}`,
  );
  expect(variables.DBT_LAYER.job.value).toBe('marts');
  expect(await plan()).toEqual({ ...before, job_changes: [], env_var_overwrite_changes: [] });
});

test('what is changed in the file is planned, and changed by synchronizing', async () => {
  writeFileSync(join(folder, 'jobs.yml'), jobsFile(['dbt build --select tag:nightly', 'dbt source freshness']));
  const planned = await plan();
  expect(planned.job_changes).toMatchObject([{ action: 'UPDATE' }]);
  expect(planned.env_var_overwrite_changes).toMatchObject([{ action: 'DELETE' }]);
  await jobsAsCode(`sync jobs.yml ${place()}`);
  const after = await plan();
  expect([after.job_changes, after.env_var_overwrite_changes]).toEqual([[], []]);
});

test('jobs come back as a file that says the same', async () => {
  await jobsAsCode(`import-jobs --account-id 1 ${place()} --managed-only > imported.yml`);
  const yaml = readFileSync(join(folder, 'imported.yml'), 'utf8');
  for (const said of ['dbt build --select tag:nightly', 'builds all', '0 */12 * * *', 'triggers_on_draft_pr: true'])
    expect(yaml).toContain(said);
  expect(await jobsAsCode('validate imported.yml')).not.toMatch(/not valid|ERROR/i);
});

test('a job that is no longer in the file is deleted, and no other', async () => {
  const only = jobsFile(['dbt build --select tag:nightly', 'dbt source freshness']);
  writeFileSync(join(folder, 'jobs.yml'), only.slice(0, only.indexOf('  pull-request:')));
  await jobsAsCode(`sync jobs.yml ${place()}`);
  const jobs: { name: string }[] = await ask(server, 'GET', `/api/v2/accounts/1/jobs/?project_id=${project.projectId}&order_by=id`);
  expect(jobs.map(({ name }) => name)).toEqual(['Build', 'Nightly [[nightly]]']);
});

/** The three jobs that a team sets up in front of its data: a nightly build, a build after each merge, which a GitHub Action starts, and Slim CI of pull requests. */
import { systemEnvironment } from '@weft/host/config';
import { runTool } from '@weft/host/process';
import { ask, getRun, makeEnvironment, startJob, until, untilFinished } from '@weft/kit/account';
import { makeEmptyDatabase, type TestDatabase } from '@weft/kit/database';
import { type FakeProvider, type FakePullRequest, startFakeProvider } from '@weft/kit/fake-provider';
import { openServers, type Server } from '@weft/kit/server';
import type { WireRun } from '@weft/wire/v2/run';
import type { WireNewHook } from '@weft/wire/weft/hook';
import type { WirePullRequestPage } from '@weft/wire/weft/pull-request';
import pg from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';

const servers = openServers();
let server: Server;
let warehouse: TestDatabase;
let provider: FakeProvider;
let hook: WireNewHook;
let projectId: number;
let environmentId: number;
let nightly: number;
let afterMerge: number;
let onPullRequest: number;
let first: FakePullRequest;
let second: FakePullRequest;

const files = {
  'dbt_project.yml': 'name: shop\nversion: "1.0"\nprofile: shop\nmodels: {+materialized: table}\n',
  'models/customers.sql': 'select 1 as id',
  'models/orders.sql': "select 1 as id, c.id as customer_id from {{ ref('customers') }} c",
  'models/revenue.sql': "select count(*) as orders from {{ ref('orders') }}",
  'models/regions.sql': "select 'north' as name",
};
/** Long enough for two runs to be seen beside each other, or for a newer commit to come. */
const slow = (model: string, seconds: number) => `select s.* from (${model}) s, (select pg_sleep(${seconds})) p`;

beforeAll(async () => {
  [server, warehouse] = await Promise.all([servers.start(), makeEmptyDatabase()]);
  provider = await startFakeProvider('github');
  provider.commit(files);
  projectId = (await ask(server, 'POST', '/api/v3/accounts/1/projects/', { name: 'Shop', type: 0 })).id;
  const { hostname, port, username, password, pathname, searchParams } = new URL(warehouse.url);
  const config = { hostname: searchParams.get('host') ?? hostname, port: Number(port || 5432), dbname: pathname.slice(1) };
  const connection = { name: 'Warehouse', adapter: 'postgres', config };
  const { id: connection_id } = await ask(server, 'POST', '/api/weft/accounts/1/connections/', connection);
  const values = { username: decodeURIComponent(username), password: decodeURIComponent(password) };
  const { id: credentials_id } = await ask(server, 'POST', `/api/weft/accounts/1/projects/${projectId}/credentials/`, {
    ...{ adapter: 'postgres', target_schema: 'prod', threads: 2, values },
  });
  environmentId = await makeEnvironment(server, projectId, { connection_id, credentials_id });
  const repository = { remote_url: provider.url, token: provider.token };
  await ask(server, 'POST', `/api/v3/accounts/1/projects/${projectId}/repositories/`, repository);
  hook = await ask(server, 'POST', `/api/weft/accounts/1/projects/${projectId}/repository/hook/`, { provider: 'github' });
});

afterAll(async () => {
  await provider?.close();
  await warehouse?.drop();
});

async function makeJob(job: object): Promise<number> {
  const common = { project_id: projectId, environment_id: environmentId, settings: { threads: 2, target_name: 'default' } };
  return (await ask(server, 'POST', '/api/v2/accounts/1/jobs/', { ...common, ...job })).id;
}

/** As the provider would: from outside, without a token of ours. */
async function deliver(action: Parameters<FakeProvider['webhook']>[1], pullRequest: FakePullRequest): Promise<void> {
  const { headers, payload } = provider.webhook(hook.secret, action, pullRequest);
  const { pathname } = new URL(hook.url);
  const answer = await fetch(`${server.url}${pathname}`, { method: 'POST', headers, body: payload });
  expect(answer.status, await answer.text()).toBeLessThan(300);
}

async function pageOf({ number }: FakePullRequest): Promise<WirePullRequestPage> {
  const [found] = (await ask(server, 'GET', `/api/weft/accounts/1/pull-requests/?project_id=${projectId}`)).filter(
    (it: { number: number }) => it.number === number,
  );
  return ask(server, 'GET', `/api/weft/accounts/1/pull-requests/${found.id}/`);
}

/** The newest run of a pull request, as soon as it is one of this commit. */
function runOf(pullRequest: FakePullRequest): Promise<WireRun> {
  return until(60, `a run of ${pullRequest.headSha}`, async () => {
    const [check] = (await pageOf(pullRequest).catch(() => null))?.checks ?? [];
    return check?.run && check.head_sha === pullRequest.headSha ? getRun(server, check.run.id) : null;
  });
}

async function relationsIn(schema: string): Promise<readonly string[]> {
  const client = new pg.Client({ connectionString: warehouse.url });
  await client.connect();
  const { rows } = await client.query('select table_name from information_schema.tables where table_schema = $1 order by 1', [schema]);
  await client.end();
  return rows.map((row) => row.table_name);
}

const schemaOf = ({ number }: FakePullRequest) => `dbt_cloud_pr_${onPullRequest}_${number}`;

test('the nightly job builds production, and knows when it starts next', async () => {
  nightly = await makeJob({
    ...{ name: 'Production', execute_steps: ['dbt build'] },
    triggers: { github_webhook: false, git_provider_webhook: false, schedule: true, on_merge: false },
    schedule: { date: { type: 'every_day' }, time: { type: 'at_exact_hours', hours: [2] } },
  });
  expect(await ask(server, 'GET', `/api/v2/accounts/1/jobs/${nightly}/`)).toMatchObject({
    job_type: 'scheduled',
    schedule: { cron: '0 2 * * *' },
  });
  const run = await untilFinished(server, (await startJob(server, nightly)).id);
  expect(run).toMatchObject({ status: 10, status_humanized: 'Success' });
  expect(await relationsIn('prod')).toEqual(['customers', 'orders', 'regions', 'revenue']);
});

test('the step of a GitHub Action starts the job after a merge, as it is written on the page', async () => {
  afterMerge = await makeJob({ name: 'After each merge', execute_steps: ['dbt build'] });
  const script = `
    output=$(curl -X POST --fail --silent \\
      --header "Authorization: Token \${DBT_API_KEY}" \\
      --header "Content-Type: application/json" \\
      --data '{"cause": "Commit '"\${GIT_SHA}"'"}' \\
      ${server.url}/api/v2/accounts/\${ACCOUNT_ID}/jobs/\${JOB_ID}/run/)
    echo "Triggered dbt Cloud run at:"
    if command -v jq >/dev/null; then echo \${output} | jq -r .data.href; else echo \${output}; fi`;
  const sha = provider.git(['rev-parse', 'main']);
  const env = { ...systemEnvironment(), DBT_API_KEY: server.token, ACCOUNT_ID: '1', JOB_ID: String(afterMerge), GIT_SHA: sha };
  const { exitCode, stdout, stderr } = await runTool('sh', ['-ec', script], { cwd: '/', env, timeoutMilliseconds: 60_000 });
  expect([exitCode, stderr]).toEqual([0, '']);
  const [, id] = /\/deploy\/1\/projects\/\d+\/runs\/(\d+)\//.exec(stdout) ?? [];
  const run = await untilFinished(server, Number(id));
  expect(run).toMatchObject({ status: 10, trigger: { cause: `Commit ${sha}`, cause_category: 'api' }, git_sha: sha });
});

test('pull requests are checked beside each other, each in a schema of its own, and only what they change is built', async () => {
  onPullRequest = await makeJob({
    ...{ name: 'Pull requests', execute_steps: ['dbt build --select state:modified+'], deferring_job_definition_id: nightly },
    triggers: { github_webhook: true, git_provider_webhook: false, schedule: false, on_merge: false },
  });
  first = provider.open({ files: { 'models/orders.sql': slow(`${files['models/orders.sql']} where true`, 6) } });
  second = provider.open({ files: { 'models/regions.sql': slow("select 'south' as name", 6) } });
  await Promise.all([deliver('opened', first), deliver('opened', second)]);
  const [one, other] = await Promise.all([runOf(first), runOf(second)]);
  const beside = await until(120, 'both runs running', async () => {
    const now = await Promise.all([getRun(server, one.id), getRun(server, other.id)]);
    if (now.every((run) => run.status === 3)) return true;
    return now.some((run) => run.is_complete) ? false : null;
  });
  expect(beside).toBe(true);
  const ends = await Promise.all([untilFinished(server, one.id), untilFinished(server, other.id)]);
  expect(ends.map(({ status_humanized }) => status_humanized)).toEqual(['Success', 'Success']);
  // What stands on the changed model is built on it; what it stands on is read where production has it.
  expect(await relationsIn(schemaOf(first))).toEqual(['orders', 'revenue']);
  expect(await relationsIn(schemaOf(second))).toEqual(['regions']);
  expect(await relationsIn('prod')).toEqual(['customers', 'orders', 'regions', 'revenue']);
  await until(30, 'the statuses of both', async () => {
    const shas = provider.statuses.filter(({ state }) => state === 'success').map(({ sha }) => sha);
    return shas.includes(first.headSha) && shas.includes(second.headSha) ? true : null;
  });
});

test('a newer commit cancels the run of the older one, which says so, and the one comment tells how it went', async () => {
  provider.push(first, { 'models/orders.sql': slow(files['models/orders.sql'], 60) });
  await deliver('synchronised', first);
  const stale = await runOf(first);
  await until(120, 'the stale run at work', async () => ((await getRun(server, stale.id)).status === 3 ? true : null));
  provider.push(first, { 'models/orders.sql': `${files['models/orders.sql']} where 1 = 1` });
  await deliver('synchronised', first);
  const fresh = await runOf(first);
  const cancelled = await untilFinished(server, stale.id);
  expect(cancelled).toMatchObject({ status: 30, status_humanized: 'Cancelled' });
  expect(cancelled.status_message).toContain(`Run ${fresh.id} checks the newer commit`);
  expect((await pageOf(first)).checks.find(({ run }) => run?.id === stale.id)?.run?.superseded_by).toBe(fresh.id);
  expect((await untilFinished(server, fresh.id)).status).toBe(10);
  await until(30, 'the comment', async () => {
    const own = provider.comments.filter(({ number }) => number === first.number);
    return own.length === 1 && own[0]?.body.includes(`/runs/${fresh.id})`) ? true : null;
  });
});

test('a change that affects nothing is green without a model', async () => {
  const idle = provider.open({ files: { 'README.md': 'Nothing of dbt.' } });
  await deliver('opened', idle);
  const run = await runOf(idle).then(({ id }) => untilFinished(server, id));
  expect(run.status).toBe(10);
  expect(await relationsIn(schemaOf(idle))).toEqual([]);
});

test('what a pull request made goes when it is closed, and production stays', async () => {
  expect(await relationsIn(schemaOf(first))).not.toEqual([]);
  await deliver('closed', first);
  await until(90, 'the clean-up', async () => ((await relationsIn(schemaOf(first))).length === 0 ? true : null));
  expect(await relationsIn('prod')).toEqual(['customers', 'orders', 'regions', 'revenue']);
  expect(await relationsIn(schemaOf(second))).toEqual(['regions']);
});

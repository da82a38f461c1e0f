/** A pull request at a provider, over http: real git, a real dbt, and what the provider is shown in the end. */
import { ask, makeRunProject, until, untilFinished } from '@weft/kit/account';
import { type FakeProvider, type FakePullRequest, type FakeWebhook, startFakeProvider } from '@weft/kit/fake-provider';
import { openServers, type Server } from '@weft/kit/server';
import { afterAll, beforeAll, expect, test } from 'vitest';

const servers = openServers();
let server: Server;
let provider: FakeProvider;

beforeAll(async () => {
  provider = await startFakeProvider('github');
  server = await servers.start();
});
afterAll(() => provider.close());

const files = {
  'dbt_project.yml': 'name: shop\nversion: "1.0"\nmodel-paths: [models]\n',
  'models/orders.sql': 'select 1 as id',
};

test('a pull request is built in its own schema; its failure and then its success stand at the commits, and in one comment', async () => {
  provider.commit(files);
  const place = await makeRunProject(server, { name: 'Shop', schema: 'prod', warehouse: `${servers.folder('warehouse')}/shop.duckdb` });
  const project = `accounts/1/projects/${place.projectId}`;
  const managed = await ask(server, 'GET', `/api/weft/${project}/repository/`);
  await ask(server, 'DELETE', `/api/v3/${project}/repositories/${managed.id}/`);
  await ask(server, 'POST', `/api/v3/${project}/repositories/`, { remote_url: provider.url, token: provider.token });
  const hook = await ask(server, 'POST', `/api/weft/${project}/repository/hook/`, { provider: 'github' });
  const at = { project_id: place.projectId, environment_id: place.environmentId };
  const ci = { ...at, name: 'CI', execute_steps: ['dbt build'], triggers: { github_webhook: true, schedule: false } };
  const job = await ask(server, 'POST', '/api/v2/accounts/1/jobs/', ci);
  const deliver = async ({ headers, payload }: FakeWebhook) =>
    (await fetch(`${server.url}${new URL(hook.url).pathname}`, { method: 'POST', headers, body: payload })).status;
  const tell = (action: 'opened' | 'synchronised', it: FakePullRequest) => deliver(provider.webhook(hook.secret, action, it));

  const it = provider.open({ files: { 'models/broken.sql': "select * from {{ ref('orders') }} where no_such_column" } });
  expect(await tell('opened', it)).toBe(202);
  const runOf = (sha: string) =>
    until(30, `a run of ${sha}`, async () => {
      const runs = await ask(
        server,
        'GET',
        `/api/v2/accounts/1/runs/?job_definition_id=${job.id}&include_related=["trigger"]&order_by=-id`,
      );
      return runs.find((run: { trigger: { git_sha: string } }) => run.trigger.git_sha === sha) ?? null;
    });
  const statusOf = (sha: string, state: string) =>
    until(30, `${state} at ${sha}`, async () => provider.statuses.find((status) => status.sha === sha && status.state === state) ?? null);
  const failed = await untilFinished(server, (await runOf(it.headSha)).id, 400);
  expect(failed).toMatchObject({ status: 20, git_sha: it.headSha });
  expect(await statusOf(it.headSha, 'failure')).toMatchObject({ targetUrl: expect.stringMatching(new RegExp(`/runs/${failed.id}$`)) });
  await until(30, 'the comment of the failure', async () => (provider.comments[0]?.body.includes('no_such_column') ? true : null));

  provider.push(it, { 'models/broken.sql': "select id + 1 as id from {{ ref('orders') }}" });
  expect(await tell('synchronised', it)).toBe(202);
  const good = await untilFinished(server, (await runOf(it.headSha)).id);
  expect(good.status, good.status_message ?? '').toBe(10);
  await statusOf(it.headSha, 'success');
  await until(30, 'the comment of the success', async () => (provider.comments[0]?.body.includes('succeeded') ? true : null));
  expect(provider.comments).toHaveLength(1);
  expect(provider.comments[0]?.body).toContain('2 good');
  const nodes = await ask(server, 'GET', `/api/weft/accounts/1/runs/${good.id}/nodes/`);
  expect(nodes.map(({ relation_name }: { relation_name: string }) => relation_name).join()).toContain(`dbt_cloud_pr_${job.id}_1`);
});

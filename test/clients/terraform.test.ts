/** The Terraform provider's own Go client, unmodified, built from the Go module proxy: makes, reads, changes and deletes one of each thing. */
import { execFile, spawnSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { openServers, root, type Server } from '@weft/kit/server';
import { beforeAll, describe, expect, test } from 'vitest';

const hasGo = spawnSync('go', ['version']).status === 0;

test.skipIf(hasGo)('SKIPPED: the Terraform provider’s client wants Go, which this machine does not have', (context) => {
  context.skip();
});

interface Line {
  readonly what: string;
  readonly error?: string;
  readonly data?: ReturnType<typeof JSON.parse>;
}

const servers = openServers();
const program = join(root, 'tmp', 'terraform-client');
let server: Server;
let lines: ReadonlyMap<string, Line>;

/** It ends with 1 when it cannot go on; what it printed until then is what counts. */
function print(file: string, args: readonly string[], env: NodeJS.ProcessEnv): Promise<string> {
  return new Promise((resolve) =>
    execFile(file, args, { cwd: root, env, maxBuffer: 64 * 1024 * 1024 }, (_error, stdout) => resolve(stdout)),
  );
}

function said(what: string): Line {
  return lines.get(what) ?? { what, error: `was never tried; the last was ${[...lines.keys()].at(-1)}` };
}

describe.skipIf(!hasGo)('the Terraform provider’s client', () => {
  beforeAll(async () => {
    mkdirSync(join(root, 'tmp'), { recursive: true });
    const built = spawnSync('go', ['build', '-mod=readonly', '-o', program, '.'], {
      cwd: join(import.meta.dirname, 'terraform'),
      encoding: 'utf8',
    });
    if (built.status !== 0) throw new Error(`the client could not be built: ${built.stderr}`);
    server = await servers.start();
    const owner = {
      account_name: 'Weft',
      email: 'owner@example.com',
      first_name: 'An',
      last_name: 'Owner',
      password: 'a warehouse in the loom',
    };
    await server.request('POST', '/api/weft/owner/', { token: null, body: owner, headers: { origin: server.url } });
    const variables = {
      DBT_CLOUD_HOST_URL: `${server.url}/api`,
      DBT_CLOUD_TOKEN: server.token,
      PATH: process.env.PATH,
      HOME: servers.folder('go'),
    };
    const output = await print(program, ['1'], variables);
    lines = new Map(
      output
        .split('\n')
        .filter((it) => it.startsWith('{'))
        .map((it): [string, Line] => [JSON.parse(it).what, JSON.parse(it)]),
    );
  });

  test('everything that it tried succeeded', () => {
    expect([...lines.values()].filter(({ error }) => error !== undefined)).toEqual([]);
    expect([...lines.keys()].at(-1)).toBe('project is gone');
  });

  test('projects come back as they were made and changed', () => {
    expect(said('project read').data).toMatchObject({ name: 'Terraformed', description: 'by code', type: 0, state: 1 });
    expect(said('project by name').data).toMatchObject({ name: 'Terraformed' });
    expect(said('project changed').data).toMatchObject({ description: 'changed by code' });
  });

  test('a connection takes what is changed and keeps the rest', () => {
    expect(said('connection read').data.config).toEqual({ hostname: '127.0.0.1', port: 5432, dbname: 'shop' });
    expect(said('connection changed').data).toEqual({ hostname: '127.0.0.1', port: 5433, dbname: 'shop' });
    expect(said('connection adapter').data.data.adapter_version).toBe('postgres_v0');
    expect(said('connection encryptions').data ?? []).toEqual([]);
  });

  test('credentials come back without their password', () => {
    expect(said('credential read').data).toMatchObject({ type: 'postgres', username: 'robot', default_schema: 'terraformed', threads: 4 });
    expect(said('credential read').data).not.toHaveProperty('password');
    expect(said('credential changed').data).toMatchObject({ default_schema: 'terraformed_too' });
    expect(said('snowflake credential read').data).toMatchObject({
      user: 'robot',
      auth_type: 'password',
      warehouse: 'wh',
      schema: 'schema',
    });
  });

  test('extended attributes keep the order of their keys and the form of their numbers', () => {
    expect(said('attributes read').data).toBe('{"zeta":1.50,"alpha":{"b":2,"a":1e3}}');
    expect(said('attributes changed').data).toBe('{"zeta":2,"alpha":3}');
  });

  test('an environment keeps what it is tied to', () => {
    const { data } = said('environment read');
    expect(data).toMatchObject({
      name: 'Terraformed prod',
      type: 'deployment',
      deployment_type: 'production',
      use_custom_branch: true,
      custom_branch: 'main',
    });
    for (const tie of ['connection_id', 'credentials_id', 'extended_attributes_id']) expect(data[tie]).toEqual(expect.any(Number));
    expect(said('environment changed').data).toMatchObject({ name: 'Terraformed production' });
  });

  test('a job shows no drift', () => {
    const { data } = said('job read');
    expect(data).toMatchObject({
      description: 'nightly',
      execute_steps: ['dbt build', 'dbt source freshness'],
      settings: { threads: 8, target_name: 'default' },
      execution: { timeout_seconds: 600 },
      generate_docs: true,
      run_generate_sources: true,
      errors_on_lint_failure: true,
      compare_changes_flags: '--select state:modified+',
      triggers: { schedule: true, github_webhook: false, git_provider_webhook: false, on_merge: false },
      schedule: { date: { type: 'days_of_week', days: [1, 3, 5] }, time: { type: 'at_exact_hours', hours: [1, 13] } },
      job_type: 'scheduled',
    });
    expect(data.schedule.cron).toBe('0 1,13 * * 1,3,5');
    expect(said('job changed').data).toMatchObject({ name: 'Terraformed job, renamed', execute_steps: ['dbt build --select tag:nightly'] });
  });

  test('variables are kept by level, and overridden for a job', () => {
    expect(said('variable read').data.EnvironmentNameValues).toMatchObject({
      project: { value: 'one' },
      'Terraformed production': { value: 'two' },
    });
    expect(said('override read').data).toMatchObject({ raw_value: 'four', name: 'DBT_TERRAFORMED' });
  });

  test('a service token is told once, and does what it was granted', () => {
    expect(said('token created').data.token_string).toMatch(/^dbtc_/);
    expect(said('token read').data).not.toHaveProperty('token_string');
    expect(said('token permissions read').data).toMatchObject([
      { permission_set: 'job_runner', all_projects: false },
      { permission_set: 'developer', all_projects: true, writable_environment_categories: ['development', 'staging'] },
    ]);
    expect(said('token changed').data).toMatchObject({ name: 'Renamed token' });
  });

  test('a group keeps its mapping and its grants', () => {
    expect(said('group read').data).toMatchObject({
      name: 'Terraformed group',
      assign_by_default: false,
      sso_mapping_groups: ['idp-analysts'],
      group_permissions: [{ permission_set: 'analyst', writable_environment_categories: ['development'] }],
    });
    expect(said('groups').data).toMatchObject([{ name: 'Renamed group' }]);
    expect(said('group is gone').data).toBe(true);
    expect(said('licence map read').data).toMatchObject({
      license_type: 'read_only',
      sso_license_mapping_groups: ['idp-readers', 'idp-guests'],
    });
  });

  test('a webhook has its secret when it is made, and its events and jobs afterwards', () => {
    expect(said('webhook created').data).toMatchObject({ id: expect.stringMatching(/^wsu_/), hmac_secret: expect.any(String) });
    expect(said('webhook read').data).toMatchObject({
      name: 'Terraformed webhook',
      event_types: ['job.run.started', 'job.run.completed'],
      active: true,
    });
    expect(said('webhook changed').data).toMatchObject({ name: 'Renamed webhook' });
    expect(said('webhook is gone').data).toBe(true);
  });

  test('what was deleted is gone', () => {
    for (const what of ['job is gone', 'environment is gone', 'project is gone'])
      expect([what, said(what).data]).toEqual([what, expect.stringMatching(/not.?found|404/i)]);
  });
});

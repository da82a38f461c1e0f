/** Every answer of the official API against its published description: each documented field is there, with the JSON type that it is said to have. */
import { actRun } from '@weft/kit/acted-run';
import { Checker, isDescribed, readDescription, type Version } from '@weft/kit/api-description';
import { type AppHouse, openAppHouse } from '@weft/kit/app';
import { makeManifest, makeRunResults } from '@weft/kit/artifacts';
import { makeRunnable, type Runnable } from '@weft/kit/runnable';
import { takeUploads, upload } from '@weft/kit/upload';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

interface Operation {
  readonly version: Version;
  readonly method: 'get' | 'post' | 'put';
  readonly path: string;
  readonly body?: object;
}

/** Where Weft's answers are not as described, and why. What is not listed here fails, and so does what is listed and no longer so. */
const deviations: Readonly<Record<string, string>> = {
  'BaseConnectionV3.type: "duckdb" is not among its values':
    'The described values name no embedded warehouse; lineage readers need the dialect.',
  'CreateServiceToken.token: missing': 'The hash of a secret is nobody’s business.',
  'DetailCreateServiceTokenResponse.error_code: missing': 'The envelope is the same everywhere; failures have their code in data.',
  'DetailCreateServiceTokenResponse.extra: missing': 'Only lists have something to say there.',
  'DetailServiceTokenResponse.error_code: missing': 'As above.',
  'DetailServiceTokenResponse.extra: missing': 'As above.',
  'EnvironmentV2Response.custom_environment_variables: null': 'The Terraform provider reads a text or null here, and breaks on a list.',
  'EnvironmentV2Response.jobs: null': 'As above.',
  'HumanReadableDateStrategy.cron: missing': 'A schedule comes back as it was written; tools compare it field by field.',
  'HumanReadableDateStrategy.days: missing': 'As above.',
  'HumanReadableTimeStrategy.hours: missing': 'As above.',
  'JobDefinitionSchedule.date: object instead of string': 'The job within a run is the job as it is read by itself.',
  'JobDefinitionSchedule.time: object instead of string': 'As above.',
  'ListServiceTokenResponse.error_code: missing': 'The envelope is the same everywhere.',
  'RunResponse.audit: missing': 'Comes when it is asked for with include_related.',
  'RunResponse.environment: missing': 'Comes when it is asked for with include_related.',
  'RunResponse.job: missing': 'Comes when it is asked for; null instead breaks clients that look into it.',
  'RunTrigger.generate_docs_override: null': 'Nothing was overridden.',
  'RunTrigger.steps_override: null': 'Nothing was overridden.',
  'ServiceTokenPermissionGrant.project_id: null': 'All projects, as its own description says.',
};

test.skipIf(isDescribed)(
  'SKIPPED: the published descriptions of the API are not beside the repository, in ../shared/reference/openapi',
  (context) => {
    context.skip();
  },
);

describe.skipIf(!isDescribed)('the official API', () => {
  let house: AppHouse;
  let place: Runnable;
  let jobId: number;
  let runId: number;
  let uploadedRunId: number;
  let serviceTokenId: number;

  beforeAll(async () => {
    house = await openAppHouse();
    await takeUploads(house);
    place = await makeRunnable(house, house.accountId);
    const at = { project_id: place.project.id, environment_id: place.environment.id };
    const job = await house.ask('POST', `/api/v2/accounts/${house.accountId}/jobs/`, {
      body: { name: 'Nightly', execute_steps: ['dbt build'], ...at },
    });
    jobId = job.json().data.id;
    const acted = await actRun(house, place, { jobId });
    runId = acted.run.id;
    await acted.begin();
    for (const index of [1, 2, 3, 4]) {
      (await acted.startStep(index)).write('plain', 'said');
      await acted.endStep(index, 'succeeded');
    }
    await acted.end();
    await upload(house, {
      'manifest.json': makeManifest(),
      'run_results.json': makeRunResults({ results: [{ uniqueId: 'model.shop.orders' }] }),
    });
    uploadedRunId = (await house.ask('GET', `/api/v2/accounts/${house.accountId}/runs/?order_by=-id`)).json().data[0].id;
    const grants = [{ permission_set: 'job_runner', project_id: place.project.id }];
    const token = await house.ask('POST', `/api/v3/accounts/${house.accountId}/service-tokens/`, {
      body: { name: 'x', permission_grants: grants },
    });
    serviceTokenId = token.json().data.id;
  });
  afterAll(() => house.close());

  const related =
    'include_related=["trigger","job","environment","run_steps","audit","debug_logs","environments","repository","connection"]';
  const found = new Set<string>();

  /** Our address for a described one. */
  function urlOf(path: string): string {
    const ids: Record<string, number> = {
      account_id: house.accountId,
      project_id: place.project.id,
      job_id: jobId,
      run_id: runId,
      service_token_id: serviceTokenId,
    };
    const last: Record<string, number> = {
      accounts: house.accountId,
      projects: place.project.id,
      environments: place.environment.id,
      jobs: jobId,
      runs: runId,
      'service-tokens': serviceTokenId,
    };
    return path
      .replace(/(\w[\w-]*)\/\{id\}/, (_, noun: string) => `${noun}/${last[noun]}`)
      .replace(/\{(\w+)\}/g, (_, name: string) => String(ids[name]));
  }

  const served: readonly Operation[] = [
    { version: 'v2', method: 'get', path: '/api/v2/accounts/' },
    { version: 'v2', method: 'get', path: '/api/v2/accounts/{account_id}/' },
    { version: 'v2', method: 'get', path: '/api/v2/accounts/{account_id}/environments/' },
    { version: 'v2', method: 'get', path: '/api/v2/accounts/{account_id}/environments/{id}/' },
    { version: 'v2', method: 'get', path: '/api/v2/accounts/{account_id}/jobs/' },
    { version: 'v2', method: 'post', path: '/api/v2/accounts/{account_id}/jobs/', body: { name: 'Made', execute_steps: ['dbt build'] } },
    { version: 'v2', method: 'get', path: '/api/v2/accounts/{account_id}/jobs/{id}/' },
    { version: 'v2', method: 'post', path: '/api/v2/accounts/{account_id}/jobs/{id}/', body: { name: 'Renamed' } },
    { version: 'v2', method: 'post', path: '/api/v2/accounts/{account_id}/jobs/{job_id}/run/', body: { cause: 'A test' } },
    { version: 'v2', method: 'get', path: '/api/v2/accounts/{account_id}/projects/' },
    { version: 'v2', method: 'get', path: '/api/v2/accounts/{account_id}/projects/{id}/' },
    { version: 'v2', method: 'get', path: '/api/v2/accounts/{account_id}/runs/' },
    { version: 'v2', method: 'get', path: '/api/v2/accounts/{account_id}/runs/{id}/' },
    { version: 'v2', method: 'get', path: '/api/v2/accounts/{account_id}/runs/{run_id}/artifacts/' },
    { version: 'v3', method: 'get', path: '/api/v3/accounts/' },
    { version: 'v3', method: 'get', path: '/api/v3/accounts/{account_id}/projects/' },
    { version: 'v3', method: 'post', path: '/api/v3/accounts/{account_id}/projects/', body: { name: 'Made', type: 1 } },
    { version: 'v3', method: 'get', path: '/api/v3/accounts/{account_id}/projects/{id}/' },
    { version: 'v3', method: 'post', path: '/api/v3/accounts/{account_id}/projects/{id}/', body: { description: 'Changed' } },
    { version: 'v3', method: 'get', path: '/api/v3/accounts/{account_id}/projects/{project_id}/environments/' },
    { version: 'v3', method: 'post', path: '/api/v3/accounts/{account_id}/projects/{project_id}/environments/', body: { name: 'Made' } },
    { version: 'v3', method: 'get', path: '/api/v3/accounts/{account_id}/projects/{project_id}/environments/{id}/' },
    { version: 'v3', method: 'get', path: '/api/v3/accounts/{account_id}/service-tokens/' },
    {
      version: 'v3',
      method: 'post',
      path: '/api/v3/accounts/{account_id}/service-tokens/',
      body: { name: 'Made', permission_grants: [{ permission_set: 'job_viewer' }] },
    },
    { version: 'v3', method: 'get', path: '/api/v3/accounts/{account_id}/service-tokens/{id}/' },
    { version: 'v3', method: 'put', path: '/api/v3/accounts/{account_id}/service-tokens/{id}/', body: { name: 'Renamed' } },
    { version: 'v3', method: 'get', path: '/api/v3/accounts/{account_id}/service-tokens/{service_token_id}/permissions/' },
  ];

  test.each(served)('$method $path answers what is described, save for what is listed', async ({ version, method, path, body }) => {
    const description = readDescription(version);
    const schema = description.paths[path]?.[method]?.responses['200']?.content?.['application/json']?.schema;
    if (schema === undefined) throw new Error(`${method} ${path} is not described`);
    const at = path.endsWith('/jobs/') ? { project_id: place.project.id, environment_id: place.environment.id } : {};
    const query = method === 'get' ? `?${related}` : '';
    const answer = await house.ask(
      method === 'get' ? 'GET' : method === 'post' ? 'POST' : 'PUT',
      urlOf(path) + query,
      body ? { body: { ...body, ...at } } : {},
    );
    expect([200, 201]).toContain(answer.statusCode);
    const checker = new Checker(description);
    checker.check(schema, answer.json(), 'answer');
    for (const problem of checker.problems) found.add(problem);
    expect([...checker.problems].filter((problem) => !(problem in deviations))).toEqual([]);
  });

  test('a run of an upload is as described too', async () => {
    const description = readDescription('v2');
    const checker = new Checker(description);
    const answer = await house.ask('GET', `/api/v2/accounts/${house.accountId}/runs/${uploadedRunId}/?${related}`);
    checker.check({ $ref: '#/components/schemas/RunResponseEnveloped' }, answer.json(), 'answer');
    for (const problem of checker.problems) found.add(problem);
    expect([...checker.problems].filter((problem) => !(problem in deviations))).toEqual([]);
  });

  const lists = served.filter(({ method, path }) => method === 'get' && path.endsWith('s/'));

  test.each(lists)('$path takes every parameter that is described', async ({ version, path }) => {
    const samples: Record<string, string> = {
      ...{ state: 'active', name: 'x', name__icontains: 'x', order_by: '-id', type: 'deployment', deployment_type: 'production' },
      ...{ deployment_type__in: '["production"]', dbt_version: 'latest', dbt_version__in: '["latest"]', include_related: 'x' },
      ...{ created_at__range: '["2026-01-01","2026-02-01"]', finished_at__range: '["2026-01-01","2026-02-01"]' },
      ...{
        has_docs_generated: 'true',
        has_sources_generated: 'true',
        triggers_schedule: 'true',
        is_system: 'true',
        is_fusion_ready: 'true',
      },
    };
    const parameters = readDescription(version).paths[path]?.get?.parameters.filter((parameter) => parameter.in === 'query') ?? [];
    for (const { name } of parameters) {
      const value = samples[name] ?? (name.endsWith('__in') ? '[1,2]' : '1');
      const answer = await house.ask('GET', `${urlOf(path)}?${name}=${encodeURIComponent(value)}`);
      expect([name, answer.statusCode]).toEqual([name, 200]);
    }
  });

  test('every listed deviation is still one', () => {
    expect(Object.keys(deviations).filter((deviation) => !found.has(deviation))).toEqual([]);
  });
});

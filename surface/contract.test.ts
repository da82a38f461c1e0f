/** Every answer of the official API against its published description: each documented field is there, with the JSON type that it is said to have. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { actRun } from '@weft/kit/acted-run';
import { type AppHouse, openAppHouse } from '@weft/kit/app';
import { makeManifest, makeRunResults } from '@weft/kit/artifacts';
import { makeRunnable, type Runnable } from '@weft/kit/runnable';
import { takeUploads, upload } from '@weft/kit/upload';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { z } from 'zod';

const folder = join(import.meta.dirname, '../../shared/reference/openapi');
const isThere = existsSync(folder);

type Version = 'v2' | 'v3';

interface Operation {
  readonly version: Version;
  readonly method: 'get' | 'post' | 'put';
  readonly path: string;
  readonly body?: object;
}

/** The parts of the description language that these descriptions use. */
interface Schema {
  readonly $ref?: string;
  readonly type?: string;
  readonly format?: string;
  readonly enum?: readonly unknown[];
  readonly allOf?: readonly Schema[];
  readonly anyOf?: readonly Schema[];
  readonly oneOf?: readonly Schema[];
  readonly items?: Schema;
  readonly properties?: Readonly<Record<string, Schema>>;
}
const schemaSchema: z.ZodType<Schema> = z.lazy(() =>
  z.object({
    $ref: z.string().optional(),
    type: z.string().optional(),
    format: z.string().optional(),
    enum: z.array(z.unknown()).optional(),
    allOf: z.array(schemaSchema).optional(),
    anyOf: z.array(schemaSchema).optional(),
    oneOf: z.array(schemaSchema).optional(),
    items: schemaSchema.optional(),
    properties: z.record(z.string(), schemaSchema).optional(),
  }),
);
const described = z.object({
  paths: z.record(
    z.string(),
    z.record(
      z.string(),
      z.object({
        parameters: z.array(z.object({ name: z.string(), in: z.string() })).default([]),
        responses: z.record(z.string(), z.object({ content: z.record(z.string(), z.object({ schema: schemaSchema })).optional() })),
      }),
    ),
  ),
  components: z.object({ schemas: z.record(z.string(), schemaSchema) }),
});
type Description = z.infer<typeof described>;

const descriptions = new Map<Version, Description>();

/** Half a megabyte of YAML: once. */
function read(version: Version): Description {
  const known = descriptions.get(version);
  if (known) return known;
  const made = described.parse(parse(readFileSync(join(folder, `openapi-${version}.yaml`), 'utf8')));
  descriptions.set(version, made);
  return made;
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

/** As `Schema.field: what is wrong`. null is right for every field that is not named here, since the descriptions do not say where it may be. */
const neverNull = new Set(['status', 'extra', 'pagination', 'id', 'account_id', 'project_id', 'name', 'state', 'created_at', 'updated_at']);

class Checker {
  readonly problems = new Set<string>();
  readonly #schemas: Readonly<Record<string, Schema>>;

  constructor(description: Description) {
    this.#schemas = description.components.schemas;
  }

  check(schema: Schema, value: unknown, place: string): void {
    if (schema.$ref !== undefined) {
      const name = schema.$ref.split('/').at(-1) ?? '';
      const target = this.#schemas[name];
      if (target === undefined) throw new Error(`the description has no ${name}`);
      // An enum has no fields: it is told by the field that it is of.
      this.check(target, value, target.properties ? name : place);
      return;
    }
    if (value === null) return;
    for (const part of schema.allOf ?? []) this.check(part, value, place);
    const choices = schema.anyOf ?? schema.oneOf;
    if (choices && !choices.some((choice) => isOfType(choice, value))) this.problems.add(`${place}: ${typeof value}`);
    if (!isOfType(schema, value)) this.problems.add(`${place}: ${Array.isArray(value) ? 'array' : typeof value} instead of ${schema.type}`);
    else if (schema.enum && !schema.enum.includes(value)) this.problems.add(`${place}: ${JSON.stringify(value)} is not among its values`);
    else if (schema.format === 'date-time' && !/^\d{4}-\d\d-\d\d[ T]\d\d:\d\d:\d\d/.test(String(value)))
      this.problems.add(`${place}: no time`);
    if (Array.isArray(value) && schema.items) for (const item of value) this.check(schema.items, item, place);
    if (schema.properties && typeof value === 'object') this.#checkFields(schema.properties, new Map(Object.entries(value)), place);
  }

  #checkFields(properties: Readonly<Record<string, Schema>>, value: ReadonlyMap<string, unknown>, place: string): void {
    for (const [name, schema] of Object.entries(properties)) {
      const inner = value.get(name);
      if (inner === undefined) this.problems.add(`${place}.${name}: missing`);
      else if (inner === null && isNeverNull(name, schema)) this.problems.add(`${place}.${name}: null`);
      else this.check(schema, inner, `${place}.${name}`);
    }
  }
}

/** A client that reads a list or a flag seldom looks whether it is one. */
function isNeverNull(name: string, schema: Schema): boolean {
  return neverNull.has(name) || schema.type === 'array' || schema.type === 'boolean';
}

function isOfType({ type }: Schema, value: unknown): boolean {
  switch (type) {
    case undefined:
      return true;
    case 'integer':
      return Number.isSafeInteger(value);
    case 'array':
      return Array.isArray(value);
    case 'object':
      return typeof value === 'object' && !Array.isArray(value);
    default:
      return typeof value === type;
  }
}

test.skipIf(isThere)(
  'SKIPPED: the published descriptions of the API are not beside the repository, in ../shared/reference/openapi',
  (context) => {
    context.skip();
  },
);

describe.skipIf(!isThere)('the official API', () => {
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
    const description = read(version);
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
    const description = read('v2');
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
    const parameters = read(version).paths[path]?.get?.parameters.filter((parameter) => parameter.in === 'query') ?? [];
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

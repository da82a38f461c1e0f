/** Schemathesis, as anybody installs it, against a running Weft: what it makes of our description and of the published ones never ends in a failure of ours. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ask, makeHybridProject, makeRunProject } from '@weft/kit/account';
import { descriptionFile, isDescribed } from '@weft/kit/api-description';
import { type HandVenv, typed, venvOf } from '@weft/kit/hand-venv';
import { openServers, type Server } from '@weft/kit/server';
import { beforeAll, expect, test } from 'vitest';
import { z } from 'zod';

const servers = openServers();
/** Another seed finds other things; this one finds the same twice. */
const seed = 20260101;
/** Streams do not end; runs and connection tests would start engines; and a rule about addresses could shut out the fuzzer itself. */
const leftOut = '/(events|wait|run|rerun|retry|test|connection-test)/?$|/ip-restrictions';

let venv: HandVenv;
let server: Server;
let folder: string;

beforeAll(async () => {
  venv = await venvOf('schemathesis', ['schemathesis==4.32.5']);
  server = await servers.start({ variables: { WEFT_RATE_LIMIT: '0' } });
  folder = servers.folder('fuzz');
  // So that the smallest id, which is tried first, is that of something.
  const { projectId, environmentId } = await makeHybridProject(server, 'First');
  await makeRunProject(server, { name: 'Shop', schema: 'shop', warehouse: join(folder, 'shop.duckdb') });
  const job = { project_id: projectId, environment_id: environmentId, name: 'Build', execute_steps: ['dbt build'] };
  await ask(server, 'POST', '/api/v2/accounts/1/jobs/', job);
});

/** What Schemathesis says of a run in its report. */
const reportSchema = z.object({
  failures: z.array(z.unknown()),
  errors: z.array(z.object({ title: z.string(), count: z.number() })),
  test_cases: z.object({ generated: z.number() }),
});

async function fuzz(description: string, seconds: number): Promise<z.infer<typeof reportSchema> & { readonly said: string }> {
  const report = join(folder, 'report.json');
  const { output } = await typed(venv, folder, [
    `export SCHEMATHESIS_HOOKS=${join(import.meta.dirname, 'envelope_check.py')}`,
    [
      `schemathesis run ${description} --url ${server.url} -H "Authorization: Token ${server.token}"`,
      `--checks not_a_server_error,envelope --phases examples,coverage,fuzzing --max-time ${seconds} --max-examples 20 --no-shrink`,
      `--seed ${seed} --generation-database none --workers 2 --request-timeout 30 --no-color --warnings off --continue-on-failure`,
      `--suppress-health-check all --exclude-path-regex '${leftOut}' --report json --report-json-path ${report} || true`,
    ].join(' '),
  ]);
  return { ...reportSchema.parse(JSON.parse(readFileSync(report, 'utf8'))), said: output.slice(0, 8000) };
}

test('our own description', async () => {
  const described = await server.request('GET', '/docs/api/openapi.json', { token: null });
  const file = join(folder, 'openapi.json');
  writeFileSync(file, described.text);
  const { failures, errors, test_cases, said } = await fuzz(file, 120);
  // A runtime error is one of its generator, which gives an operation up when its own data does not come out the same twice: so on a busy
  // machine. What Weft could be blamed for has other titles.
  expect([failures, errors.filter(({ title }) => title !== 'Runtime Error')], said).toEqual([[], []]);
  expect(
    errors.reduce((sum, { count }) => sum + count, 0),
    said,
  ).toBeLessThan(4);
  expect(test_cases.generated).toBeGreaterThan(1000);
});

test.skipIf(!isDescribed).each(['v2', 'v3'] as const)('the published description of %s', async (version) => {
  // Of some of the published schemas it can make no data: its errors are not ours.
  const { failures, test_cases, said } = await fuzz(descriptionFile(version), 30);
  expect(failures, said).toEqual([]);
  expect(test_cases.generated).toBeGreaterThan(500);
});

test('after all that, Weft still answers', async () => {
  expect((await server.request('GET', '/healthz', { token: null })).status).toBe(200);
  expect((await server.request('GET', '/api/v2/accounts/1/')).status).toBe(200);
});

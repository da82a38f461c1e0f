/** Governance over HTTP: every status, what an answer holds, and that who reads another project only is told nothing private. */
import { workUploads } from '@weft/domain/ingest/work-uploads';
import { createProject } from '@weft/domain/projects/create-project';
import { createEnvironment } from '@weft/domain/projects/environments';
import type { Environment } from '@weft/domain/projects/model';
import { type AppHouse, openAppHouse } from '@weft/kit/app';
import { financeFiles, platformFiles, secretPrefix } from '@weft/kit/catalog-mesh';
import { zipOf } from '@weft/kit/ingest-house';
import { afterAll, beforeAll, expect, test } from 'vitest';

let house: AppHouse;
let root: string;
let finance: Environment;
/** Reads finance alone. */
let financeToken: string;

beforeAll(async () => {
  house = await openAppHouse();
  await workUploads(house);
  const { accountId } = house;
  root = `/api/weft/accounts/${accountId}/governance/`;
  const project = await createProject(house, { accountId, name: 'Finance', kind: 'hybrid' });
  finance = await createEnvironment(house, {
    ...{ accountId, projectId: project.id, name: 'Production', type: 'deployment', deploymentType: 'production' },
  });
  await upload(house.production, platformFiles());
  await upload(finance, financeFiles());
  financeToken = await house.token('admin', project.id);
}, 60_000);
afterAll(() => house.close());

async function upload(environment: Environment, files: ReturnType<typeof platformFiles>): Promise<void> {
  const ingests = `/api/private/accounts/${house.accountId}/environments/${environment.id}/ingests/`;
  const { id, upload_url } = (await house.ask('POST', ingests)).json().data;
  const { pathname, search } = new URL(upload_url);
  await house.app.inject({ method: 'PUT', url: pathname + search, payload: zipOf(files) });
  await house.ask('PATCH', `${ingests}${id}/`, { body: { upload_status: 'SUCCESS' } });
  await house.settle();
}

test('200: what ought to be better, the worst first, with counts that filters leave alone', async () => {
  const { recommendations, counts, total_count } = (await house.ask('GET', root)).json().data;
  expect(total_count).toBe(recommendations.length);
  expect(recommendations[0]).toMatchObject({ severity: 'high', rule: 'failed_upstream' });
  expect(counts.rule).toMatchObject({ deprecated_in_use: 1, reads_deprecated: 1, undocumented_columns: 1 });
  const filtered = (await house.ask('GET', `${root}?rule=deprecated_in_use&project_id=${house.project.id}`)).json().data;
  expect(filtered).toMatchObject({
    ...{ total_count: 1, counts },
    recommendations: [{ node: { name: 'orders', owner: { email: 'platform@example.com' } }, reader_count: 2, hidden_reader_count: 0 }],
  });
});

test('200: who builds on deprecated models of others, and until when', async () => {
  expect((await house.ask('GET', `${root}deprecations/`)).json().data).toEqual([
    expect.objectContaining({
      ...{ project_id: finance.projectId, deprecation_date: '2027-01-01T00:00:00+00:00' },
      upstream: expect.objectContaining({ name: 'orders' }),
      readers: [expect.objectContaining({ name: 'revenue' })],
    }),
  ]);
});

test.each(['?rule=none', '?severity=awful', '?limit=5001', '?view=mars'])('400 for %s', async (query) => {
  expect((await house.ask('GET', root + query)).statusCode).toBe(400);
});

test('who reads finance only gets nothing private of platform', async () => {
  // A token of finance alone is not told what platform offers, so neither that it is deprecated.
  expect((await house.ask('GET', `${root}deprecations/`, { token: financeToken })).json().data).toEqual([]);
  for (const path of ['', 'deprecations/', `?project_id=${house.project.id}`]) {
    const answer = await house.ask('GET', root + path, { token: financeToken });
    expect([path, answer.statusCode]).toEqual([path, 200]);
    expect(answer.body).not.toContain(secretPrefix);
  }
});

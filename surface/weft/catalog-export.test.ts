/** The exported catalog: a real zip whose links all lead somewhere, which says nothing of what was not chosen, and in which descriptions are no code. */
import { dirname, join, normalize } from 'node:path';
import { Readable } from 'node:stream';
import { inflateRawSync } from 'node:zlib';
import { unzip } from '@weft/dbt/artifacts/unzip-stream';
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

beforeAll(async () => {
  house = await openAppHouse();
  await workUploads(house);
  const { accountId } = house;
  root = `/api/weft/accounts/${accountId}/catalog-export/`;
  const project = await createProject(house, { accountId, name: 'Finance <b>', kind: 'hybrid' });
  finance = await createEnvironment(house, {
    ...{ accountId, projectId: project.id, name: 'Production', type: 'deployment', deploymentType: 'production' },
  });
  await upload(house.production, platformFiles());
  await upload(finance, financeFiles());
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

/** Texts by path. The reader that takes uploads in checks sums and directory. */
async function download(query: string, token?: string): Promise<ReadonlyMap<string, string>> {
  const answer = await house.ask('GET', root + query, token === undefined ? {} : { token });
  expect([answer.statusCode, answer.headers['content-type']]).toEqual([200, 'application/zip']);
  const zip = answer.rawPayload;
  let count = 0;
  for await (const event of unzip(Readable.from([zip]), () => true)) if (event.kind === 'end') count += 1;
  const site = new Map<string, string>();
  for (let at = 0; zip.readUInt32LE(at) === 0x04034b50; ) {
    const [size, nameLength] = [zip.readUInt32LE(at + 18), zip.readUInt16LE(at + 26)];
    const body = at + 30 + nameLength;
    site.set(zip.toString('utf8', at + 30, body), inflateRawSync(zip.subarray(body, body + size)).toString('utf8'));
    at = body + size;
  }
  expect(site.size).toBe(count);
  return site;
}

function expectLinksToResolve(site: ReadonlyMap<string, string>): void {
  for (const [path, text] of site) {
    if (!path.endsWith('.html')) continue;
    for (const [, target = ''] of text.matchAll(/(?:href|src)="([^"]+)"/g)) {
      if (/^(https?|mailto):/.test(target)) continue;
      expect([path, target, site.has(normalize(join(dirname(path), target)))]).toEqual([path, target, true]);
    }
  }
}

test('public models of all projects: every link leads somewhere, and nothing private is in any file', async () => {
  const site = await download('');
  expectLinksToResolve(site);
  expect([...site.keys()].filter((path) => path.startsWith('nodes/')).map((path) => path.replace(/-[0-9a-f]{8}\.html$/, ''))).toEqual(
    expect.arrayContaining(['nodes/model.platform.orders', 'nodes/model.finance.customers.v1']),
  );
  for (const text of site.values()) expect(text).not.toContain(secretPrefix);
  expect(site.get('index.html')).toContain('Finance &lt;b&gt;');
  expect(site.get('nodes.js')).toContain('"name":"orders"');
});

test('a description is shown as Markdown, and what is written in it is never code', async () => {
  const site = await download('');
  const [, orders = ''] = [...site].find(([path]) => path.startsWith('nodes/model.platform.orders')) ?? [];
  expect(orders).toContain('<strong>Paid</strong> ones only. &lt;script&gt;alert(1)&lt;/script&gt;');
  expect(orders).toContain('<th>a</th><th>b</th>');
  expect(orders).toContain("default-src 'none'");
});

test('a chosen project goes whole, with code, and what is around it is a number', async () => {
  const site = await download(`?project_id=${finance.projectId}`);
  expectLinksToResolve(site);
  const [, revenue = ''] = [...site].find(([path]) => path.startsWith('nodes/model.finance.revenue')) ?? [];
  expect(revenue).toContain('select 1 as month');
  expect(revenue).toContain('1 outside of this export');
  for (const text of site.values()) expect(text).not.toMatch(/platform|orders/);
});

test('who reads finance only is given nothing private of platform, nor platform as a whole', async () => {
  const token = await house.token('admin', finance.projectId);
  for (const text of (await download('', token)).values()) expect(text).not.toContain(secretPrefix);
  expect((await house.ask('GET', `${root}?project_id=${house.project.id}`, { token })).statusCode).toBe(404);
});

test.each([
  ['?project_id=x', 400],
  ['?project_id=999999', 404],
])('%s is refused', async (query, status) => {
  expect((await house.ask('GET', root + query)).statusCode).toBe(status);
});

/** Governance, history and the exported catalog in a real browser: found, read, compared and searched by hand and by keys, in light and dark. */
import { createServer, type Server as HttpServer } from 'node:http';
import { extname } from 'node:path';
import { inflateRawSync } from 'node:zlib';
import { makeHybridProject, untilRuns } from '@weft/kit/account';
import { makeManifest } from '@weft/kit/artifacts';
import { financeFiles, platformFiles } from '@weft/kit/catalog-mesh';
import { openServers, type Server } from '@weft/kit/server';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { axeViolations, describeInBrowser, makeOwner, openBrowser, signIn, upload, type Visit } from './browser-kit.ts';

const servers = openServers();

describeInBrowser('governance and history', () => {
  const browser = openBrowser();
  let server: Server;
  let states: readonly number[];

  beforeAll(async () => {
    server = await servers.start();
    await makeOwner(await browser.visit(server), server);
    const platform = await makeHybridProject(server, 'Platform');
    const finance = await makeHybridProject(server, 'Finance');
    await upload(server, platform, {
      'manifest.json': makeManifest({
        project: 'platform',
        generatedAt: '2025-12-01T12:00:00.000000Z',
        models: [{ name: 'old', access: 'public' }],
      }),
    });
    await upload(server, platform, platformFiles());
    await upload(server, finance, financeFiles());
    await untilRuns(server, platform.environmentId, 2);
    const list = await server.request('GET', `/api/weft/accounts/1/projects/1/states/?environment_id=${platform.environmentId}`);
    states = list.json().data.map(({ id }: { id: number }) => id);
  });

  describe.each(['light', 'dark'] as const)('in %s', (scheme) => {
    let visit: Visit;

    beforeAll(async () => {
      visit = await browser.visit(server, { scheme });
      await signIn(visit, server);
    });

    test('what ought to be better is filtered by rule, and the address says so', async () => {
      const { page, complaints } = visit;
      await page.goto('/governance/1');
      await page.getByText('Deprecated models in use').first().waitFor();
      await page.getByRole('cell', { name: 'Builds on what failed', exact: true }).waitFor();
      expect(await axeViolations(page)).toEqual([]);
      await page.getByLabel('Rule').selectOption('deprecated_in_use');
      await page.waitForURL('**/governance/1?rule=deprecated_in_use');
      await page.getByRole('link', { name: 'revenue' }).last().waitFor();
      expect(await axeViolations(page)).toEqual([]);
      expect(complaints).toEqual([]);
    });

    test('the catalog is exported from there', async () => {
      const { page } = visit;
      await page.goto('/governance/1');
      await page.getByRole('button', { name: 'Export catalog' }).click();
      await page.getByText('Public models of all projects, without code').waitFor();
      expect(await axeViolations(page)).toEqual([]);
      const [download] = await Promise.all([page.waitForEvent('download'), page.getByRole('link', { name: 'Download' }).click()]);
      expect(download.suggestedFilename()).toMatch(/^catalog-.*\.zip$/);
    });

    test('history leads to a state as it was, and to what changed since', async () => {
      const { page, complaints } = visit;
      await page.goto('/deploy/1/projects/1/history');
      await page.getByText('Current', { exact: true }).waitFor();
      expect(await axeViolations(page)).toEqual([]);
      await page.getByRole('link', { name: 'What changed' }).click();
      await page.getByText('Breaks refs of other projects').first().waitFor();
      expect(await axeViolations(page)).toEqual([]);
      await page.goto(`/deploy/1/projects/1/history/${states[0]}`);
      await page.getByRole('link', { name: 'orders', exact: true }).click();
      await page.getByText('Before tax').waitFor();
      expect(await axeViolations(page)).toEqual([]);
      expect(complaints).toEqual([]);
    });

    test('the mesh tells its consumers which deprecated models they use', async () => {
      const { page } = visit;
      await page.goto('/mesh/1');
      await page.getByText('Deprecated models in use').first().waitFor();
      expect(await axeViolations(page)).toEqual([]);
    });
  });

  describe('the exported catalog, served as plain files', () => {
    let site: ReadonlyMap<string, Buffer>;
    let web: HttpServer;
    let url: string;

    beforeAll(async () => {
      const answer = await fetch(`${server.url}/api/weft/accounts/1/catalog-export/`, {
        headers: { authorization: `Token ${server.token}` },
      });
      site = filesOf(Buffer.from(await answer.arrayBuffer()));
      web = createServer((request, response) => {
        const path = (request.url ?? '/').replace(/[?#].*$/, '').slice(1) || 'index.html';
        const body = site.get(path);
        response.writeHead(body ? 200 : 404, { 'content-type': types[extname(path)] ?? 'text/plain' }).end(body ?? 'none');
      });
      await new Promise<void>((done) => web.listen(0, '127.0.0.1', done));
      const address = web.address();
      url = `http://127.0.0.1:${typeof address === 'object' ? address?.port : 0}/`;
    });
    afterAll(() => new Promise((done) => web.close(done)));

    test.each(['light', 'dark'] as const)('it is searched and read in %s', async (scheme) => {
      const { page, complaints } = await browser.visit(server, { scheme });
      await page.goto(url);
      await page.getByLabel('Search by name').fill('paid ord');
      await page.getByRole('link', { name: 'orders' }).waitFor();
      expect(await axeViolations(page)).toEqual([]);
      await page.getByRole('link', { name: 'orders' }).click();
      await page.getByRole('heading', { name: 'orders' }).waitFor();
      await page.getByText('platform@example.com').waitFor();
      expect(await axeViolations(page)).toEqual([]);
      expect(complaints).toEqual([]);
    });
  });
});

const types: Readonly<Record<string, string>> = { '.html': 'text/html', '.css': 'text/css', '.js': 'text/javascript' };

function filesOf(zip: Buffer): ReadonlyMap<string, Buffer> {
  const files = new Map<string, Buffer>();
  for (let at = 0; zip.readUInt32LE(at) === 0x04034b50; ) {
    const [size, nameLength] = [zip.readUInt32LE(at + 18), zip.readUInt16LE(at + 26)];
    const body = at + 30 + nameLength;
    files.set(zip.toString('utf8', at + 30, body), inflateRawSync(zip.subarray(body, body + size)));
    at = body + size;
  }
  return files;
}

/** How soon the catalog of ten thousand models can be used in a browser, and what it holds in memory, against the static site of dbt docs on the same artifacts. */
import { createReadStream } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { provisionVenv } from '@weft/engine/venv/provision-venv';
import { provisioningEnvironment } from '@weft/host/config';
import type { Log } from '@weft/host/log';
import { type BrowserContext, chromium, type Page } from 'playwright-core';
import { generateUpload } from './generate-manifest.ts';
import { makeHome, type Places, withFolder } from './places.ts';
import { modelName } from './plan-project.ts';
import { json, makeHybridProject, upload } from './producer.ts';
import { digits, medianOf, type Row, ratioRow } from './row.ts';
import { startWeft, type WeftProcess } from './weft-process.ts';
import { writeCatalog } from './write-catalog.ts';

const name = 'catalog-first-screen';
const rounds = 5;
/** Each takes half a minute and more. */
const peerRounds = 2;
const waitMilliseconds = 280_000;
const searchableSecondsMax = 180;

interface Screen {
  readonly seconds: number;
  readonly heapMegabytes: number;
  readonly elements: number;
}

export async function measureCatalogFirstScreen(places: Places, models = 10_000): Promise<readonly Row[]> {
  return withFolder(name, async (folder) => {
    const [zip, manifestFile, catalogFile] = [join(folder, 'upload.zip'), join(folder, 'manifest.json'), join(folder, 'catalog.json')];
    await generateUpload({ models, seed: 1, changedShare: 0, file: zip, manifestFile });
    await writeCatalog(manifestFile, catalogFile);
    const site = { '/': await findSite(places), '/manifest.json': manifestFile, '/catalog.json': catalogFile };
    const browser = await chromium.launch({ executablePath: '/usr/bin/chromium', args: ['--no-sandbox', '--disable-gpu'] });
    try {
      const last = modelName({ models, seed: 1, publicShare: 0.28, changedShare: 0 }, models - 1);
      const ours = await measureOurs(places, { folder, zip, last, makeContext: () => browser.newContext() });
      const theirs = await measureSite(site, () => browser.newContext());
      return rowsOf(models, ours, theirs);
    } finally {
      await browser.close();
    }
  });
}

function rowsOf(models: number, { fresh, again }: Ours, theirs: readonly Screen[]): readonly Row[] {
  const seconds = (screens: readonly Screen[]) =>
    medianOf(
      screens.map((it) => it.seconds),
      's',
    );
  const heap = (screens: readonly Screen[]) =>
    medianOf(
      screens.map((it) => it.heapMegabytes),
      'MB',
    );
  const what = `${models.toLocaleString('en')} models: address to a list that can be searched`;
  const elements = `${fresh[0]?.elements ?? 0} elements on the page, peer ${theirs[0]?.elements ?? 0}`;
  return [
    ratioRow({
      ...{ name, what: `${what}; peer: dbt docs`, ours: seconds(fresh), peer: seconds(theirs), atMost: 0.05 },
      detail: `a browser that was never there before, signed in; one that has the program in its cache: ${seconds(again).text}`,
    }),
    ratioRow({
      name,
      what: 'memory of scripts then; peer: dbt docs',
      ours: heap(fresh),
      peer: heap(theirs),
      atMost: 0.1,
      detail: elements,
    }),
  ];
}

interface Ours {
  readonly fresh: readonly Screen[];
  readonly again: readonly Screen[];
}

async function measureOurs(
  places: Places,
  given: { readonly folder: string; readonly zip: string; readonly last: string; readonly makeContext: () => Promise<BrowserContext> },
): Promise<Ours> {
  const weft = await startWeft({ root: places.root, home: makeHome(places, given.folder) });
  try {
    const url = `http://127.0.0.1:${weft.port}`;
    const person = { email: 'bench@example.com', password: 'warp and weft and warp' };
    const owner = await given.makeContext();
    const names = { account_name: 'Bench', first_name: 'B', last_name: 'B' };
    await mustAnswer(owner.request.post(`${url}/api/weft/owner/`, { data: { ...names, ...person }, headers: { origin: url } }));
    await owner.close();
    const { environmentId } = await makeHybridProject(weft, 'Generated');
    await upload(weft, environmentId, given.zip);
    await untilFound(weft, given.last);
    const [fresh, again]: [Screen[], Screen[]] = [[], []];
    for (let round = 0; round < rounds; round++) {
      const context = await given.makeContext();
      await mustAnswer(context.request.post(`${url}/api/weft/session/`, { data: person, headers: { origin: url } }));
      fresh.push(await openScreen(context, `${url}/catalog/1/nodes?type=model`, useCatalog));
      again.push(await openScreen(context, `${url}/catalog/1/nodes?type=model`, useCatalog));
      await context.close();
    }
    return { fresh, again };
  } finally {
    await weft.stop();
  }
}

async function mustAnswer(asked: Promise<{ ok(): boolean; status(): number; text(): Promise<string> }>): Promise<void> {
  const answer = await asked;
  if (!answer.ok()) throw new Error(`answered with ${answer.status()}: ${await answer.text()}`);
}

/** Rows are there, and the box takes what one types. */
async function useCatalog(page: Page): Promise<() => Promise<void>> {
  const row = page.getByRole('row').getByRole('link').first();
  await row.waitFor({ timeout: waitMilliseconds });
  await page.getByLabel('Search the catalog').fill('');
  return async () => {
    const model = (await row.textContent()) ?? '';
    await row.click();
    await page.getByRole('heading', { name: model, level: 1 }).waitFor({ timeout: waitMilliseconds });
  };
}

async function measureSite(
  files: Readonly<Record<string, string>>,
  makeContext: () => Promise<BrowserContext>,
): Promise<readonly Screen[]> {
  const server = createServer((request, response) => {
    const path = (request.url ?? '/').split('?')[0] ?? '/';
    const file = files[path];
    response.writeHead(file === undefined ? 404 : 200, { 'content-type': path.endsWith('.json') ? 'application/json' : 'text/html' });
    if (file === undefined) response.end();
    else createReadStream(file).pipe(response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  try {
    const screens: Screen[] = [];
    for (let round = 0; round < peerRounds; round++) {
      const context = await makeContext();
      screens.push(await openScreen(context, `http://127.0.0.1:${address.port}/`, useSite));
      await context.close();
    }
    return screens;
  } finally {
    server.close();
  }
}

/** The tree has the project; all that is in it is on the page by then. */
async function useSite(page: Page): Promise<() => Promise<void>> {
  await page.locator('.menu-tree', { hasText: 'generated' }).first().waitFor({ timeout: waitMilliseconds });
  return async () => {
    const model = page.locator('[data-nav-unique-id^="model."]').first();
    const named = (await model.getAttribute('title')) ?? '';
    await model.dispatchEvent('click');
    await page.locator('h1', { hasText: named }).waitFor({ timeout: waitMilliseconds });
  };
}

/** `use` answers when the page can be used, with what then opens a model, which is not in the time. */
async function openScreen(context: BrowserContext, address: string, use: (page: Page) => Promise<() => Promise<void>>): Promise<Screen> {
  const page = await context.newPage();
  const developer = await context.newCDPSession(page);
  await developer.send('Performance.enable');
  const from = performance.now();
  await page.goto(address, { timeout: waitMilliseconds, waitUntil: 'commit' });
  const openModel = await use(page);
  const seconds = (performance.now() - from) / 1000;
  await developer.send('HeapProfiler.collectGarbage');
  const { metrics } = await developer.send('Performance.getMetrics');
  const elements = Number(await page.evaluate('document.getElementsByTagName("*").length'));
  await openModel();
  await page.close();
  return { seconds, heapMegabytes: (metrics.find((it) => it.name === 'JSHeapUsedSize')?.value ?? Number.NaN) / 1e6, elements };
}

async function untilFound(weft: WeftProcess, model: string): Promise<void> {
  const from = performance.now();
  for (;;) {
    const answer = json(await weft.ask('GET', `/api/weft/accounts/1/catalog/nodes/?q=${model}&limit=1`)) as {
      data: { total_count: number };
    };
    if (answer.data.total_count > 0) return;
    if (performance.now() - from > searchableSecondsMax * 1000)
      throw new Error(`nothing was found after ${digits(searchableSecondsMax)} s`);
    await new Promise((resolve) => setTimeout(resolve, 500));
  }
}

const quiet: Log = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} };

/** As dbt Core comes with it. */
async function findSite(places: Places): Promise<string> {
  const { folder } = await provisionVenv({
    ...{ paths: { venvs: places.venvs }, engineVersion: 'latest', adapters: ['duckdb'] as const },
    ...{ environment: provisioningEnvironment(), log: quiet },
  });
  const [python = ''] = (await readdir(join(folder, 'lib'))).filter((it) => it.startsWith('python'));
  return join(folder, 'lib', python, 'site-packages', 'dbt', 'task', 'docs', 'index.html');
}

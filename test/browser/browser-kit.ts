/** A real Chromium in front of a real server: pages as people see them, what axe says of them, and uploads as dbt sends them. */
import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { systemEnvironment } from '@weft/host/config';
import { zipOf } from '@weft/kit/ingest-house';
import type { Server } from '@weft/kit/server';
import type { AxeResults } from 'axe-core';
import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect } from 'vitest';

declare global {
  interface Window {
    readonly axe: { run(root: Document, options: object): Promise<AxeResults> };
  }
}

/** Debian's, then whatever the PATH has. */
const program = findProgram(['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable']);
if (program === null)
  process.stderr.write('The browser suite is skipped: there is no Chromium on this machine. On Debian: apt-get install chromium\n');

/** Skips, and the runner counts it as skipped, where there is no Chromium. */
export const describeInBrowser = describe.skipIf(program === null);

export const owner = { email: 'ada@example.com', password: 'warp and weft and warp' } as const;

export interface Visit {
  readonly page: Page;
  readonly context: BrowserContext;
  /** What the page logged as errors, and what it threw. */
  readonly complaints: readonly string[];
}

/** Once, inside the describe; each visit is a browser without a history. */
export function openBrowser(): {
  visit(server: Pick<Server, 'url'>, how?: { readonly scheme?: 'light' | 'dark'; readonly width?: number }): Promise<Visit>;
} {
  let browser: Browser;
  beforeAll(async () => {
    const quiet = ['--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync'];
    browser = await chromium.launch({ executablePath: program ?? '', args: ['--no-sandbox', '--disable-gpu', ...quiet] });
  });
  afterAll(() => browser?.close());
  return {
    visit: async (server, { scheme = 'light', width = 1280 } = {}) => {
      const context = await browser.newContext({ baseURL: server.url, colorScheme: scheme, viewport: { width, height: 900 } });
      context.setDefaultTimeout(15_000);
      const page = await context.newPage();
      const complaints: string[] = [];
      page.on('pageerror', (error) => complaints.push(error.message));
      // A refused request is logged too; those are what some tests ask for.
      page.on('console', (message) => {
        if (message.type() === 'error' && !/status of 4\d\d/.test(message.text())) complaints.push(message.text());
      });
      return { page, context, complaints };
    },
  };
}

/** Makes the owner by the form that an empty Weft shows. */
export async function becomeOwner({ page }: Visit): Promise<void> {
  await page.goto('/');
  await page.getByLabel('Account name').fill('Acme');
  await page.getByLabel('First name').fill('Ada');
  await page.getByLabel('Last name').fill('Weaver');
  await page.getByLabel('E-mail').fill(owner.email);
  await page.getByLabel('Password', { exact: true }).fill(owner.password);
  await page.getByRole('button', { name: 'Create the account' }).click();
  await page.getByRole('heading', { name: 'Acme' }).waitFor();
}

/** Into a server that has an owner; without the form. */
export async function signIn({ context }: Visit, server: Server): Promise<void> {
  const answer = await context.request.post('/api/weft/session/', { data: owner, headers: { origin: server.url } });
  expect(answer.status()).toBe(200);
}

/** Makes the owner without the form. */
export async function makeOwner({ context }: Visit, server: Server): Promise<void> {
  const data = { account_name: 'Acme', first_name: 'Ada', last_name: 'Weaver', ...owner };
  const answer = await context.request.post('/api/weft/owner/', { data, headers: { origin: server.url } });
  expect(answer.status(), await answer.text()).toBeLessThan(300);
}

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/** Everything that axe knows, best practices too. */
export async function axeViolations(page: Page): Promise<readonly string[]> {
  await page.evaluate(axe);
  await page.evaluate(untilStill);
  const { violations } = await page.evaluate(() => window.axe.run(document, { resultTypes: ['violations'] }));
  return violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html.slice(0, 160)).join('  ')}`);
}

/** What fades in has its colours only when it is there. Runs in the page. */
async function untilStill(): Promise<void> {
  const frame = () => new Promise((resolve) => requestAnimationFrame(resolve));
  const moves = () => document.getAnimations().filter(({ effect }) => effect?.getComputedTiming().endTime !== Number.POSITIVE_INFINITY);
  for (let still = 0; still < 3; still = moves().length === 0 ? still + 1 : 0) {
    await Promise.allSettled(moves().map(({ finished }) => finished));
    await frame();
  }
}

/** Goes there and waits until it is done: anybody can use the page, it has a title, and neither the page nor a request complained. `shows`: a text of it. */
export async function expectWholePage({ page, complaints }: Visit, path: string, shows: string): Promise<void> {
  await page.goto(path);
  await page.getByText(shows, { exact: false }).first().waitFor();
  await page.waitForFunction(() => document.querySelector('[aria-busy=true]') === null);
  expect(await axeViolations(page)).toEqual([]);
  expect(await page.title()).toMatch(/Weft$/);
  expect(complaints).toEqual([]);
}

/** As dbt's uploader does it: announce, send the zip, complete. Answers the status that the zip got. */
export async function upload(
  server: Server,
  at: { readonly environmentId: number; readonly token: string },
  files: Readonly<Record<string, object>>,
): Promise<number> {
  const path = `/api/private/accounts/1/environments/${at.environmentId}/ingests/`;
  const announced = await server.request('POST', path, { token: at.token });
  expect(announced.status, announced.text).toBe(200);
  const { id, upload_url } = announced.json().data;
  const { pathname, search } = new URL(upload_url);
  const sent = await fetch(`${server.url}${pathname}${search}`, { method: 'PUT', body: new Uint8Array(zipOf(files)) });
  await server.request('PATCH', `${path}${id}/`, { token: at.token, body: { upload_status: 'SUCCESS' } });
  return sent.status;
}

function findProgram(names: readonly string[]): string | null {
  const folders = ['/usr/bin', ...(systemEnvironment().PATH ?? '').split(':')];
  for (const folder of folders) for (const name of names) if (existsSync(join(folder, name))) return join(folder, name);
  return null;
}

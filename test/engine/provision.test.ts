import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { whileLocked } from '@weft/engine/venv/lock-folder';
import { type ProvisionInput, provisionVenv } from '@weft/engine/venv/provision-venv';
import { resolveEngineVersion } from '@weft/engine/venv/track-table';
import { provisioningEnvironment, systemEnvironment } from '@weft/host/config';
import { runTool } from '@weft/host/process';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { quiet, venvOf, venvs } from './engine-kit.ts';

let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'weft-venvs-'));
});

afterAll(() => rm(folder, { recursive: true, force: true }));

function input(given: Partial<ProvisionInput> = {}): ProvisionInput {
  return {
    paths: { venvs: folder },
    engineVersion: 'latest',
    adapters: ['duckdb'],
    environment: provisioningEnvironment(),
    log: quiet,
    ...given,
  };
}

test('callers at the same time share one build, which leaves a whole, compiled venv with working scripts and nothing else', async () => {
  const version = resolveEngineVersion('latest');
  const lines: string[] = [];
  const first = provisionVenv(input({ onProgress: (line) => lines.push(line) }));
  const second = provisionVenv(input({ onProgress: () => lines.push('SECOND') }));
  const [one, two] = await Promise.all([first, second]);
  expect(two).toEqual(one);
  expect(lines).not.toContain('SECOND');
  expect(one).toMatchObject({ coreVersion: version.coreVersion, adapters: ['duckdb'] });
  expect((await readdir(folder)).filter((name) => /building|lock|tmp/.test(name))).toEqual([]);
  const dbt = await runTool(join(one.folder, 'bin', 'dbt'), ['--version'], {
    cwd: '/',
    env: systemEnvironment(),
    timeoutMilliseconds: 60_000,
  });
  expect(dbt.stdout).toContain(version.coreVersion);
  const duckdb = await runTool(one.python, ['-c', 'import duckdb; print(duckdb.__version__, duckdb.__cached__)'], {
    cwd: '/',
    env: systemEnvironment(),
    timeoutMilliseconds: 60_000,
  });
  expect(duckdb.stdout).toMatch(/^1\./);
  expect(await readFile(duckdb.stdout.trim().split(' ')[1] ?? '').then((bytes) => bytes.length)).toBeGreaterThan(0);
});

test('what a killed builder left is cleared away, and its lock is taken over at once', async () => {
  const whole = await provisionVenv(input());
  const { folder: place } = whole;
  await rm(join(place, 'weft.json'));
  await mkdir(join(`${place}.dead.building`, 'bin'), { recursive: true });
  await writeFile(`${place}.lock`, JSON.stringify({ id: 'x', host: hostname(), pid: 1, birth: 'of another' }));
  expect(await provisionVenv(input())).toEqual(whole);
  expect((await readdir(folder)).filter((name) => /building|lock/.test(name))).toEqual([]);
});

test('a living holder is waited for', async () => {
  const order: string[] = [];
  const file = join(folder, 'order.lock');
  let release: () => void = () => {};
  const held = whileLocked(file, async () => {
    order.push('first');
    await new Promise<void>((resolve) => {
      release = resolve;
    });
    order.push('first ends');
  });
  await expect.poll(() => order).toEqual(['first']);
  const waiting = whileLocked(file, async () => order.push('second'));
  release();
  await Promise.all([held, waiting]);
  expect(order).toEqual(['first', 'first ends', 'second']);
});

test('without a registry the message names the packages and the last lines', async () => {
  const unreachable = 'http://127.0.0.1:9/simple';
  const environment = {
    ...provisioningEnvironment(),
    PIP_INDEX_URL: unreachable,
    UV_DEFAULT_INDEX: unreachable,
    PIP_CONFIG_FILE: '/dev/null',
  };
  const attempt = provisionVenv(input({ engineVersion: '1.10.0-latest', environment }));
  await expect(attempt).rejects.toMatchObject({
    kind: 'unavailable',
    code: 'engine.registry_unreachable',
    message: expect.stringMatching(/dbt-core==1\.10\.\d+[\s\S]*last lines/),
  });
  expect((await readdir(folder)).filter((name) => /core-1\.10|building/.test(name))).toEqual([]);
});

test('a version that does not exist is told as such', async () => {
  await expect(provisionVenv(input({ engineVersion: '1.11.9999' }))).rejects.toMatchObject({
    kind: 'invalid',
    code: 'engine.requirements_unmet',
  });
});

test('without Python the message says what to install', async () => {
  const environment = { PATH: folder, HOME: folder };
  await expect(provisionVenv(input({ engineVersion: '1.11.10', environment }))).rejects.toMatchObject({
    code: 'engine.python_missing',
    message: expect.stringContaining('3.10'),
  });
});

test('where uv fails, pip does', async () => {
  const environment = { ...provisioningEnvironment(), UV_DEFAULT_INDEX: 'http://127.0.0.1:9/simple', UV_NO_CACHE: '1' };
  const lines: string[] = [];
  const venv = await provisionVenv(input({ adapters: ['postgres'], environment, onProgress: (line) => lines.push(line) }));
  expect(lines).toContain('uv could not install them; trying pip');
  expect(venv.adapters).toEqual(['postgres']);
});

test('the suites’ own venvs are there for both minors', async () => {
  expect((await venvOf('latest')).coreVersion).toMatch(/^1\.11\./);
  expect((await venvOf('1.10.0-latest')).coreVersion).toMatch(/^1\.10\./);
  expect(await readdir(venvs)).not.toContain('building');
});

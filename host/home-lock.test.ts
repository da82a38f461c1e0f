import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { build } from 'esbuild';
import { afterEach, beforeAll, expect, test } from 'vitest';
import { takeHomeLock } from './home-lock.ts';
import { makeHome } from './make-home.ts';
import { pathsIn } from './paths.ts';
import { birthOf } from './process-birth.ts';

let program: string;
const children: ChildProcess[] = [];

beforeAll(async () => {
  program = join(await mkdtemp(join(tmpdir(), 'weft-lock-')), 'holder.mjs');
  const contents = `
    import { takeHomeLock } from './home-lock.ts';
    takeHomeLock(process.argv[2], process.argv[3]).then(
      () => { console.log('held'); setInterval(() => {}, 1000); },
      (fault) => console.log(fault.code + ' ' + fault.message));`;
  const stdin = { contents, resolveDir: import.meta.dirname, loader: 'ts' } as const;
  await build({ stdin, outfile: program, bundle: true, platform: 'node', format: 'esm', logLevel: 'error' });
});

afterEach(() => {
  for (const child of children.splice(0)) child.kill('SIGKILL');
});

test('a second process on the same home is told which one is there', async () => {
  const home = await newHome();
  const first = start(home, 'http://localhost:8580');
  expect(await first.answer).toBe('held');
  expect(await start(home, 'http://localhost:9000').answer).toBe(
    `home.in_use Weft already runs on this home: process ${first.child.pid}, http://localhost:8580. Stop it first, or set WEFT_HOME to another folder.`,
  );
});

test('the home of a killed process is taken over', async () => {
  const home = await newHome();
  const first = start(home, 'http://localhost:1');
  await first.answer;
  first.child.kill('SIGKILL');
  await once(first.child, 'exit');
  const lock = await takeHomeLock(home, 'http://localhost:2');
  await expect(takeHomeLock(home, 'http://localhost:3')).rejects.toMatchObject({ code: 'home.in_use' });
  await lock.release();
});

test('another process that got the dead one’s id is not taken for it', async () => {
  const home = await newHome();
  await writeFile(join(home, 'weft.lock'), JSON.stringify({ id: 'old', pid: process.pid, birth: 'long ago', url: 'http://gone' }));
  await (await takeHomeLock(home, 'http://localhost:1')).release();
});

test.each(['', '{"pid":', 'null', '{"pid":1}'])('a lock file that Weft did not write (%j) stops nobody', async (content) => {
  const home = await newHome();
  await writeFile(join(home, 'weft.lock'), content);
  const lock = await takeHomeLock(home, 'http://localhost:1');
  await expect(takeHomeLock(home, 'http://localhost:2')).rejects.toMatchObject({ code: 'home.in_use' });
  await lock.release();
});

test('of many who find a dead holder’s home, one that died while taking over too, exactly one gets it', async () => {
  const home = await newHome();
  await writeFile(join(home, 'weft.lock'), JSON.stringify({ id: 'dead', pid: 2 ** 22 + 1, birth: 'never', url: '' }));
  await writeFile(join(home, 'weft.lock.dead'), JSON.stringify({ id: 'dead-too', pid: 2 ** 22 + 2, birth: 'never', url: '' }));
  const answers = await Promise.all(Array.from({ length: 10 }, (_, index) => start(home, `http://localhost:${index}`).answer));
  expect(answers.filter((answer) => answer === 'held')).toHaveLength(1);
  expect(answers.filter((answer) => answer.startsWith('home.in_use'))).toHaveLength(9);
  expect(await readdir(home)).toEqual(['weft.lock']);
});

test('within one process, of many at once exactly one gets it, again and again', async () => {
  const home = await newHome();
  for (let round = 0; round < 20; round++) {
    const attempts = await Promise.allSettled(Array.from({ length: 6 }, () => takeHomeLock(home, 'http://localhost:1')));
    const held = attempts.filter((attempt) => attempt.status === 'fulfilled');
    expect(held).toHaveLength(1);
    await held[0]?.value.release();
  }
});

test('releasing does not take away a lock that is somebody else’s by now', async () => {
  const home = await newHome();
  const lock = await takeHomeLock(home, 'http://localhost:1');
  const other = JSON.stringify({ id: 'other', pid: process.pid, birth: 'x', url: 'http://other' });
  await writeFile(join(home, 'weft.lock'), other);
  await lock.release();
  expect(await readFile(join(home, 'weft.lock'), 'utf8')).toBe(other);
});

test('a home that cannot be written to is refused in one line', async () => {
  const file = join(await newHome(), 'a-file');
  await writeFile(file, '');
  for (const attempt of [makeHome(pathsIn(join(file, 'home'))), takeHomeLock(join(file, 'home'), 'http://localhost:1')]) {
    await expect(attempt).rejects.toMatchObject({ code: 'home.not_writable', message: expect.not.stringContaining('\n') });
  }
});

test('a home is closed to other users, and made twice without harm', async () => {
  const paths = pathsIn(join(await newHome(), 'deeper', 'home'));
  await makeHome(paths);
  await makeHome(paths);
  expect((await stat(paths.home)).mode & 0o066).toBe(0);
  for (const folder of [paths.keys, paths.tls, paths.logs]) expect((await stat(folder)).mode & 0o777).toBe(0o700);
  expect((await readdir(paths.home)).filter((name) => name.startsWith('.'))).toEqual([]);
});

test('a process is known by its start, and a dead one is not there', async () => {
  const child = spawn('sleep', ['60']);
  children.push(child);
  const pid = child.pid ?? 0;
  expect(await birthOf(pid)).toBe(await birthOf(pid));
  expect(await birthOf(pid)).not.toBe(await birthOf(process.pid));
  child.kill('SIGKILL');
  await once(child, 'exit');
  expect(await birthOf(pid)).toBeNull();
});

function newHome(): Promise<string> {
  return mkdtemp(join(tmpdir(), 'weft-home-'));
}

function start(home: string, url: string): { child: ChildProcess; answer: Promise<string> } {
  const child = spawn(process.execPath, [program, home, url], { stdio: ['ignore', 'pipe', 'inherit'] });
  children.push(child);
  const answer = once(createInterface({ input: child.stdout }), 'line').then(([line]) => String(line));
  return { child, answer };
}

import { type ActedRun, actRun } from '@weft/kit/acted-run';
import { type AppHouse, openAppHouse } from '@weft/kit/app';
import { makeRunnable, type Runnable } from '@weft/kit/runnable';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';

let house: AppHouse;
let place: Runnable;

beforeAll(async () => {
  house = await openAppHouse();
});
beforeEach(async () => {
  place = await makeRunnable(house, house.accountId);
});
afterAll(() => house.close());

const logOf = (acted: ActedRun, step = 1) => `/api/weft/accounts/${house.accountId}/runs/${acted.run.id}/steps/${step}/log/`;
const ask = async (url: string) => (await house.ask('GET', url)).json().data;

describe.each(['while it grows', 'when it is kept'])('a log %s', (when) => {
  async function written(lines: readonly string[]): Promise<ActedRun> {
    const acted = await actRun(house, place);
    await acted.begin();
    const log = await acted.startStep(1);
    for (const line of lines) await log.write('plain', line);
    log.write('debug', 'said to nobody');
    await log.close();
    if (when === 'when it is kept') await acted.end();
    return acted;
  }

  test('is read by the numbers of its lines, from anywhere', async () => {
    const acted = await written(Array.from({ length: 1234 }, (_, line) => `line ${line + 1} ä`));
    const lines = await ask(`${logOf(acted)}lines/?from=999&count=3`);
    expect(lines).toEqual({
      ...{ from: 999, lines: ['line 999 ä', 'line 1000 ä', 'line 1001 ä'], line_count: 1234 },
      ...{ size_bytes: expect.any(Number), is_complete: when === 'when it is kept' },
    });
    expect((await ask(`${logOf(acted)}lines/?from=501&count=500`)).lines).toEqual(
      Array.from({ length: 500 }, (_, line) => `line ${line + 501} ä`),
    );
    expect((await ask(`${logOf(acted)}lines/?from=1234`)).lines).toEqual(['line 1234 ä']);
    expect(await ask(`${logOf(acted)}lines/?from=1235`)).toMatchObject({ lines: [], line_count: 1234 });
    expect(await ask(`${logOf(acted)}lines/?count=0`)).toMatchObject({ lines: [], line_count: 1234 });
    expect((await ask(`${logOf(acted)}lines/?kind=debug`)).lines).toEqual(['said to nobody']);
  });

  test('is searched in any case, whatever its colours', async () => {
    const acted = await written(['one', 'a TW\u001b[31mo\u001b[0m b two', '', 'two', `${'x'.repeat(3_000_000)}two`, 'last: Zwei']);
    expect(await ask(`${logOf(acted)}search/?text=two`)).toEqual({ lines: [2, 4], is_whole: true });
    expect(await ask(`${logOf(acted)}search/?text=ZWEI`)).toEqual({ lines: [6], is_whole: true });
    expect(await ask(`${logOf(acted)}search/?text=three`)).toEqual({ lines: [], is_whole: true });
    const [, , , , long] = (await ask(`${logOf(acted)}lines/`)).lines;
    expect(long).toMatch(/^x{10000} … \(2990003 bytes more: download the log to see them\)$/);
  });

  test('tells where its errors are, and no more of them than a page can show', async () => {
    const line = '10:00:00  1 of 1 ERROR creating sql view model main.a';
    const acted = await written(['10:00:00  Done. PASS=1 WARN=0 ERROR=0', line, 'fine', '  Compilation Error in model a']);
    expect(await ask(`${logOf(acted)}search/?errors=true`)).toEqual({ lines: [2, 4], is_whole: true });
    if (when === 'while it grows') await acted.end();
    const many = await written(Array.from({ length: 5001 }, () => line));
    const hits = await ask(`${logOf(many)}search/?errors=true`);
    expect([hits.lines.length, hits.lines.at(-1), hits.is_whole]).toEqual([5000, 5000, false]);
  });

  test('is downloaded whole, as a file', async () => {
    const lines = Array.from({ length: 30_000 }, (_, line) => `line ${line + 1} ${'·'.repeat(30)}`);
    const acted = await written(lines);
    const answer = await house.ask('GET', `${logOf(acted)}download/`);
    expect(answer.body).toBe(`${lines.join('\n')}\n`);
    expect(answer.headers['content-disposition']).toBe(`attachment; filename="run-${acted.run.id}-step-1-plain.log"`);
    expect(answer.headers['x-content-type-options']).toBe('nosniff');
  });
});

test('a line that is not whole yet is there, and is the same line when it is', async () => {
  const acted = await actRun(house, place);
  await acted.begin();
  const log = await acted.startStep(1);
  log.write('plain', 'first');
  await log.close();
  expect(await ask(`${logOf(acted)}lines/`)).toMatchObject({ lines: ['first'], line_count: 1, is_complete: false });
  const more = await acted.startStep(1);
  more.write('plain', 'second');
  await more.close();
  expect(await ask(`${logOf(acted)}lines/?from=2`)).toMatchObject({ lines: ['second'], line_count: 2 });
  expect(await ask(`${logOf(acted, 4)}lines/`)).toEqual({ from: 1, lines: [], line_count: 0, size_bytes: 0, is_complete: false });
  await acted.end();
});

test.each(['lines/', 'search/?errors=true', 'download/'])('%s is for who may read runs of the project', async (path) => {
  const acted = await actRun(house, place);
  await acted.begin();
  const status = async (token: string) => (await house.ask('GET', `${logOf(acted)}${path}`, { token })).statusCode;
  expect(await status(house.strangerToken)).toBe(404);
  expect(await status(await house.token('job_viewer', house.project.id))).toBe(404);
  expect(await status(await house.token('metadata_only'))).toBe(403);
  expect(await status(await house.token('job_viewer', place.project.id))).toBe(200);
  expect((await house.ask('GET', `${logOf(acted, 9)}${path}`)).json().data.code).toBe('run.step_not_found');
  await acted.end();
});

test.each([
  'lines/?from=0',
  'lines/?from=x',
  'lines/?count=5000',
  'lines/?kind=secret',
  'search/',
  'search/?text=',
  'search/?text=a&errors=true',
])('%s is refused', async (path) => {
  const acted = await actRun(house, place);
  expect((await house.ask('GET', `${logOf(acted)}${path}`)).statusCode).toBe(400);
});

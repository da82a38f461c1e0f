import { mkdir, readFile } from 'node:fs/promises';
import { asId } from '@weft/base/id';
import { createScrubber } from '@weft/host/scrub';
import { type House, openHouse } from '@weft/kit/house';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { lineLengthMax } from './cut-lines.ts';
import { liveLogFile, StepLog } from './step-log.ts';

let house: House;

beforeAll(async () => {
  house = await openHouse();
});
afterAll(() => house.close());

test('who prints faster than the disk writes is made to wait, and every line is there once, in order', async () => {
  const place = { runId: asId<'run'>(1), stepIndex: 1 };
  const log = await StepLog.open(house, place, (text) => text);
  let waits = 0;
  const lines = Array.from({ length: 20_000 }, (_, number) => `${number} ${'x'.repeat(100)}`);
  for (const line of lines) {
    const room = log.write('plain', line);
    if (room !== null) waits += 1;
    await room;
  }
  await log.close();
  expect(waits).toBeGreaterThan(0);
  expect((await readFile(liveLogFile(house, place, 'plain'), 'utf8')).split('\n').slice(0, -1)).toEqual(lines);
});

test('a log that cannot be written is told once and holds nobody up', async () => {
  const place = { runId: asId<'run'>(2), stepIndex: 1 };
  await mkdir(liveLogFile(house, place, 'plain'), { recursive: true });
  const log = await StepLog.open(house, place, (text) => text);
  for (let number = 0; number < 100; number++) await log.write('plain', 'x'.repeat(50_000));
  await log.close();
  expect(house.log.lines.filter(({ event }) => event === 'run.log_not_written')).toHaveLength(1);
});

test('a secret that a model prints is in the log in none of its forms', async () => {
  const place = { runId: asId<'run'>(3), stepIndex: 1 };
  const secret = 'p&ss/word of+the warehouse';
  const scrubber = createScrubber([secret]);
  const log = await StepLog.open(house, place, (text) => scrubber.scrub(text));
  const forms = [secret, encodeURIComponent(secret), Buffer.from(secret).toString('base64'), Buffer.from(secret).toString('base64url')];
  for (const form of forms) await log.write('debug', `select '${form}'`);
  await log.close();
  expect(await readFile(liveLogFile(house, place, 'debug'), 'utf8')).toBe("select '***'\n".repeat(forms.length));
});

test('an endless line is cut with a note, once its secrets are out; those around it stay whole', async () => {
  const place = { runId: asId<'run'>(4), stepIndex: 1 };
  const scrubber = createScrubber(['hunter2-and-more']);
  const log = await StepLog.open(house, place, (text) => scrubber.scrub(text));
  const head = 'x'.repeat(lineLengthMax - 5);
  await log.write('debug', `select 1\n${head}hunter2-and-more${'y'.repeat(100_000)}\nfrom two`);
  await log.close();
  const [first, cut, last] = (await readFile(liveLogFile(house, place, 'debug'), 'utf8')).split('\n');
  expect([first, last]).toEqual(['select 1', 'from two']);
  expect(cut).toBe(`${head}***yy… (Weft cut this line: it has more than 4,194,304 characters)`);
});

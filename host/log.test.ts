import { existsSync, mkdtempSync, readFileSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { expect, test } from 'vitest';
import { handClock } from './clock.ts';
import { type LogOptions, openLog } from './log.ts';
import { createScrubber } from './scrub.ts';

test('a line is an event with its time and fields, in JSON', () => {
  const { log, lines } = open();
  log.info('run.started', { runId: 7 });
  expect(lines()).toEqual([{ level: 'info', time: '2026-01-01T12:00:00.000Z', event: 'run.started', runId: 7 }]);
});

test('warnings and errors are also told shortly in the terminal, the rest is not', () => {
  const { log, terminal } = open();
  log.info('run.started', { runId: 7 });
  log.warn('run.slow', { runId: 7, reason: 'two\n  lines' });
  log.error('run.lost', { error: new Error('gone') });
  expect(terminal()).toBe('weft warn run.slow runId=7 reason=two ⏎ lines\nweft error run.lost error=gone\n');
});

test('no secret is written, whichever field or encoding it comes in', () => {
  const { log, text, terminal } = open();
  const fields = { url: 'postgres://weft:hunter%2F2@db', deep: { list: ['hunter/2'] }, error: new Error('no entry with hunter/2') };
  log.error('database.refused "hunter/2"', fields);
  expect(text()).not.toMatch(/hunter/);
  expect(terminal()).not.toMatch(/hunter/);
  expect(text()).toContain('postgres://weft:***@db');
});

test('an error is told whole: its message, code, stack and cause', () => {
  const { log, lines } = open();
  const cause = Object.assign(new Error('no route'), { code: 'EHOSTUNREACH' });
  log.error('webhook.failed', { error: new Error('not sent', { cause }) });
  expect(lines()[0]).toMatchObject({
    error: { message: 'not sent', stack: expect.stringContaining('log.test.ts'), cause: { message: 'no route', code: 'EHOSTUNREACH' } },
  });
});

test('logging never throws: circles, big numbers, a file that cannot be written', () => {
  const circle: Record<string, unknown> = { bytes: 10n };
  circle.self = circle;
  const { log, terminal } = open({ file: '/nowhere/weft.log' });
  log.error('odd.value', { circle });
  log.warn('odd.value', { circle });
  expect(terminal().match(/log\.file_lost/g)).toHaveLength(1);
  const good = open();
  good.log.error('odd.value', { circle });
  expect(good.lines()[0]).toMatchObject({ circle: { bytes: 10, self: '[Circular]' } });
});

test('the file stays bounded, and only its owner reads it', () => {
  const { log, file } = open({ fileBytesMax: 10_000 });
  for (let line = 0; line < 1_000; line++) log.info('some.event', { line });
  expect(statSync(file).size).toBeLessThan(11_000);
  expect(statSync(`${file}.1`).size).toBeLessThan(11_000);
  expect(existsSync(`${file}.2`)).toBe(false);
  expect(statSync(file).mode & 0o777).toBe(0o600);
  expect(readFileSync(file, 'utf8')).toContain('"line":999');
});

test('debug is written only where it is asked for', () => {
  const quiet = open();
  quiet.log.debug('some.detail');
  expect(existsSync(quiet.file)).toBe(false);
  const loud = open({ level: 'debug' });
  loud.log.debug('some.detail');
  expect(loud.lines()).toHaveLength(1);
});

function open(changes: Partial<LogOptions> = {}) {
  const file = join(mkdtempSync(join(tmpdir(), 'weft-log-')), 'weft.log');
  const stream = new PassThrough();
  const scrubber = createScrubber(['hunter/2']);
  const log = openLog({ file, terminal: stream, level: 'info', clock: handClock('2026-01-01T12:00:00Z'), scrubber, ...changes });
  const text = () => readFileSync(file, 'utf8');
  const lines = (): unknown[] =>
    text()
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
  return { log, file, text, lines, terminal: () => String(stream.read() ?? '') };
}

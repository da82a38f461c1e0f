import { expect, test } from 'vitest';
import { readAnsi, withoutAnsi } from './read-ansi.ts';

const esc = '\u001b';

test('colours become tones, and cursor moves disappear', () => {
  expect(readAnsi(`12:00:00  ${esc}[32mOK${esc}[0m created${esc}[2K`)).toEqual([
    { text: '12:00:00  ', tone: 'plain' },
    { text: 'OK', tone: 'good' },
    { text: ' created', tone: 'plain' },
  ]);
});

test('a search sees the text without escapes', () => {
  expect(withoutAnsi(`${esc}[0m${esc}[31mERROR${esc}[0m in model`)).toBe('ERROR in model');
});

test.each([
  ['12:00:00  1 of 3 OK created sql table model main.orders ... [OK in 0.1s]', 'good'],
  ['12:00:00  2 of 3 ERROR creating sql view model main.x ... [ERROR in 0.1s]', 'bad'],
  ['12:00:00  Done. PASS=3 WARN=0 ERROR=0 SKIP=0 TOTAL=3', 'plain'],
  ['12:00:00  Running with dbt=1.11.16', 'plain'],
])('%s', (line, tone) => {
  expect(readAnsi(line)[0]?.tone).toBe(tone);
});

import { expect, test } from 'vitest';
import { mayTellOfError, toneOfLine } from './tone-of-line.ts';

test.each([
  ['10:00:01  1 of 3 OK created sql view model main.a .......... [OK in 0.1s]', 'good'],
  ['10:00:01  2 of 3 PASS not_null_a_id ........................ [PASS in 0.1s]', 'good'],
  ['10:00:01  3 of 3 ERROR creating sql view model main.b ...... [ERROR in 0.1s]', 'bad'],
  ['10:00:01  3 of 3 FAIL 2 unique_a_id ......................... [FAIL 2 in 0.1s]', 'bad'],
  ['10:00:01    Database Error in model b (models/b.sql)', 'bad'],
  ['10:00:01  Encountered an error:', 'bad'],
  ['10:00:01  3 of 3 WARN 2 accepted_values_a ................... [WARN 2 in 0.1s]', 'warn'],
  ['10:00:01  Done. PASS=3 WARN=0 ERROR=0 SKIP=0 NO-OP=0 TOTAL=3', 'plain'],
  ['10:00:01  Done. PASS=3 WARN=1 ERROR=0 SKIP=0 NO-OP=0 TOTAL=4', 'warn'],
  ['10:00:01  Done. PASS=3 WARN=0 ERROR=2 SKIP=0 NO-OP=0 TOTAL=5', 'bad'],
  ['10:00:01  Completed successfully', 'good'],
  ['10:00:01  Concurrency: 2 threads', 'plain'],
])('%s is %s', (line, tone) => {
  expect(toneOfLine(line)).toBe(tone);
  if (tone === 'bad') expect(mayTellOfError(line)).toBe(true);
});

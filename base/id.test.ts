import { expect, test } from 'vitest';
import { asId, idSchema } from './id.ts';

test.each([1, '1', '007', Number.MAX_SAFE_INTEGER])('%j is an id', (value) => {
  expect(idSchema<'run'>().parse(value)).toBe(Number(value));
});

test.each(['0x1', '1e3', '1.0', ' 1', '+1', '-1', '0', 0, 1.5, true, null, [1], '9007199254740993'])(
  '%j is none, though JavaScript may read it as a number',
  (value) => {
    expect(idSchema<'run'>().safeParse(value).success).toBe(false);
  },
);

test('an id of a row may come as text', () => {
  expect(asId<'run'>('12')).toBe(12);
});

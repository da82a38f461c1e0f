import { expect, test } from 'vitest';
import { JsonBytes, jsonBytes } from './json-bytes.ts';

function written(write: (json: JsonBytes) => void): unknown {
  const json = new JsonBytes();
  write(json);
  return JSON.parse(new TextDecoder().decode(json.done()));
}

test.each([[[]], [[0]], [[-1, 9, 10, 99, 100, 101_010, 4_294_967_295, -2_147_483_648]]])(
  'whole numbers are written as JSON has them: %j',
  (list) => {
    expect(written((json) => json.numbers(list))).toEqual(list);
  },
);

test('values are written as often as they are chosen, and the other where none is', () => {
  const long = 'é"\\\n'.repeat(50);
  const values = ['a', long, null, 1.25].map(jsonBytes);
  expect(written((json) => json.values(Int32Array.of(1, -1, 0, 2, 3, 1), values, jsonBytes('')))).toEqual([
    long,
    '',
    'a',
    null,
    1.25,
    long,
  ]);
});

test('what is written grows as long as it must', () => {
  const many = Array.from({ length: 30_000 }, (_, at) => at * 1000);
  const read = written((json) => {
    json.raw('{"one":');
    json.numbers(many);
    json.raw(',"other":');
    json.values(many, [], jsonBytes('ü'.repeat(20)));
    json.raw('}');
  });
  expect(read).toEqual({ one: many, other: many.map(() => 'ü'.repeat(20)) });
});

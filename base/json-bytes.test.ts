import { expect, test } from 'vitest';
import { JsonBytes, JsonValues } from './json-bytes.ts';

function written(write: (json: JsonBytes) => void): unknown {
  const json = new JsonBytes();
  write(json);
  return JSON.parse(new TextDecoder().decode(json.done()));
}

test.each([[[]], [[0]], [[-1, 9, 10, 99, 100, 101_010, 2_147_483_647, -2_147_483_648]]])(
  'whole numbers are written as JSON has them: %j',
  (list) => {
    expect(written((json) => json.numbers(Int32Array.from(list)))).toEqual(list);
  },
);

test('values are written as often as they are wanted', () => {
  const long = 'é"\\\n'.repeat(500);
  const values = new JsonValues();
  expect(['a', long, null, 1.25, ''].map((value) => values.add(value))).toEqual([0, 1, 2, 3, 4]);
  expect(written((json) => json.values(Int32Array.of(1, 4, 0, 2, 3, 1), values))).toEqual([long, '', 'a', null, 1.25, long]);
});

test('what is written grows as long as it must', () => {
  const many = Int32Array.from({ length: 30_000 }, (_, at) => at * 1000);
  const values = new JsonValues();
  values.add('ü'.repeat(20));
  const read = written((json) => {
    json.raw('{"one":');
    json.numbers(many);
    json.raw(',"other":');
    json.values(new Int32Array(many.length), values);
    json.raw('}');
  });
  expect(read).toEqual({ one: [...many], other: [...many].map(() => 'ü'.repeat(20)) });
});

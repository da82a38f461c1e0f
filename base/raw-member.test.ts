import { expect, test } from 'vitest';
import { rawMember } from './raw-member.ts';

test.each([
  ['{"a":{"z":1.0,"1":2e3}}', 'a', '{"z":1.0,"1":2e3}'],
  [' { "x" : [1, {"a": 2}] , "a" : "}\\"," , "b":3}', 'a', '"}\\","'],
  ['{"a":1,"a": 2.50 }', 'a', '2.50'],
  ['{"a":null}', 'a', 'null'],
  ['{"\\u0061":[ ]}', 'a', '[ ]'],
  ['{"a":-1}', 'a', '-1'],
  ['{}', 'a', null],
  ['[{"a":1}]', 'a', null],
  ['{"b":{"a":1}}', 'a', null],
])('%s', (text, name, expected) => {
  expect(rawMember(text, name)).toBe(expected);
});

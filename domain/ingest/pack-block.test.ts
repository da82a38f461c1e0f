import { expect, test } from 'vitest';
import { deflateBlock, inflateBlock } from './pack-block.ts';

test.each([
  ['no body', []],
  ['one', ['{}']],
  ['some, one of them empty, one not ASCII', ['{"a":1}', '', '{"b":"gewürzt"}', '[]']],
])('bodies come back as they were: %s', async (_, bodies) => {
  const block = await deflateBlock(bodies.map((body) => Buffer.from(body)));
  expect((await inflateBlock(block)).map(String)).toEqual(bodies);
});

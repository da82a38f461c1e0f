import { setTimeout } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { parseTree } from './open-parser.ts';

test('who has asked much gets the same answers from the parser that is compiled for speed', async () => {
  const sql = 'with a as (select x, sum(y) as z from "s"."t" group by x) select * from a where z > 0';
  const before = parseTree(sql, 'duckdb');
  for (let asked = 0; asked < 3_000; asked++) parseTree('select 1 as a', 'duckdb');
  for (let turn = 0; turn < 20; turn++) {
    expect(parseTree(sql, 'duckdb')).toEqual(before);
    await setTimeout(50);
  }
  expect(before).toMatchObject({ success: true });
});

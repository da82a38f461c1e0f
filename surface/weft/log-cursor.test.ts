import { expect, test } from 'vitest';
import { readLogCursor, writeLogCursor } from './log-cursor.ts';

test.each([
  { stepsKnown: 5, offsets: new Map([[3, 1024]]) },
  {
    stepsKnown: 7,
    offsets: new Map([
      [4, 0],
      [5, 123_456_789_012],
    ]),
  },
  { stepsKnown: 0, offsets: new Map() },
])('what was written is read: %j', (cursor) => {
  expect(readLogCursor(writeLogCursor(cursor))).toEqual(cursor);
});

test.each([undefined, '', '5', '5;3', '5;3:1024,x:1', '-1;', '5;3:-4', `5;${'1:1,'.repeat(9999)}`, ['5;'], '5;3:99999999999999999999'])(
  '%j is none of ours',
  (text) => {
    expect(readLogCursor(text)).toBeNull();
  },
);

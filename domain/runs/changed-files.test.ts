import { mkdirSync, mkdtempSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { changedFiles, readFolderState } from './changed-files.ts';

function place(): { readonly outside: string; readonly checkout: string } {
  const outside = mkdtempSync(join(tmpdir(), 'weft-changed-'));
  const checkout = join(outside, 'checkout');
  mkdirSync(join(checkout, 'target', 'run'), { recursive: true });
  writeFileSync(join(outside, 'secret'), 'secret');
  return { outside, checkout };
}

test('the files that were written since are told, those that lay there before are not', async () => {
  const { checkout } = place();
  const target = join(checkout, 'target');
  writeFileSync(join(target, 'run', 'old.sql'), '1');
  const before = await readFolderState(target, checkout);
  writeFileSync(join(target, 'run', 'new.sql'), '1');
  expect(changedFiles(before, await readFolderState(target, checkout))).toEqual(['run/new.sql']);
});

test('a folder that is not there yet holds nothing', async () => {
  const { checkout } = place();
  expect((await readFolderState(join(checkout, 'elsewhere'), checkout)).size).toBe(0);
});

test('nothing outside is looked at, by whichever way the folder leads there', async () => {
  const { outside, checkout } = place();
  symlinkSync(outside, join(checkout, 'linked'));
  symlinkSync(join(outside, 'secret'), join(checkout, 'target', 'run', 'link.sql'));
  for (const folder of [outside, join(checkout, '..'), join(checkout, 'linked'), join(checkout, 'linked', 'checkout', '..'), '/proc'])
    expect([folder, (await readFolderState(folder, checkout)).size]).toEqual([folder, 0]);
  expect((await readFolderState(join(checkout, 'target'), checkout)).size).toBe(0);
});

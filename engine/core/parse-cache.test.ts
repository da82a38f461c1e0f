import { mkdirSync, mkdtempSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { keepParseCache, offerParseCache } from './parse-cache.ts';

test('a parse goes from one workspace to the next, past the eyes of other accounts of the machine', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'weft-parse-'));
  const [cacheFile, one, next] = [join(folder, 'cache', '1.msgpack'), join(folder, 'one'), join(folder, 'next')];
  mkdirSync(join(one, 'target'), { recursive: true });
  mkdirSync(next);
  writeFileSync(join(one, 'target', 'partial_parse.msgpack'), 'parsed');
  await keepParseCache({ file: cacheFile, workspace: one }, { manifest: join(one, 'target', 'manifest.json') });
  await offerParseCache({ file: cacheFile, workspace: next }, next);
  expect(readFileSync(join(next, 'target', 'partial_parse.msgpack'), 'utf8')).toBe('parsed');
  expect(statSync(join(folder, 'cache')).mode & 0o077).toBe(0);
});

test('what it remembers of the workspace before is told to be in the new one, and nothing else is touched', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'weft-parse-'));
  const [file, next] = [join(folder, '1.msgpack'), join(folder, '0012')];
  const texts = ['0007/checkout', '0007/checkout/seeds/a.csv', '00123/checkout', '7/checkout', '0007'];
  writeFileSync(file, texts.map((text) => join(folder, text)).join('\n'));
  await offerParseCache({ file, workspace: next }, join(next, 'checkout'));
  const moved = readFileSync(join(next, 'checkout', 'target', 'partial_parse.msgpack'), 'utf8').split('\n');
  expect(moved).toEqual(
    ['0012/checkout', '0012/checkout/seeds/a.csv', '00123/checkout', '7/checkout', '0007'].map((text) => join(folder, text)),
  );
});

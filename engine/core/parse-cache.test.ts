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
  await keepParseCache(cacheFile, { manifest: join(one, 'target', 'manifest.json') });
  await offerParseCache(cacheFile, next);
  expect(readFileSync(join(next, 'target', 'partial_parse.msgpack'), 'utf8')).toBe('parsed');
  expect(statSync(join(folder, 'cache')).mode & 0o077).toBe(0);
});

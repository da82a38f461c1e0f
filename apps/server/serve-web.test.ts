/** Which addresses get the web's page, which a file, and which neither. */
import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { brotliCompressSync, brotliDecompressSync } from 'node:zlib';
import { type House, openHouse } from '@weft/kit/house';
import Fastify, { type FastifyInstance } from 'fastify';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { serveWeb } from './serve-web.ts';

let house: House;
let app: FastifyInstance;

beforeAll(async () => {
  house = await openHouse();
  const folder = mkdtempSync(join(tmpdir(), 'weft-web-'));
  mkdirSync(join(folder, 'assets'));
  writeFileSync(join(folder, 'index.html'), '<!doctype html><title>Weft</title>');
  writeFileSync(join(folder, 'mark.svg'), '<svg/>');
  writeFileSync(join(folder, 'assets/main-abc123.js'), 'export {};');
  writeFileSync(join(folder, 'assets/main-abc123.js.br'), brotliCompressSync('export {};'));
  app = Fastify();
  await serveWeb(app, house, folder);
});
afterAll(async () => {
  await app.close();
  await house.close();
});

test.each([
  ['/', 200, 'text/html', 'no-cache'],
  ['/deploy/1/runs', 200, 'text/html', 'no-cache'],
  ['/mark.svg', 200, 'image/svg+xml', 'no-cache'],
  ['/assets/main-abc123.js', 200, 'javascript', 'public, max-age=31536000, immutable'],
  ['/assets/main-gone.js', 404, 'application/json', undefined],
  ['/api/v2/nothing/', 404, 'application/json', undefined],
  ['/assets/..%2f..%2f..%2fetc%2fpasswd', 404, 'application/json', undefined],
])('%s is answered with %i, %s, %s', async (url, status, type, cache) => {
  const answer = await app.inject({ url });
  expect(answer.statusCode).toBe(status);
  expect(answer.headers['content-type']).toContain(type);
  expect(answer.headers['cache-control']).toBe(cache);
});

test('who takes a compressed file gets the one that the build has made, under the same name and as the same kind', async () => {
  const url = '/assets/main-abc123.js';
  const packed = await app.inject({ url, headers: { 'accept-encoding': 'gzip, deflate, br' } });
  expect(packed.headers).toMatchObject({ 'content-encoding': 'br', 'cache-control': 'public, max-age=31536000, immutable' });
  expect(packed.headers['content-type']).toContain('javascript');
  expect(packed.headers.vary).toMatch(/accept-encoding/i);
  expect(brotliDecompressSync(packed.rawPayload).toString()).toBe('export {};');
  const plain = await app.inject({ url, headers: { 'accept-encoding': 'gzip' } });
  expect([plain.headers['content-encoding'], plain.body]).toEqual([undefined, 'export {};']);
});

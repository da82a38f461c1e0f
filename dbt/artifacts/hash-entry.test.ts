import { expect, test } from 'vitest';
import { JsonCutter } from './cut-json.ts';
import { hashEntry } from './hash-entry.ts';

function hashOf(body: string): string {
  const hashes: string[] = [];
  const cutter = new JsonCutter({ onValue: () => {}, onEntry: (entry) => hashes.push(hashEntry(entry)) }, { file: 'manifest.json' });
  cutter.feed(Buffer.from(`{"nodes":{"a":${body}}}`));
  cutter.end();
  return hashes.join();
}

test('the time of parsing does not change the hash, however it is written', () => {
  const hashes = ['1795253541.020817', '1', '1.5e9'].map((at) => hashOf(`{"name":"a","created_at":${at},"x":1}`));
  expect(new Set(hashes).size).toBe(1);
  expect(hashes[0]).toMatch(/^[0-9a-f]{40}$/);
});

test('everything else changes it', () => {
  const bodies = [
    '{"name":"a","created_at":1,"x":1}',
    '{"name":"a","created_at":1,"x":2}',
    '{"name":"a","created_at":"1","x":1}',
    '{"name":"a","created_at":null,"x":1}',
    '{"name":"a","x":1}',
    '{"name":"a","x":1,"created_at":1}',
    '{"name":"a","meta":{"created_at":1},"x":1}',
    '{"name":"a","meta":{"created_at":2},"x":1}',
  ];
  expect(new Set(bodies.map(hashOf)).size).toBe(bodies.length);
});

test('an entry larger than any before is hashed whole', () => {
  const long = 'x'.repeat(200_000);
  expect(hashOf(`{"raw_code":"${long}","created_at":1}`)).toBe(hashOf(`{"raw_code":"${long}","created_at":2}`));
  expect(hashOf(`{"raw_code":"${long}","created_at":1}`)).not.toBe(hashOf(`{"raw_code":"${long}y","created_at":1}`));
});

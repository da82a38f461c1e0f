import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Fault } from '@weft/base/fault';
import { describe, expect, test } from 'vitest';
import { JsonCutter, type JsonLimits } from './cut-json.ts';

interface Cut {
  readonly document: Record<string, unknown>;
  readonly order: readonly string[];
}

/** Puts the document together again from what the cutter tells, so that it can be held against JSON.parse. */
function cut(bytes: Buffer, chunkSize: number, limits: Partial<JsonLimits> = {}): Cut {
  const document: Record<string, unknown> = {};
  const order: string[] = [];
  const define = (target: object, key: string, value: unknown) =>
    Object.defineProperty(target, key, { value, enumerable: true, writable: true, configurable: true });
  const cutter = new JsonCutter(
    {
      onSection: (name, kind) => define(document, name, kind === 'map' ? {} : []),
      onValue: (name, value) => define(document, name, value),
      onEntry: ({ section, key, index, buffer, start, end }) => {
        const target = Object(document[section]);
        order.push(`${section}/${key ?? index}`);
        define(target, key ?? String(index), JSON.parse(buffer.toString('utf8', start, end)));
      },
    },
    { file: 'manifest.json', limits },
  );
  for (let at = 0; at < bytes.length; at += chunkSize) cutter.feed(Buffer.from(bytes.subarray(at, at + chunkSize)));
  cutter.end();
  return { document, order };
}

const chunkSizes = [1, 2, 7, 1000, 64 * 1024];
const fixture = (name: string) => readFileSync(join(import.meta.dirname, 'fixtures', name));

describe('against JSON.parse', () => {
  test.each(['manifest-v12.json', 'manifest-v11.json', 'manifest-v10.json', 'run-results-v6.json', 'catalog-v1.json', 'sources-v3.json'])(
    '%s is cut into what JSON.parse reads, wherever the chunks end',
    (name) => {
      const bytes = fixture(name);
      for (const size of chunkSizes) expect(cut(bytes, size).document).toEqual(JSON.parse(bytes.toString()));
    },
  );

  test('random documents are cut into what JSON.parse reads, wherever the chunks end', () => {
    const random = randomBySeed(7);
    for (let i = 0; i < 400; i++) {
      const text = layOut(randomDocument(random), random);
      for (const size of chunkSizes) expect(cut(Buffer.from(text), size).document).toEqual(JSON.parse(text));
    }
  });

  test('whatever is done to the bytes, the cutter and JSON.parse agree on whether it is a document', () => {
    const random = randomBySeed(11);
    const bits = '{}[]",:\\ue0-.tfn1 \n\u0000é'.split('');
    for (let i = 0; i < 6000; i++) {
      const text = mutate(layOut(randomDocument(random), random), bits, random);
      const bytes = Buffer.from(text);
      const size = chunkSizes[i % chunkSizes.length] ?? 1;
      const judged = judge(() => cut(bytes, size).document);
      const parsed = judge(() => JSON.parse(bytes.toString()));
      const isObject = parsed.value !== null && typeof parsed.value === 'object' && !Array.isArray(parsed.value);
      const isDifferentByRule = judged.message?.includes(' twice') || judged.message?.includes('character NUL');
      if (!isDifferentByRule) expect({ text, value: judged.value }).toEqual({ text, value: isObject ? parsed.value : undefined });
    }
  });

  test('a file cut off anywhere is refused', () => {
    const bytes = Buffer.from('{"metadata":{"a":1},"nodes":{"x":{"b":[1,"é\\""]},"y":2},"results":[{},-1.5e3],"elapsed_time":0.5}');
    for (let length = 0; length < bytes.length; length++) {
      expect(() => cut(bytes.subarray(0, length), 3)).toThrow(Fault);
    }
    expect(cut(bytes, 3).order).toEqual(['nodes/x', 'nodes/y', 'results/0', 'results/1']);
  });

  test('bytes that are no UTF-8 read as JSON.parse of the decoded file reads them', () => {
    const bytes = Buffer.concat([
      Buffer.from('{"nodes":{"a'),
      Buffer.from([0xff, 0xc3]),
      Buffer.from('":"'),
      Buffer.from([0xe2, 0x82]),
      Buffer.from('"}}'),
    ]);
    expect(cut(bytes, 1).document).toEqual(JSON.parse(bytes.toString()));
  });
});

describe('differences from JSON.parse', () => {
  test('a byte order mark is passed over', () => {
    expect(cut(Buffer.from('\ufeff {"nodes":{}}'), 1).document).toEqual({ nodes: {} });
    expect(fault(() => cut(Buffer.from([0xef, 0x7b, 0x7d]), 1)).code).toBe('artifact.not_json');
  });
  test.each([
    ['[]', /a JSON object was expected, not \[/],
    ['{"nodes":{},"nodes":{}}', /holds nodes twice/],
    ['{"nodes":{"a\\u0000":1}}', /character NUL/],
    ['{"nodes":{}} x', /the end of the file was expected, not x \(byte 13\)/],
  ])('%s is refused', (text, message) => {
    expect(() => cut(Buffer.from(text), 4)).toThrow(message);
  });
});

describe('limits', () => {
  test('one string without end is refused after the entry limit, not kept', () => {
    const cutter = new JsonCutter({ onEntry: () => {}, onValue: () => {} }, { file: 'manifest.json', limits: { entryBytes: 1_000_000 } });
    cutter.feed(Buffer.from('{"nodes":{"model.shop.a":{"raw_code":"'));
    const chunk = Buffer.alloc(64 * 1024, 'x');
    const failing = () => {
      for (let i = 0; i < 32_768; i++) cutter.feed(chunk);
    };
    expect(fault(failing)).toMatchObject({ kind: 'too_large', code: 'artifact.too_large', details: { offset: 983_078 } });
    expect(failing).toThrow(/in nodes, at model\.shop\.a/);
  });

  test.each<[string, Partial<JsonLimits>]>([
    ['{"nodes":{"a":[[[[1]]]]}}', { depth: 3 }],
    ['{"nodes":{"a":1,"b":2}}', { entries: 1 }],
    ['{"nodes":{"abcdefgh":1}}', { keyBytes: 8 }],
    ['{"metadata":{"a":"bcdefgh"}}', { wholeBytes: 8 }],
  ])('%s is too large under %o', (text, limits) => {
    expect(fault(() => cut(Buffer.from(text), 3, limits)).code).toBe('artifact.too_large');
  });

  test('a long value costs the same a byte whether it comes in large or in tiny chunks', () => {
    const bytes = Buffer.from(JSON.stringify({ nodes: { a: 'x\\"y'.repeat(400_000) } }));
    expect(cut(bytes, 64 * 1024).document).toEqual(cut(bytes, 3).document);
  });
});

test('created_at is found at the top of a node and of each disabled node, only as a plain number', () => {
  const text = `{"nodes":{
    "a":{"name":"created_at","created_at" : 17.25e1 ,"x":{"created_at":1}},
    "b":{"created_at":"12"},"c":{"created_\\u0061t":12},"d":{"created_at":[1]},"e":{"meta":"created_at:5"}},
    "disabled":{"m":[{"created_at":1},{"z":[],"created_at":2}]}}`;
  const found: Record<string, string[]> = {};
  for (const size of chunkSizes) {
    const cutter = new JsonCutter(
      {
        onValue: () => {},
        onEntry: ({ key, buffer, volatile }) => {
          const ranges: string[] = [];
          for (let i = 0; i < volatile.length; i += 2) ranges.push(buffer.toString('utf8', volatile[i], volatile[i + 1]));
          found[key ?? ''] = ranges;
        },
      },
      { file: 'manifest.json' },
    );
    for (let at = 0; at < text.length; at += size) cutter.feed(Buffer.from(text.slice(at, at + size)));
    cutter.end();
    expect(found).toEqual({ a: ['17.25e1'], b: [], c: [], d: [], e: [], m: ['1', '2'] });
  }
});

function fault(action: () => unknown): Fault {
  try {
    action();
  } catch (error) {
    if (error instanceof Fault) return error;
    throw error;
  }
  throw new Error('nothing was refused');
}

/** Both a refusal by Fault and a SyntaxError of JSON.parse are "not a document"; anything else is a bug and is thrown on. */
function judge(action: () => unknown): { readonly value?: unknown; readonly message?: string } {
  try {
    return { value: action() };
  } catch (error) {
    if (error instanceof Fault || error instanceof SyntaxError) return { message: error.message };
    throw error;
  }
}

type Random = (below: number) => number;

function randomBySeed(seed: number): Random {
  let state = seed;
  return (below) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}

function randomDocument(random: Random): Record<string, unknown> {
  const names = ['nodes', 'sources', 'metadata', 'results', 'disabled', 'parent_map', 'elapsed_time', 'args', 'né"\\'];
  return Object.fromEntries(names.filter(() => random(3) > 0).map((name) => [name, randomValue(random, 4)]));
}

function randomValue(random: Random, depth: number): unknown {
  switch (random(depth > 0 ? 9 : 6)) {
    case 0:
      return null;
    case 1:
      return random(2) === 0;
    case 2:
      return (random(2_000_000) - 1_000_000) / 7 ** random(12);
    case 3:
    case 4:
    case 5:
      return randomText(random);
    case 6:
      return Array.from({ length: random(5) }, () => randomValue(random, depth - 1));
    default:
      return Object.fromEntries(Array.from({ length: random(6) }, () => [randomText(random), randomValue(random, depth - 1)]));
  }
}

function randomText(random: Random): string {
  const parts = ['created_at', '"', '\\', '\n', '\u0001', 'é', '😀', '{', ']', ':', ',', 'select 1', 'x'.repeat(40), ' ', '\ud800', '0'];
  return Array.from({ length: random(6) }, () => parts[random(parts.length)]).join('');
}

/** The document as text, in one of the ways that people's tools write JSON. */
function layOut(document: unknown, random: Random): string {
  const text = JSON.stringify(document, null, [undefined, 1, '\t'][random(3)]);
  return random(3) === 0 ? ` ${text.replaceAll('\n', '\r\n')}\r\n` : text;
}

function mutate(text: string, bits: readonly string[], random: Random): string {
  let mutated = text;
  for (let i = random(3); i >= 0; i--) {
    const at = random(mutated.length + 1);
    const removed = random(3) === 0 ? random(12) : random(2);
    mutated = mutated.slice(0, at) + (random(4) > 0 ? bits[random(bits.length)] : '') + mutated.slice(at + removed);
  }
  return mutated;
}

import { randomBytes } from 'node:crypto';
import { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { expect, test } from 'vitest';
import { createScrubber, mask, scrubStream } from './scrub.ts';
import { formsOf } from './secret-forms.ts';

const awkward = 'p@ss/wörd "x\'y" +&<$\\z!';

const forms: [string, string][] = [
  ['as it is', awkward],
  ['encodeURIComponent', encodeURIComponent(awkward)],
  ['Python’s quote', encodeURIComponent(awkward).replaceAll('%2F', '/').replaceAll("'", '%27').replaceAll('!', '%21')],
  ['a form’s query', new URLSearchParams({ a: awkward }).toString().slice(2)],
  ['small hex', encodeURIComponent(awkward).replace(/%../g, (code) => code.toLowerCase())],
  ['JSON', JSON.stringify(awkward).slice(1, -1)],
  ['JSON in JSON', JSON.stringify(JSON.stringify(awkward)).slice(3, -3)],
  ['JSON in ASCII', JSON.stringify(awkward).slice(1, -1).replace('ö', '\\u00f6')],
  ['SQL', awkward.replaceAll("'", "''")],
  ['base64', Buffer.from(awkward).toString('base64')],
  ['base64url', Buffer.from(awkward).toString('base64url')],
];

test.each(forms)('a secret is hidden %s', (_, written) => {
  expect(createScrubber([awkward]).scrub(`before ${written} after`)).toBe(`before ${mask} after`);
});

test.each(['', 'a:', 'ab:', 'weft:'])('a secret is hidden inside the base64 of a longer text (%j before it)', (before) => {
  const scrubber = createScrubber(['correct-horse-battery']);
  const header = Buffer.from(`${before}correct-horse-battery`).toString('base64');
  const left = Buffer.from(scrubber.scrub(header).replace(mask, ''), 'base64').toString();
  expect(left).not.toMatch(/[corehsbaty-]{4}/);
  expect(scrubber.scrub(header)).toContain(mask);
});

test('each line of a private key is a secret, its frame is not', () => {
  const lines = ['-----BEGIN PRIVATE KEY-----', 'MIGHAgEAMBMGByqGSM49AgEG', 'CCqGSM49AwEHBG0wawIBAQQg', '-----END PRIVATE KEY-----'];
  expect(createScrubber([lines.join('\n')]).scrub(`key:\n${lines.join('\r\n')}`)).toBe(
    ['key:', lines[0], mask, mask, lines[3]]
      .join('\n')
      .replace(`key:\n${lines[0]}\n`, `key:\n${lines[0]}\r\n`)
      .replaceAll(`${mask}\n`, `${mask}\r\n`),
  );
});

test('secrets that overlap are hidden to the last character', () => {
  const scrubber = createScrubber(['abcdef', 'defghi', 'abcdefgh']);
  expect(scrubber.scrub('-abcdefghi-')).toBe(`-${mask}-`);
  expect(scrubber.scrub('abcdefabcdef')).toBe(mask + mask);
});

test('what is too short to be a secret is left alone, and so is every text before there is one', () => {
  const scrubber = createScrubber(['abc', '']);
  expect(scrubber.scrub('abc abcd')).toBe('abc abcd');
  scrubber.add('abcd');
  expect(scrubber.scrub('abc abcd')).toBe(`abc ${mask}`);
});

test('however a text is cut into pieces, it is hidden as if it came whole', () => {
  const random = pseudoRandom(7);
  for (let round = 0; round < 3_000; round++) {
    const letters = () => Array.from({ length: 4 + random(5) }, () => 'ab'[random(2)]).join('');
    const scrubber = createScrubber(Array.from({ length: 1 + random(3) }, letters));
    const whole = Array.from({ length: random(60) }, () => 'aab-b'[random(5)]).join('');
    const pieces = scrubber.pieces();
    let out = '';
    for (let at = 0; at < whole.length; ) {
      const length = 1 + random(9);
      out += pieces.push(whole.slice(at, at + length));
      at += length;
    }
    expect(out + pieces.end()).toBe(scrubber.scrub(whole));
  }
});

test('secrets of any length are found wherever they stand, as who looks at every character finds them', () => {
  const random = pseudoRandom(11);
  for (let round = 0; round < 2_000; round++) {
    const letters = (length: number) => Array.from({ length }, () => 'abc'[random(3)]).join('');
    const shortest = 4 + random(9);
    const secrets = Array.from({ length: 1 + random(4) }, () => letters(shortest + random(8)));
    const text = Array.from({ length: random(6) }, () => letters(random(12)) + (secrets[random(secrets.length)] ?? '')).join('');
    expect(createScrubber(secrets).scrub(text)).toBe(hideSlowly(text, secrets.flatMap(formsOf)));
  }
});

test('a line that could not be the beginning of a secret comes out at once', () => {
  const pieces = createScrubber(['hunter2-hunter2']).pieces();
  expect(pieces.push('connecting as weft\n')).toBe('connecting as weft\n');
  expect(pieces.push('password is hunt')).toBe('password is ');
  expect(pieces.push('er2-hunter2\n')).toBe(`${mask}\n`);
  expect(pieces.push('hunter')).toBe('');
  expect(pieces.end()).toBe('hunter');
});

test('a stream of bytes is scrubbed, with characters and secrets split anywhere', async () => {
  const bytes = Buffer.from(`añb ${awkward} ç ${awkward}`);
  const chunks = [...bytes].map((byte) => Buffer.from([byte]));
  expect(await text(Readable.from(chunks).pipe(scrubStream(createScrubber([awkward]))))).toBe(`añb ${mask} ç ${mask}`);
});

test('a hundred secrets cost a log little', () => {
  const scrubber = createScrubber(Array.from({ length: 100 }, () => randomBytes(24).toString('base64')));
  const line = '12:00:01  3 of 412 OK created sql table model analytics.fct_orders ................ [SELECT 1500 in 0.42s]\n';
  const log = line.repeat(20_000);
  const started = performance.now();
  expect(scrubber.scrub(log)).toBe(log);
  const milliseconds = performance.now() - started;
  console.info(`scrubbed ${(log.length / 1e6).toFixed(1)} MB in ${milliseconds.toFixed(0)} ms`);
  expect(milliseconds).toBeLessThan(1_000);
});

function hideSlowly(text: string, forms: readonly string[]): string {
  const spans: { start: number; end: number }[] = [];
  for (let start = 0; start < text.length; start++) {
    const length = Math.max(0, ...forms.filter((form) => text.startsWith(form, start)).map((form) => form.length));
    const before = spans.at(-1);
    if (length === 0) continue;
    if (before && start < before.end) before.end = Math.max(before.end, start + length);
    else spans.push({ start, end: start + length });
  }
  const kept = spans.map(({ start }, at) => text.slice(spans[at - 1]?.end ?? 0, start) + mask);
  return kept.join('') + text.slice(spans.at(-1)?.end ?? 0);
}

/** The same numbers in every run, so that a failure can be seen again. */
function pseudoRandom(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (state * 1_103_515_245 + 12_345) % 2 ** 31;
    return Math.floor((state / 2 ** 31) * below);
  };
}

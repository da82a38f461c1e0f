/** What everything is held against: reading, decoding and JSON.parse of one file, in a process of its own. Prints milliseconds and the memory it took. */
import { readFileSync, writeFileSync } from 'node:fs';

if (process.argv[1]?.endsWith('parse-json.js')) {
  const before = peak();
  writeFileSync('/proc/self/clear_refs', '5');
  const start = performance.now();
  const parsed: unknown = JSON.parse(readFileSync(process.argv[2] ?? '', 'utf8'));
  const milliseconds = performance.now() - start;
  console.log(JSON.stringify({ milliseconds, rssBytes: peak() - before, isObject: typeof parsed === 'object' }));
}

function peak(): number {
  const [, kilobytes] = /VmHWM:\s+(\d+) kB/.exec(readFileSync('/proc/self/status', 'utf8')) ?? [];
  return Number(kilobytes) * 1024;
}

/** `npm run bench [name…]`: runs the benchmarks and writes their table to docs/benchmarks.md. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { buildIfNeeded, installDependencies, requireNode, requirePython, root } from './prepare.mjs';

requireNode();
requirePython();
installDependencies();
await buildIfNeeded(['server', 'web', 'bench']);
const entry = join(root, 'bench/dist/main.js');
if (!existsSync(entry)) throw new Error('bench/main.ts was not built');
const { main } = await import(entry);
await main(root, process.argv.slice(2));

/** Runs a TypeScript file of the tests as a process of its own, to be killed. */
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { basename, join } from 'node:path';
import { createInterface } from 'node:readline';
import { build } from 'esbuild';

export interface Program {
  readonly pid: number;
  /** Resolves with what stands behind the word, as soon as a line of output begins with it; rejects when the program ends before. */
  said(word: string): Promise<string>;
  /** Everything it has printed so far. */
  readonly lines: readonly string[];
  /** Resolves when the process is gone. */
  kill(signal: NodeJS.Signals): Promise<void>;
}

// Inside node_modules, so that packages are found from there.
const built = join(import.meta.dirname, '../../node_modules/.cache/weft-test');

const bundles = new Map<string, Promise<string>>();

export async function startProgram(file: string, args: readonly string[]): Promise<Program> {
  const bundle = bundles.get(file) ?? bundleProgram(file);
  bundles.set(file, bundle);
  return follow(spawn(process.execPath, [await bundle, ...args], { stdio: ['ignore', 'pipe', 'inherit'] }));
}

/** Once a test process: a second bundle would be written over what a program is just being started from. */
async function bundleProgram(file: string): Promise<string> {
  mkdirSync(built, { recursive: true });
  const outfile = join(built, `${basename(file, '.ts')}-${process.pid}.mjs`);
  // Packages of CommonJS want a `require`.
  const banner = { js: `import { createRequire as makeRequire } from 'node:module'; const require = makeRequire(import.meta.url);` };
  await build({
    entryPoints: [file],
    bundle: true,
    platform: 'node',
    format: 'esm',
    outfile,
    banner,
    external: ['pg-native'],
    logLevel: 'error',
  });
  return outfile;
}

function follow(child: ChildProcess): Program {
  const lines: string[] = [];
  const waiting = new Set<() => void>();
  let hasEnded = false;
  const look = () => {
    for (const each of waiting) each();
  };
  if (child.stdout === null || child.pid === undefined) throw new Error('the program did not start');
  createInterface({ input: child.stdout }).on('line', (line) => {
    lines.push(line);
    look();
  });
  const ended = new Promise<void>((resolve) => {
    child.once('close', () => {
      hasEnded = true;
      look();
      resolve();
    });
  });
  return {
    pid: child.pid,
    lines,
    said: (word) =>
      new Promise((resolve, reject) => {
        const search = () => {
          const line = lines.find((each) => each.startsWith(`${word} `));
          if (line === undefined && !hasEnded) return;
          waiting.delete(search);
          if (line === undefined) reject(new Error(`the program ended without saying "${word}": ${lines.join('\n')}`));
          else resolve(line.slice(word.length + 1));
        };
        waiting.add(search);
        search();
      }),
    async kill(signal) {
      child.kill(signal);
      await ended;
    },
  };
}

/** What `npm start`, `npm test` and CI have in common: the right Node, the locked dependencies, a current build. Each step is skipped when its result is there. */
import { execFileSync, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = fileURLToPath(new URL('..', import.meta.url)).replace(/\/$/, '');

/** One line, no stack: whoever reads it is about to mend it. */
export function giveUp(line) {
  process.stderr.write(`weft: ${line}\n`);
  process.exit(1);
}

export function requireNode() {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  if (major < 20 || (major === 20 && minor < 19))
    giveUp(`Node ${process.versions.node} is too old: Weft needs 20.19 or newer. Install it from your package manager or nodejs.org.`);
}

export function requirePython() {
  const isThere = ['python3', 'python3.13', 'python3.12', 'python3.11', 'python3.10', 'python'].some((name) => {
    const { stdout, status } = spawnSync(name, ['-c', 'import sys; print(sys.version_info >= (3, 10))'], { encoding: 'utf8' });
    return status === 0 && stdout.trim() === 'True';
  });
  if (!isThere) giveUp('there is no Python 3.10 or newer on the PATH: dbt Core needs it. Install python3 (with venv), then start again.');
}

/** npm writes node_modules/.package-lock.json last, so its absence also means an installation that was cut short. */
export function installDependencies() {
  const lock = readFileSync(join(root, 'package-lock.json'));
  const stamp = join(root, 'node_modules', '.weft-lock');
  const digest = createHash('sha256').update(lock).digest('hex');
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === digest && existsSync(join(root, 'node_modules', '.package-lock.json'))) return;
  say('installing the locked dependencies');
  run('npm', ['ci', '--no-audit', '--no-fund', '--loglevel=error']);
  writeFileSync(stamp, digest);
}

const sourceFolders = ['base', 'host', 'dbt', 'wire', 'engine', 'domain', 'surface', 'apps', 'bench'];

/** `parts`: server, web, bench. A build is current when no source has changed by name, size or time. */
export async function buildIfNeeded(parts) {
  const { build } = await import('./builders.mjs');
  const stampFolder = join(root, 'node_modules', '.weft-build');
  mkdirSync(stampFolder, { recursive: true });
  const state = describeSources();
  for (const part of parts) {
    const stamp = join(stampFolder, part);
    if (existsSync(stamp) && readFileSync(stamp, 'utf8') === state && existsSync(build[part].output)) continue;
    say(`building the ${part}`);
    await build[part].make();
    writeFileSync(stamp, state);
  }
}

function describeSources() {
  const hash = createHash('sha256').update(readFileSync(join(root, 'package-lock.json')));
  const visit = (folder) => {
    if (!existsSync(folder)) return;
    for (const entry of readdirSync(folder, { withFileTypes: true }).sort((a, b) => (a.name < b.name ? -1 : 1))) {
      if (entry.name === 'node_modules' || entry.name === 'dist' || entry.name.endsWith('.test.ts')) continue;
      const path = join(folder, entry.name);
      if (entry.isDirectory()) visit(path);
      else {
        const { size, mtimeMs } = statSync(path);
        hash.update(`${path} ${size} ${mtimeMs}\n`);
      }
    }
  };
  for (const folder of sourceFolders) visit(join(root, folder));
  return hash.digest('hex');
}

export function say(text) {
  process.stderr.write(`weft: ${text}…\n`);
}

/** Runs a tool of the project in its root; its failure is ours. */
export function run(file, args, options = {}) {
  try {
    execFileSync(file, args, { cwd: root, stdio: 'inherit', ...options });
  } catch (error) {
    process.exit(typeof error.status === 'number' ? error.status : 1);
  }
}

export function tool(name) {
  return join(root, 'node_modules', '.bin', name);
}

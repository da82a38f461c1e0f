/** What is shipped, and how each part is built: the server and the benchmarks as bundles of our own code (dependencies stay where npm put them), and the web. */
import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url)).replace(/\/$/, '');

/** What begins a thread of its own: a file beside the bundle that starts it. */
const threads = ['domain/lineage/trace-worker.ts'];

async function bundle(entryPoints, outdir) {
  const { build } = await import('esbuild');
  await build({
    absWorkingDir: root,
    entryPoints,
    outdir,
    bundle: true,
    platform: 'node',
    target: 'node20',
    format: 'esm',
    sourcemap: true,
    logLevel: 'warning',
    tsconfig: 'tsconfig.json',
    packages: 'external',
    entryNames: '[name]',
    splitting: true,
  });
}

export const build = {
  server: {
    output: join(root, 'apps/server/dist/main.js'),
    make: () => bundle(['apps/server/main.ts', ...threads], 'apps/server/dist'),
  },
  web: {
    output: join(root, 'apps/web/dist/index.html'),
    make: async () =>
      execFileSync(join(root, 'node_modules/.bin/vite'), ['build', 'apps/web', '--logLevel', 'warn'], {
        cwd: root,
        stdio: ['ignore', 2, 2],
      }),
  },
  bench: {
    output: join(root, 'bench/dist'),
    make: () => {
      const folder = join(root, 'bench');
      const entries = existsSync(folder) ? readdirSync(folder).filter((name) => name.endsWith('.ts') && !name.endsWith('.test.ts')) : [];
      return bundle([...entries.map((name) => `bench/${name}`), ...threads], 'bench/dist');
    },
  },
};

/** What is shipped, and how each part is built: the server and the benchmarks as bundles of our own code (dependencies stay where npm put them), and the web. */
import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';

const root = fileURLToPath(new URL('..', import.meta.url)).replace(/\/$/, '');

/** What begins a thread of its own: a file beside the bundle that starts it. */
const threads = ['domain/catalog/document-worker.ts', 'domain/lineage/trace-worker.ts'];

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

/** Once, beside each file that gains by it, so that the server has nothing to compress. */
function compressIn(folder) {
  for (const name of readdirSync(folder).filter((it) => /\.(js|css)$/.test(it))) {
    const content = readFileSync(join(folder, name));
    if (content.length < smallest) continue;
    writeFileSync(join(folder, `${name}.gz`), gzipSync(content, { level: 9 }));
    writeFileSync(join(folder, `${name}.br`), brotliCompressSync(content, { params: { [constants.BROTLI_PARAM_QUALITY]: 9 } }));
  }
}

/** A packet of a network holds as much. */
const smallest = 1400;

export const build = {
  server: {
    output: join(root, 'apps/server/dist/main.js'),
    make: () => bundle(['apps/server/main.ts', ...threads], 'apps/server/dist'),
  },
  web: {
    output: join(root, 'apps/web/dist/index.html'),
    make: async () => {
      execFileSync(join(root, 'node_modules/.bin/vite'), ['build', 'apps/web', '--logLevel', 'warn'], {
        cwd: root,
        stdio: ['ignore', 2, 2],
      });
      compressIn(join(root, 'apps/web/dist/assets'));
    },
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

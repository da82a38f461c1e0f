import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';

const root = fileURLToPath(new URL('.', import.meta.url));
const alias = {
  '@weft/kit': `${root}test/kit`,
  '@weft/server': `${root}apps/server`,
  '@weft/web': `${root}apps/web`,
  '@weft/cli': `${root}apps/cli`,
};
const shared = { root, pool: 'forks' as const, globalSetup: 'test/kit/global-setup.ts', testTimeout: 20_000, hookTimeout: 120_000 };
const skip = ['**/node_modules/**', '**/dist/**', '.weft/**'];

/** One project a suite, so that a failure in CI names its suite; `npm run check` runs only the fast one. */
export default defineConfig({
  resolve: { alias },
  test: {
    projects: [
      {
        resolve: { alias },
        test: {
          ...shared,
          name: 'fast',
          // Vitest leaves one processor for itself; most of a test's time is spent waiting for the database.
          maxWorkers: 3,
          include: ['**/*.test.ts'],
          exclude: [...skip, 'test/{engine,clients,bad-input,browser,crash,contract,fuzz}/**'],
        },
      },
      {
        resolve: { alias },
        test: {
          ...shared,
          name: 'engine',
          include: ['test/engine/**/*.test.ts'],
          exclude: skip,
          testTimeout: 300_000,
          hookTimeout: 600_000,
          fileParallelism: false,
        },
      },
      {
        resolve: { alias },
        test: {
          ...shared,
          name: 'bad-input',
          include: ['test/bad-input/**/*.test.ts'],
          exclude: skip,
          testTimeout: 300_000,
          fileParallelism: false,
        },
      },
      {
        resolve: { alias },
        test: {
          ...shared,
          name: 'crash',
          include: ['test/crash/**/*.test.ts'],
          exclude: skip,
          testTimeout: 300_000,
          fileParallelism: false,
        },
      },
      {
        resolve: { alias },
        test: {
          ...shared,
          name: 'contract',
          include: ['test/contract/**/*.test.ts'],
          exclude: skip,
          testTimeout: 300_000,
          fileParallelism: false,
        },
      },
      {
        resolve: { alias },
        test: {
          ...shared,
          name: 'fuzz',
          include: ['test/fuzz/**/*.test.ts'],
          exclude: skip,
          testTimeout: 300_000,
          hookTimeout: 900_000,
          fileParallelism: false,
        },
      },
      {
        resolve: { alias },
        test: {
          ...shared,
          name: 'clients',
          include: ['test/clients/**/*.test.ts'],
          exclude: skip,
          testTimeout: 600_000,
          hookTimeout: 900_000,
          fileParallelism: false,
        },
      },
      {
        resolve: { alias },
        test: {
          ...shared,
          name: 'browser',
          include: ['test/browser/**/*.test.ts'],
          exclude: skip,
          testTimeout: 300_000,
          hookTimeout: 900_000,
          fileParallelism: false,
        },
      },
    ],
  },
});

/** Runs benchmarks one after the other, prints their table and writes it to docs/benchmarks.md. */
import { cpus, loadavg, totalmem } from 'node:os';
import { join } from 'node:path';
import { systemClock } from '@weft/host/clock';
import { findPostgresBinaries } from '@weft/host/postgres-binaries';
import { runTool } from '@weft/host/process';
import { measureCatalogFirstScreen } from './catalog-first-screen.ts';
import { measureCatalogFresh } from './catalog-fresh.ts';
import { measureCatalogSearch } from './catalog-search.ts';
import { measureColumnLineage } from './column-lineage.ts';
import { measureIngestRows } from './ingest-rows.ts';
import { measureLineageClosure } from './lineage-closure.ts';
import { measureLineagePicture } from './lineage-picture.ts';
import { measureLogPath } from './log-path.ts';
import { measureMeshParse } from './mesh-parse.ts';
import { measurePermission } from './permission.ts';
import { type Places, placesIn } from './places.ts';
import { measurePublication } from './publication.ts';
import type { Row } from './row.ts';
import { measureRunList } from './run-list.ts';
import { measureRunOverhead } from './run-overhead.ts';
import { measureScheduler } from './scheduler.ts';
import { measureSlimCi } from './slim-ci.ts';
import { measureStart } from './start.ts';
import { measureStateModified } from './state-modified.ts';
import { printTable, writeTable } from './table.ts';

const benchmarks: readonly (readonly [string, (places: Places) => Promise<readonly Row[]>])[] = [
  ['ingest', (places) => measureIngestRows(places)],
  ['publication', (places) => measurePublication(places)],
  ['mesh-parse', (places) => measureMeshParse(places)],
  ['permission', () => measurePermission()],
  ['catalog-search', (places) => measureCatalogSearch(places)],
  ['lineage-closure', (places) => measureLineageClosure(places)],
  ['catalog-fresh', (places) => measureCatalogFresh(places)],
  ['catalog-first-screen', (places) => measureCatalogFirstScreen(places)],
  ['state-modified', (places) => measureStateModified(places)],
  ['lineage-picture', measureLineagePicture],
  ['column-lineage', (places) => measureColumnLineage(places)],
  ['run', measureRunOverhead],
  ['slim-ci', (places) => measureSlimCi(places)],
  ['log-path', measureLogPath],
  ['run-list', (places) => measureRunList(places)],
  ['scheduler', measureScheduler],
  ['start', measureStart],
];

/** `names`: which to run; none: all. A goal that is missed is a row that says so; only a benchmark that could not be run fails. */
export async function main(root: string, names: readonly string[]): Promise<void> {
  const known = benchmarks.map(([name]) => name);
  const unknown = names.filter((name) => !known.includes(name));
  if (unknown.length > 0) throw new Error(`there is no benchmark ${unknown.join(', ')}: there are ${known.join(', ')}`);
  const facts = await factsOfMachine(root);
  const failures: string[] = [];
  for (const [name, measure] of benchmarks) {
    if (names.length > 0 && !names.includes(name)) continue;
    process.stderr.write(`bench: ${name}…\n`);
    try {
      const rows = await measure(placesIn(root));
      process.stdout.write(`${printTable(rows)}\n\n`);
      const day = systemClock.now().toISOString().slice(0, 10);
      // At once, since the next may take minutes or fail.
      await writeTable(join(root, 'docs', 'benchmarks.md'), { rows, day, facts }, known);
    } catch (error) {
      failures.push(name);
      process.stderr.write(`bench: ${name} could not be measured: ${error instanceof Error ? error.stack : String(error)}\n`);
    }
  }
  if (failures.length > 0) process.exitCode = 1;
}

/** The load is of before the benchmarks: above 0.3 or so, times are not to be trusted, ratios less than they could be. */
async function factsOfMachine(root: string): Promise<string> {
  const asked = { cwd: root, env: {}, timeoutMilliseconds: 10_000 };
  const postgres = (await runTool(findPostgresBinaries().postgres, ['--version'], asked)).stdout
    .trim()
    .replace('postgres (PostgreSQL)', 'PostgreSQL');
  const [cpu] = cpus();
  const [load = 0] = loadavg();
  const memory = `${Math.round(totalmem() / 2 ** 30)} GiB of memory`;
  const machine = `${cpus().length} cores (${cpu?.model ?? 'unknown'}), ${memory}, Node ${process.versions.node}, ${postgres}`;
  return `Last run on ${machine}; load before it ${load.toFixed(1)}.`;
}

/** How fast Weft tells what `state:modified+` selects between two states that it has stored, against `dbt ls --state` on the same project; the sets are held against each other. */
import { createWriteStream } from 'node:fs';
import { copyFile, mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { asId, type Id } from '@weft/base/id';
import { renderProfile } from '@weft/dbt/profiles/render-profile';
import { explainSelected } from '@weft/dbt/state/explain-selected';
import { listStates } from '@weft/domain/ingest/list-states';
import { openArtifact } from '@weft/domain/ingest/open-artifact';
import { compareManifests, readBefore } from '@weft/domain/runs/compare-manifests';
import { provisionVenv } from '@weft/engine/venv/provision-venv';
import { provisioningEnvironment, systemEnvironment } from '@weft/host/config';
import type { Host } from '@weft/host/host';
import { runTool } from '@weft/host/process';
import { z } from 'zod';
import { dbtFiles, pathOf, sqlOf } from './dbt-files.ts';
import { makeHome, type Places, withFolder } from './places.ts';
import { json, makeHybridProject, upload } from './producer.ts';
import { type Figure, medianOf, type Row, ratioRow } from './row.ts';
import { startWeft } from './weft-process.ts';
import { withHostOf, writeFiles } from './weft-within.ts';
import { writeStoredZip } from './write-zip.ts';

const select = 'state:modified+';
const dbtRounds = 3;
const ourRounds = 7;
const changedEvery = 500;
const acceptedSecondsMax = 300;
const options = { comparesMoreUnrendered: false };
const quiet = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} };
const statesSchema = z.object({ data: z.array(z.unknown()) });

export async function measureStateModified(places: Places, models = 5_000): Promise<readonly Row[]> {
  return withFolder('state-modified', async (folder) => {
    const dbt = await askDbt(places, join(folder, 'project'), models);
    const home = makeHome(places, folder);
    const environmentId = await uploadStates(places, home, folder, dbt);
    const page = await askPage(places, home);
    const files = await withHostOf(places, home, (host) => askFiles(host, environmentId, { folder, after: dbt.after }));
    const ours = { ...page, files };
    for (const { selected } of [...ours.anew, ...ours.again, ...ours.files]) {
      if (selected.join() !== dbt.selected.join())
        throw new Error(`Weft selects ${selected.length} nodes, dbt ${dbt.selected.length}: ${differing(selected, dbt.selected)}`);
    }
    return rowsOf(models, dbt, ours);
  });
}

function differing(one: readonly string[], other: readonly string[]): string {
  const [ours, theirs] = [new Set(one), new Set(other)];
  return [...one.filter((id) => !theirs.has(id)), ...other.filter((id) => !ours.has(id))].slice(0, 5).join(', ');
}

interface Asked {
  readonly selected: readonly string[];
  readonly seconds: number;
}

interface DbtAnswer {
  readonly selected: readonly string[];
  readonly seconds: readonly number[];
  readonly changed: number;
  /** Manifests. */
  readonly before: string;
  readonly after: string;
}

async function askDbt(places: Places, folder: string, models: number): Promise<DbtAnswer> {
  const venv = await provisionVenv({
    ...{ paths: { venvs: places.venvs }, engineVersion: 'latest', adapters: ['duckdb'] as const },
    ...{ environment: provisioningEnvironment(), log: quiet },
  });
  const size = { seed: 7, publicShare: 0, changedShare: 0, models };
  const output = { type: 'duckdb', path: 'own.duckdb', schema: 'prod', threads: 4 } as const;
  const profile = renderProfile({ profileName: 'generated', targetName: 'default', output });
  await writeFiles(folder, { ...dbtFiles(size), 'profiles.yml': profile });
  const dbt = join(venv.folder, 'bin', 'dbt');
  const [state, manifest] = [join(folder, 'state'), join(folder, 'target', 'manifest.json')];
  await runDbt(dbt, folder, ['parse']);
  await mkdir(state);
  await copyFile(manifest, join(state, 'manifest.json'));
  const changes = Array.from({ length: Math.ceil(models / changedEvery) }, (_, i) => i * changedEvery + 30).filter((it) => it < models);
  await writeFiles(folder, Object.fromEntries(changes.map((index) => [pathOf(size, index), `${sqlOf(size, index)}-- changed\n`])));
  const asked: Asked[] = [];
  // The first one parses what has changed.
  for (let round = 0; round <= dbtRounds; round++) {
    const from = performance.now();
    const told = await runDbt(dbt, folder, [
      '--quiet',
      'ls',
      '--select',
      select,
      '--state',
      state,
      '--output',
      'json',
      '--output-keys',
      'unique_id',
    ]);
    const selected = [...told.matchAll(/"unique_id": ?"([^"]+)"/g)].map(([, id = '']) => id).sort();
    if (round > 0) asked.push({ selected, seconds: (performance.now() - from) / 1000 });
  }
  const seconds = asked.map((it) => it.seconds);
  return { selected: asked[0]?.selected ?? [], seconds, changed: changes.length, before: join(state, 'manifest.json'), after: manifest };
}

async function runDbt(dbt: string, cwd: string, args: readonly string[]): Promise<string> {
  const env = { ...systemEnvironment(), DBT_SEND_ANONYMOUS_USAGE_STATS: 'false' };
  const { exitCode, stdout, stderr } = await runTool(dbt, args, { cwd, env, timeoutMilliseconds: 900_000 });
  if (exitCode !== 0) throw new Error(`dbt ${args.join(' ')} failed:\n${stdout}${stderr}`);
  return stdout;
}

/** By the door that dbt's uploader uses. */
async function uploadStates(places: Places, home: string, folder: string, manifests: Pick<DbtAnswer, 'before' | 'after'>) {
  const weft = await startWeft({ root: places.root, home });
  try {
    const { projectId, environmentId } = await makeHybridProject(weft, 'Generated');
    const path = `/api/weft/accounts/1/projects/${projectId}/states/?environment_id=${environmentId}`;
    for (const [at, manifest] of [manifests.before, manifests.after].entries()) {
      const zip = join(folder, 'upload.zip');
      await writeStoredZip(zip, [{ name: 'manifest.json', body: [await readFile(manifest)] }]);
      const from = await upload(weft, environmentId, zip);
      while (statesSchema.parse(json(await weft.ask('GET', path))).data.length <= at) {
        if (performance.now() - from > acceptedSecondsMax * 1000) throw new Error(`${manifest} was not accepted`);
        await new Promise((resolve) => setTimeout(resolve, 100));
      }
    }
    return asId<'environment'>(environmentId);
  } finally {
    await weft.stop();
  }
}

interface OurAnswer {
  /** By the lineage's route, of a Weft that has the newest state in memory and has not compared it yet. */
  readonly anew: readonly Asked[];
  /** The same once more. */
  readonly again: readonly Asked[];
  /** By reading both manifests, as for a run. */
  readonly files: readonly Asked[];
}

const lineageSchema = z.object({
  data: z.object({
    nodes: z.object({
      type: z.object({ words: z.array(z.string()), at: z.array(z.number()) }),
      name: z.array(z.string()),
      package: z.object({ words: z.array(z.string()), at: z.array(z.number()) }),
      unique_id: z.array(z.string()),
    }),
    problems: z.array(z.unknown()).length(0),
  }),
});

/** As the page of the lineage asks, tests with it. */
async function askPage(places: Places, home: string): Promise<Pick<OurAnswer, 'anew' | 'again'>> {
  const path = '/api/weft/accounts/1/lineage/?tests=true&limit=50000';
  const [anew, again]: [Asked[], Asked[]] = [[], []];
  for (let round = 0; round < dbtRounds; round++) {
    const weft = await startWeft({ root: places.root, home });
    try {
      json(await weft.ask('GET', path));
      for (let time = 0; time <= ourRounds; time++) {
        const answer = await weft.ask('GET', `${path}&select=${encodeURIComponent(select)}`);
        const { nodes } = lineageSchema.parse(json(answer)).data;
        const word = ({ words, at }: { words: string[]; at: number[] }, node: number) => words[at[node] ?? -1];
        const selected = nodes.name
          .map((name, node) => nodes.unique_id[node] || `${word(nodes.type, node)}.${word(nodes.package, node)}.${name}`)
          .sort();
        (time === 0 ? anew : again).push({ selected, seconds: answer.milliseconds / 1000 });
      }
    } finally {
      await weft.stop();
    }
  }
  return { anew, again };
}

async function askFiles(
  host: Host,
  environmentId: Id<'environment'>,
  { folder, after }: { readonly folder: string; readonly after: string },
): Promise<readonly Asked[]> {
  const { items } = await listStates(host, environmentId, { limit: 2, offset: 0 });
  const oldest = items[1];
  if (!oldest) throw new Error('there are no two states');
  const files: Asked[] = [];
  const file = join(folder, 'before.json');
  for (let round = 0; round < dbtRounds; round++) {
    const from = performance.now();
    const stream = await openArtifact(host, oldest.invocationId, 'manifest.json');
    if (stream === null) throw new Error('the older manifest is gone');
    await pipeline(stream, createWriteStream(file));
    const selected = await selectFromFiles({ before: file, after });
    files.push({ selected: [...selected].sort(), seconds: (performance.now() - from) / 1000 });
  }
  return files;
}

/** What a CI run does, of which the older manifest is laid out and read while dbt parses. */
async function selectFromFiles(files: { readonly before: string; readonly after: string }): Promise<readonly string[]> {
  const compared = await compareManifests(files, await readBefore(files.before, options), options);
  const state = {
    nodes: compared.after.nodes,
    changes: compared.changes,
    left: new Set<string>(),
    projectName: compared.after.projectName,
  };
  return (explainSelected(state, { select: [select], exclude: [] }) ?? []).map(({ uniqueId }) => uniqueId);
}

function rowsOf(models: number, dbt: DbtAnswer, { anew, again, files }: OurAnswer): readonly Row[] {
  const name = 'state-modified';
  const secondsOf = (asked: readonly Asked[]): Figure =>
    medianOf(
      asked.map(({ seconds }) => seconds),
      's',
    );
  const peer = medianOf(dbt.seconds, 's');
  return [
    ratioRow({
      ...{
        name,
        what: `\`${select}\` of ${models.toLocaleString('en')} models, of two stored states over http; peer: \`dbt ls --state\`, warm`,
        peer,
        atMost: 0.02,
      },
      ours: secondsOf(anew),
      detail: `${dbt.changed} models changed, ${dbt.selected.length} nodes selected, the same by both; the first comparison after a start, and ${secondsOf(again).text} when it is asked again`,
    }),
    ratioRow({
      ...{ name, what: 'the same of whole manifests, as a CI run explains it', peer, atMost: 0.02 },
      ours: secondsOf(files),
      detail: 'the older one laid out and both read; a run does the first half while dbt parses',
    }),
  ];
}

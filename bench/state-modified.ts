/** How fast Weft tells what `state:modified+` selects between two states that it has stored, against `dbt ls --state` on the same project; the sets are held against each other. */
import { createWriteStream } from 'node:fs';
import { copyFile, mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { asId, type Id } from '@weft/base/id';
import { renderProfile } from '@weft/dbt/profiles/render-profile';
import { explainSelected } from '@weft/dbt/state/explain-selected';
import { openGraph } from '@weft/domain/catalog/open-graph';
import { selectInGraph } from '@weft/domain/catalog/select-graph';
import { compareVersions } from '@weft/domain/governance/compare-versions';
import { compareNode } from '@weft/domain/governance/nodes-at';
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
import { digits, type Figure, medianOf, type Row, ratioRow } from './row.ts';
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
    const ours = await withHostOf(places, home, (host) => askWeft(host, environmentId, { folder, after: dbt.after }));
    for (const selected of [...ours.stored.map((it) => it.selected), ...ours.files.map((it) => it.selected)]) {
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
  /** By what differs between two versions; the first one reads the documents into memory. */
  readonly stored: readonly Asked[];
  /** By reading both manifests, as for a run. */
  readonly files: readonly Asked[];
}

async function askWeft(
  host: Host,
  environmentId: Id<'environment'>,
  { folder, after }: { readonly folder: string; readonly after: string },
): Promise<OurAnswer> {
  const { items } = await listStates(host, environmentId, { limit: 2, offset: 0 });
  const [newest, oldest] = items;
  if (!newest || !oldest) throw new Error('there are no two states');
  const versions = { before: oldest.versionId, after: newest.versionId };
  const timed = async (ask: () => Promise<readonly string[]>): Promise<Asked> => {
    const from = performance.now();
    const selected = await ask();
    return { selected: [...selected].sort(), seconds: (performance.now() - from) / 1000 };
  };
  const stored: Asked[] = [];
  for (let round = 0; round <= ourRounds; round++) stored.push(await timed(() => selectStored(host, environmentId, versions)));
  const files: Asked[] = [];
  const file = join(folder, 'before.json');
  for (let round = 0; round < dbtRounds; round++)
    files.push(
      await timed(async () => {
        const stream = await openArtifact(host, oldest.invocationId, 'manifest.json');
        if (stream === null) throw new Error('the older manifest is gone');
        await pipeline(stream, createWriteStream(file));
        return selectFromFiles({ before: file, after });
      }),
    );
  return { stored, files };
}

/** What a page would do: what differs, what of it dbt sees, what lies below. */
async function selectStored(
  host: Host,
  environmentId: Id<'environment'>,
  versions: { readonly before: Id<'stateVersion'>; readonly after: Id<'stateVersion'> },
): Promise<readonly string[]> {
  const modified = new Set<string>();
  for (const { uniqueId, change } of await compareVersions(host, versions.before, versions.after)) {
    if (change === 'removed') continue;
    const reasons = change === 'added' ? [] : await compareNode(host, uniqueId, versions);
    if (change === 'added' || reasons.some(({ selectors }) => selectors.includes('modified'))) modified.add(uniqueId);
  }
  const graph = await openGraph(host, asId<'account'>(1), environmentId);
  const idOf = (number: number) => graph.nodes[number]?.uniqueId ?? '';
  const { reasons } = selectInGraph(graph, { select, isInState: (number, state) => state === 'modified' && modified.has(idOf(number)) });
  return [...reasons.keys()].map(idOf);
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

function rowsOf(models: number, dbt: DbtAnswer, { stored, files }: OurAnswer): readonly Row[] {
  const name = 'state-modified';
  const secondsOf = (asked: readonly Asked[]): Figure =>
    medianOf(
      asked.map(({ seconds }) => seconds),
      's',
    );
  const peer = medianOf(dbt.seconds, 's');
  const [first, ...rest] = stored;
  return [
    ratioRow({
      ...{
        name,
        what: `\`${select}\` of ${models.toLocaleString('en')} models, of two stored states; peer: \`dbt ls --state\`, warm`,
        peer,
        atMost: 0.02,
      },
      ours: secondsOf(rest),
      detail: `${dbt.changed} models changed, ${dbt.selected.length} nodes selected, the same by both; the first time, with nothing in memory, ${digits(first?.seconds ?? Number.NaN)} s`,
    }),
    ratioRow({
      ...{ name, what: 'the same of whole manifests, as a CI run explains it', peer, atMost: 0.02 },
      ours: secondsOf(files),
      detail: 'the older one laid out and both read; a run does the first half while dbt parses',
    }),
  ];
}

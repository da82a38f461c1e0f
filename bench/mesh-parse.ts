/** Seconds that cross-project refs add to `dbt parse` of a small project on a large one: our plugin with the publication, against dbt-loom with the manifest. */
import { mkdir, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { findPythonFolder } from '@weft/engine/core/find-python-folder';
import { provisionVenv, type Venv } from '@weft/engine/venv/provision-venv';
import { provisioningEnvironment, systemEnvironment } from '@weft/host/config';
import type { Log } from '@weft/host/log';
import { foreignModels, writeConsumer } from './consumer-project.ts';
import { generateUpload } from './generate-manifest.ts';
import { makeHome, type Places, withFolder } from './places.ts';
import { isPublicModel, modelName } from './plan-project.ts';
import { makeProducer } from './producer.ts';
import { digits, type Figure, figure, medianOf, type Row, ratioRow } from './row.ts';
import { type Times, timeChild } from './time-child.ts';
import { startWeft } from './weft-process.ts';

const loom = 'dbt-loom==0.9.6';
const upstream = 'generated';
const rounds = 7;
/** It takes long enough to be told from noise. */
const loomRounds = 3;

type Parse = () => Promise<Times>;

export async function measureMeshParse(places: Places, models = 10_000): Promise<readonly Row[]> {
  return withFolder('mesh-parse', async (folder) => {
    const plain = await provision(places, []);
    const withLoom = await provision(places, [loom]);
    const upload = { models, seed: 1, publicShare: 0.28 };
    const [zip, manifestFile] = [join(folder, 'upload.zip'), join(folder, 'manifest.json')];
    const generated = await generateUpload({ ...upload, changedShare: 0, file: zip, manifestFile });
    const publications = join(folder, 'publications');
    const publicationBytes = await fetchPublication(places, folder, { zip, publications });
    const upstreamModels = publicNames({ ...upload, changedShare: 0 });
    const projects = { plain: join(folder, 'plain'), ours: join(folder, 'ours'), loom: join(folder, 'loom') };
    await writeConsumer({ folder: projects.plain, upstream: null, upstreamModels });
    await writeConsumer({ folder: projects.ours, upstream, upstreamModels });
    await writeConsumer({ folder: projects.loom, upstream, upstreamModels });
    await writeFile(join(projects.loom, 'dbt_loom.config.yml'), loomConfig(manifestFile));
    const ourVariables = { PYTHONPATH: findPythonFolder().pluginPath, DBT_CLOUD_PUBLICATIONS_DIR: publications };
    const parses = await timeParses({
      plain: prepare(plain, projects.plain, {}),
      ours: prepare(plain, projects.ours, ourVariables),
      loom: prepare(withLoom, projects.loom, {}),
    });
    const bytes = {
      plain: await manifestBytes(projects.plain),
      ours: await manifestBytes(projects.ours),
      loom: await manifestBytes(projects.loom),
    };
    const producer = `producer of ${models} models, ${generated.publicModels} public, ${foreignModels} of them referred to; manifest ${megabytes(generated.manifestBytes)}, publication ${megabytes(publicationBytes)}`;
    return rowsOf(parses, bytes, producer);
  });
}

const quiet: Log = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} };

function provision({ venvs }: Places, extras: readonly string[]): Promise<Venv> {
  return provisionVenv({
    paths: { venvs },
    engineVersion: 'latest',
    adapters: ['duckdb'],
    extras,
    environment: provisioningEnvironment(),
    log: quiet,
  });
}

/** As an engine gets it: from a Weft that took in the upload. Answers its size in bytes. */
async function fetchPublication(
  places: Places,
  folder: string,
  { zip, publications }: { zip: string; publications: string },
): Promise<number> {
  const weft = await startWeft({ root: places.root, home: makeHome(places, folder) });
  try {
    const { publicationPath } = await makeProducer(weft, zip, upstream);
    const { body } = await weft.ask('GET', publicationPath);
    const { data } = JSON.parse(body.toString('utf8'));
    await mkdir(publications);
    await writeFile(join(publications, `${upstream}.json`), JSON.stringify(data));
    return body.length;
  } finally {
    await weft.stop();
  }
}

/** From the whole length of the project. */
function publicNames(size: Parameters<typeof isPublicModel>[0]): readonly string[] {
  const all = Array.from({ length: size.models }, (_, index) => index).filter((index) => isPublicModel(size, index));
  return Array.from({ length: foreignModels }, (_, i) => modelName(size, all[Math.floor(((i + 0.5) * all.length) / foreignModels)] ?? 0));
}

function loomConfig(manifestFile: string): string {
  return `manifests:\n  - name: ${upstream}\n    type: file\n    config:\n      path: ${manifestFile}\n`;
}

function prepare(venv: Venv, cwd: string, variables: Readonly<Record<string, string>>): Parse {
  const env = { ...systemEnvironment(), DBT_SEND_ANONYMOUS_USAGE_STATS: 'false', ...variables };
  return () => timeChild(venv.python, [join(venv.folder, 'bin', 'dbt'), 'parse'], { cwd, env });
}

type Project = 'plain' | 'ours' | 'loom';

interface Parses {
  readonly cold: Readonly<Record<Project, Times>>;
  readonly warm: Readonly<Record<Project, readonly Times[]>>;
}

/** The first parse of each is cold; the others find what dbt kept of the one before, as in daily work. */
async function timeParses({ plain, ours, loom }: Record<Project, Parse>): Promise<Parses> {
  const cold = { plain: await plain(), ours: await ours(), loom: await loom() };
  const warm: Record<Project, Times[]> = { plain: [], ours: [], loom: [] };
  for (let round = 0; round < rounds; round++) {
    warm.plain.push(await plain());
    warm.ours.push(await ours());
    if (round < loomRounds) warm.loom.push(await loom());
  }
  return { cold, warm };
}

/** Seconds more than the plain parse of the same round. */
function added({ warm }: Parses, project: Project, by: keyof Times): Figure {
  return medianOf(
    warm[project].map((times, round) => times[by] - (warm.plain[round]?.[by] ?? Number.NaN)),
    's',
  );
}

async function manifestBytes(project: string): Promise<number> {
  return (await stat(join(project, 'target', 'manifest.json'))).size;
}

function rowsOf(parses: Parses, bytes: Readonly<Record<Project, number>>, producer: string): readonly Row[] {
  const name = 'mesh-parse';
  const { cold, warm } = parses;
  const wall = (times: readonly Times[]) =>
    medianOf(
      times.map((each) => each.wall),
      's',
    ).text;
  const clock = `by the clock, whole: ${wall(warm.plain)} without, ${wall(warm.ours)} ours, ${wall(warm.loom)} dbt-loom`;
  const processor = (times: Times) => figure(times.processor, 's').text;
  const coldText = `cold, processor: ${processor(cold.plain)} without, ${processor(cold.ours)} ours, ${processor(cold.loom)} dbt-loom`;
  return [
    ratioRow({
      ...{ name, what: 'processor seconds added to a warm `dbt parse`; peer: dbt-loom', atMost: 0.02 },
      ...{ ours: added(parses, 'ours', 'processor'), peer: added(parses, 'loom', 'processor') },
      detail: `${clock}; ${coldText}; ${producer}`,
    }),
    ratioRow({
      ...{ name, what: "the consumer's manifest; peer: without cross-project refs", atMost: 1.05 },
      ...{ ours: figure(bytes.ours / 1e6, 'MB'), peer: figure(bytes.plain / 1e6, 'MB') },
      detail: `with dbt-loom ${megabytes(bytes.loom)}, ${digits(bytes.loom / bytes.plain)} times`,
    }),
  ];
}

function megabytes(bytes: number): string {
  return `${digits(bytes / 1e6)} MB`;
}

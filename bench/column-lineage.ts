/** How fast columns are traced to what they are made of, and how often rightly: against sqlglot's compiled build, on the same queries. */
import { existsSync } from 'node:fs';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { openTracer } from '@weft/domain/lineage/tracer';
import { findPython } from '@weft/engine/venv/find-python';
import { installPackages } from '@weft/engine/venv/install-packages';
import { provisioningEnvironment, systemEnvironment } from '@weft/host/config';
import { runTool } from '@weft/host/process';
import { z } from 'zod';
import { type Asked, askedOfTruth, inventQuestions, namedRelations, wrongOfTruth } from './column-questions.ts';
import { type Places, withFolder } from './places.ts';
import { digits, figure, medianOf, type Row, ratioRow } from './row.ts';

const packages = ['sqlglot[c]==30.30.0', 'duckdb==1.5.5', 'duckdb-extension-tpch==1.5.5', 'duckdb-extension-tpcds==1.5.5'];
const name = 'column-lineage';
const rounds = 3;
/** Of one process; the last three count as warm. */
const passes = 8;

const suitesSchema = z.record(z.string(), z.object({ relations: z.record(z.string(), z.array(z.string())), queries: z.array(z.string()) }));
const answerSchema = z.object({
  seconds: z.array(z.number()),
  answers: z.array(z.union([z.string(), z.array(z.tuple([z.string(), z.array(z.string())]))])),
});
type Answer = z.infer<typeof answerSchema>;
type Columns = Exclude<Answer['answers'][number], string>;
/** Has a process of its own answer, so many times. */
type Trace = (asked: Asked, passes: number) => Promise<Answer>;

export async function measureColumnLineage(places: Places, models = 1000): Promise<readonly Row[]> {
  const python = await installPeer(places.root);
  const script = join(places.root, 'bench', 'column-peer.py');
  return withFolder(name, async (folder) => {
    const file = join(folder, 'asked.json');
    const by = (command: readonly [string, ...string[]]): Trace => {
      return async (asked, count) => {
        await writeFile(file, JSON.stringify(asked));
        return answerSchema.parse(await run([...command, file, String(count)]));
      };
    };
    const ours = by([process.execPath, join(places.dist, 'trace-questions.js')]);
    const peer = by([python, script, 'trace']);
    const suites = suitesSchema.parse(await run([python, script, 'queries']));
    return [
      ...(await compareSpeed(inventQuestions(models), ours, peer)),
      ...(await compareSuites(suites, ours, peer)),
      await compareTruth(ours, peer),
    ];
  });
}

/** Nothing of Weft needs it. */
async function installPeer(root: string): Promise<string> {
  const folder = join(root, 'tmp', 'column-peer');
  const mark = join(folder, 'packages.txt');
  const environment = provisioningEnvironment();
  if (!existsSync(mark) || (await readFile(mark, 'utf8')) !== packages.join('\n')) {
    await mkdir(folder, { recursive: true });
    const { file: python } = await findPython(environment);
    await installPackages({ python, uv: null, folder, requirements: packages, environment, onProgress: () => {} });
    await writeFile(mark, packages.join('\n'));
  }
  return join(folder, 'bin', 'python');
}

async function run([file = '', ...args]: readonly string[]): Promise<unknown> {
  const { exitCode, stdout, stderr } = await runTool(file, args, { cwd: '/', env: systemEnvironment(), timeoutMilliseconds: 300_000 });
  if (exitCode !== 0) throw new Error(`${file} ${args.join(' ')} failed:\n${stderr}`);
  return JSON.parse(stdout);
}

async function compareSpeed(asked: Asked, ours: Trace, peer: Trace): Promise<Row[]> {
  const [first, warm] = [
    { ours: [] as number[], peer: [] as number[] },
    { ours: [] as number[], peer: [] as number[] },
  ];
  for (let round = 0; round < rounds; round++) {
    for (const [who, trace] of [
      ['ours', ours],
      ['peer', peer],
    ] as const) {
      // biome-ignore format: a line
      const { seconds } = await trace(asked, passes);
      first[who].push(...seconds.slice(0, 1));
      warm[who].push(...seconds.slice(-3));
    }
  }
  const count = asked.questions.length;
  const told = (seconds: readonly number[]) => `${digits(count / medianOf(seconds, 's').value)} models/s`;
  const row = (what: string, { ours: mine, peer: theirs }: typeof warm, atMost: number, detail: string) =>
    ratioRow({
      ...{ name, what: `${count.toLocaleString('en')} models, ${what}; peer: sqlglot, compiled`, atMost, detail },
      ...{ ours: medianOf(mine, 's'), peer: medianOf(theirs, 's') },
    });
  const characters = asked.questions.reduce((sum, { sql }) => sum + sql.length, 0);
  const throughThread = await timeThread(asked);
  return [
    row('warm', warm, 0.25, `${told(warm.ours)}, sqlglot ${told(warm.peer)}; as Weft does it, each sent to its thread and answered: ${told([throughThread])}`),
    row('first pass of a process', first, 0.667, `${told(first.ours)}, sqlglot ${told(first.peer)}; ${digits(characters / 1e6)} million characters of SQL`),
  ]; // biome-ignore format: above
}

/** Seconds of a warm pass, one question after the other, as the worker asks them. */
async function timeThread(asked: Asked): Promise<number> {
  const questions = namedRelations(asked);
  const tracer = openTracer();
  try {
    const seconds: number[] = [];
    for (let pass = 0; pass < passes; pass++) {
      const begun = performance.now();
      for (const question of questions) await tracer.trace(question);
      seconds.push((performance.now() - begun) / 1000);
    }
    return medianOf(seconds.slice(-3), 's').value;
  } finally {
    await tracer.close();
  }
}

async function compareSuites(suites: z.infer<typeof suitesSchema>, ours: Trace, peer: Trace): Promise<Row[]> {
  const rows: Row[] = [];
  for (const [suite, { relations, queries }] of Object.entries(suites)) {
    const asked: Asked = {
      relations: Object.entries(relations).map(([table, columns]) => ({ name: [table], columns, isComplete: true })),
      questions: queries.map((sql) => ({ sql, dialect: 'duckdb' })),
      isAnswerWanted: true,
    };
    const [mine, theirs] = [(await ours(asked, 1)).answers, (await peer(asked, 1)).answers];
    const counts = queries.map((_, at) => countUnlike(mine[at] ?? '', theirs[at] ?? ''));
    const sum = (what: 'columns' | 'unlike') => counts.reduce((total, it) => total + it[what], 0);
    const unlike = counts.flatMap((it, at) => (it.unlike > 0 ? [at + 1] : []));
    const told = unlike.length > 0 ? `; of the queries ${unlike.join(', ')}` : '';
    rows.push(
      limitUnlike(`${suite === 'tpch' ? 'TPC-H' : 'TPC-DS'}, ${queries.length} queries: columns with other parents than sqlglot says`, {
        ...{ wrong: sum('unlike'), of: sum('columns'), detail: `${sum('columns') - sum('unlike')} are equal${told}` },
      }),
    );
  }
  return rows;
}

function limitUnlike(what: string, { wrong, of, detail }: { wrong: number; of: number; detail: string }): Row {
  return { name, what, ours: `${wrong} of ${of}`, peer: null, ratio: null, goal: '≤ 0', isMet: wrong === 0, detail };
}

/** A query that either cannot read counts as one column that differs. */
function countUnlike(mine: string | Columns, theirs: string | Columns): { columns: number; unlike: number } {
  if (typeof mine === 'string' || typeof theirs === 'string') return { columns: 1, unlike: 1 };
  const columns = Math.max(mine.length, theirs.length);
  const unlike = Array.from({ length: columns }, (_, at) => (mine[at]?.[1] ?? ['?']).join() !== theirs[at]?.[1].join());
  return { columns, unlike: unlike.filter((it) => it).length };
}

async function compareTruth(ours: Trace, peer: Trace): Promise<Row> {
  const asked = askedOfTruth();
  const [mine, theirs] = [wrongOfTruth((await ours(asked, 1)).answers), wrongOfTruth((await peer(asked, 1)).answers)];
  const share = ({ right, columns }: typeof mine) => `${right} of ${columns} right, ${digits((100 * right) / columns)} %`;
  return ratioRow({
    ...{ name, what: 'truth written by hand, seven dialects: wrong columns; peer: sqlglot', atMost: 1 },
    ...{ ours: figure(mine.columns - mine.right, ''), peer: figure(theirs.columns - theirs.right, '') },
    detail: `${share(mine)}; sqlglot ${share(theirs)}; ${asked.questions.length} queries, without those in which more than one reading is right`,
  });
}

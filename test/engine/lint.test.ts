import { commitTo } from '@weft/domain/git/commit-folder';
import { repositoryFolder } from '@weft/domain/git/find-repository';
import { runGit } from '@weft/domain/git/run-git';
import { listFindings } from '@weft/domain/runs/list-findings';
import { listSteps } from '@weft/domain/runs/list-runs';
import type { Run, RunPlan } from '@weft/domain/runs/model';
import { startRun } from '@weft/domain/runs/start-run';
import { writeDbtProject } from '@weft/kit/dbt-project';
import { type Runnable, requestFor } from '@weft/kit/runnable';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { RunHouse } from './run-house.ts';

let runs: RunHouse;
let place: Runnable & { readonly dbtName: string };

const ugly = 'SELECT 1 as id,  2 as other';
const files = { 'models/old.sql': ugly, 'macros/letter.sql': "{% macro letter() %}'b'{% endmacro %}" };
const clean = "select {{ letter() }} as letter\nfrom {{ ref('one') }}\n";
const plan: Partial<RunPlan> = { jobType: 'ci', schemaOverride: 'dbt_cloud_pr_80_1', commands: ['dbt ls'], lint: { failsRun: true } };

beforeAll(async () => {
  runs = await RunHouse.open();
  place = await runs.place(files);
});

afterAll(() => runs?.close());

/** A run of a branch that leaves main with these files changed. */
async function runOf(branch: string, changed: Readonly<Record<string, string | null>>, given: Partial<RunPlan> = {}): Promise<Run> {
  const gitFolder = repositoryFolder(runs.host, place.repository.id);
  await runGit(['update-ref', `refs/heads/${branch}`, `refs/heads/${place.repository.defaultBranch}`], { cwd: gitFolder });
  const folder = writeDbtProject(`${runs.house.paths.home}/sources`, place.dbtName, { ...files, ...changed });
  await commitTo(gitFolder, branch, { folder, message: 'Change', at: runs.host.clock.now() });
  const request = requestFor(place, { jobId: 80, ...plan, ...given });
  return runs.finished(await startRun(runs.host, { ...request, trigger: { ...request.trigger, gitBranch: branch } }));
}

const found = async (run: Run) =>
  (await listFindings(runs.host, runs.accountId, run.id)).findings.map(({ path, line, column, rule }) => [path, line, column, rule]);

test('a finding in a changed model fails the run before anything is built, and tells file, line and rule', async () => {
  const run = await runOf('ugly', { 'models/new.sql': `${ugly}\n`, 'models/two.sql': clean });
  expect(run).toMatchObject({ state: 'failed', reason: expect.stringContaining('Linting found 4 problems in 1 file') });
  const steps = (await listSteps(runs.host, [run.id])).map(({ kind, name, state }) => [kind, name, state]);
  expect(steps.slice(3)).toEqual([
    ['lint', 'Invoke dbt with `dbt sqlfluff lint`', 'failed'],
    ['command', 'Invoke dbt with `dbt ls`', 'skipped'],
  ]);
  // `old` is as bad, and nobody changed it; `two` is rendered with the project's own macro and is clean.
  expect(await found(run)).toEqual([
    ['models/new.sql', 1, 1, 'LT09'],
    ['models/new.sql', 1, 10, 'CP01'],
    ['models/new.sql', 1, 16, 'LT01'],
    ['models/new.sql', 1, 20, 'CP01'],
  ]);
  const log = await runs.log(run, 4);
  expect(log).toContain('models/new.sql:1:10 CP01 (capitalisation.keywords): Keywords must be consistently upper case.');
  expect(log).toContain('2 linted, 1 of them without a finding.');
});

test('a job that goes on after lint errors runs its commands, and shows the failed step', async () => {
  const run = await runOf('tolerated', { 'models/new.sql': `${ugly}\n` }, { lint: { failsRun: false } });
  expect(run.state).toBe('succeeded');
  expect((await runs.stepStates(run)).slice(3)).toEqual(['failed', 'succeeded']);
  expect(await found(run)).toHaveLength(4);
});

test("the project's own .sqlfluff decides about rules", async () => {
  const own = '[sqlfluff]\ntemplater = dbt\nexclude_rules = LT01,LT09\nwarnings = CP01\n';
  const run = await runOf('own', { 'models/new.sql': `${ugly}\n`, '.sqlfluff': own });
  expect(run.state).toBe('succeeded');
  const { findings } = await listFindings(runs.host, runs.accountId, run.id);
  expect(findings.map(({ rule, isWarning }) => [rule, isWarning])).toEqual([
    ['CP01', true],
    ['CP01', true],
  ]);
});

test('a project that dbt cannot read is told in its words', async () => {
  const run = await runOf('broken', { 'models/new.sql': "select * from {{ ref('nowhere') }}\n" });
  expect(run).toMatchObject({ state: 'failed', reason: expect.stringContaining("depends on a node named 'nowhere'") });
});

test('without a changed SQL file nothing is linted, in a moment', async () => {
  const run = await runOf('words', { 'README.md': 'Words\n', 'models/three.sql': null });
  expect(run.state).toBe('succeeded');
  expect(await runs.log(run, 4)).toContain('No SQL file of this project is changed, so there is nothing to lint.');
  const [step] = (await listSteps(runs.host, [run.id])).filter(({ kind }) => kind === 'lint');
  expect((step?.finishedAt?.getTime() ?? Number.NaN) - (step?.startedAt?.getTime() ?? 0)).toBeLessThan(2_000);
});

import { createConnection } from '@weft/domain/connections/create-connection';
import { createCredential } from '@weft/domain/connections/credentials';
import { commitFolder } from '@weft/domain/git/commit-folder';
import { changeEnvironment } from '@weft/domain/projects/environments';
import { addIgnoreRule, listSelections, removeIgnoreRule } from '@weft/domain/runs/list-selections';
import type { Run, RunPlan } from '@weft/domain/runs/model';
import { startRun } from '@weft/domain/runs/start-run';
import { createVariable } from '@weft/domain/variables/change-variables';
import { writeDbtProject } from '@weft/kit/dbt-project';
import { type Runnable, requestFor } from '@weft/kit/runnable';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { RunHouse } from './run-house.ts';

let runs: RunHouse;
let place: Runnable & { readonly dbtName: string };
let production: Run;

const ci: Partial<RunPlan> & { readonly jobId: number } = {
  jobType: 'ci',
  jobId: 70,
  schemaOverride: 'dbt_cloud_pr_70_1',
  commands: ['dbt build --select state:modified+'],
  deferral: { compared: { kind: 'production' }, deferred: { kind: 'production' } },
};

const files = {
  'models/one.sql': 'select 1 as id',
  'models/two.sql': "select id, 'b' as letter from {{ ref('one') }}",
  'models/three.sql': "select count(*) as number from {{ ref('two') }}",
  'models/other.sql': 'select 2 as id',
  'models/other.yml': 'models: [{name: other, config: {meta: {owner: a}}}]\n',
};

beforeAll(async () => {
  runs = await RunHouse.open();
  place = await runs.place(files);
});

afterAll(() => runs?.close());

async function commit(changed: Readonly<Record<string, string | null>>): Promise<void> {
  const folder = writeDbtProject(`${runs.house.paths.home}/sources`, place.dbtName, { ...files, ...changed });
  await commitFolder(runs.host, place.repository.id, folder, 'Change');
}

async function selectionOf(run: Run) {
  const [selection] = await listSelections(runs.host, runs.accountId, run.id);
  if (!selection) throw new Error(`run ${run.id} has no selection`);
  return selection;
}

const shortOf = (uniqueId: string) => uniqueId.split('.')[2];

test('the first run of a CI job builds everything and says that production has no successful run yet', async () => {
  const run = await runs.run(place, ci);
  expect(run).toMatchObject({ state: 'succeeded', deferral: { compared: { kind: 'missing', reason: 'never_ran' } } });
  expect(await runs.log(run, 2)).toContain('Production has no successful run yet');
  const { summary, selected } = await selectionOf(run);
  expect(summary).toMatchObject({ isAllNew: true, isFinal: true });
  expect(selected.map(({ uniqueId }) => shortOf(uniqueId))).toEqual(expect.arrayContaining(['one', 'two', 'three', 'other']));
  production = await runs.run(place);
  expect(production).toMatchObject({ state: 'succeeded', deferral: null });
});

test('a run that changes nothing selects nothing, ends green, and reaches no warehouse', async () => {
  const connection = await createConnection(runs.host, {
    ...{ accountId: runs.accountId, name: 'Unreachable', adapter: 'postgres' },
    config: { hostname: '127.0.0.1', port: 9, dbname: 'nowhere' },
  });
  const other = await runs.place(files);
  await runs.run(other);
  const { id } = other.environment;
  const own = await createCredential(runs.host, {
    ...{ accountId: runs.accountId, projectId: other.project.id, adapter: 'postgres', targetSchema: 'prod', threads: 1 },
    values: { username: 'nobody', password: 'nothing' },
  });
  await changeEnvironment(runs.host, runs.accountId, id, { connectionId: connection.id, credentialId: own.id });
  const run = await runs.run(other, { ...ci, generateDocs: true });
  expect(run).toMatchObject({ state: 'succeeded' });
  const { summary, selected, changes } = await selectionOf(run);
  // The adapter differs, and so do its macros: no node calls one of them.
  expect([summary.selected, selected, changes.filter(({ selectors }) => selectors.includes('modified'))]).toEqual([0, [], []]);
  expect(await runs.log(run, 4)).toContain("Nothing in this change affects the project's models.");
  expect(await runs.stepStates(run)).toEqual(['succeeded', 'succeeded', 'succeeded', 'succeeded', 'skipped']);
});

test('what changed and what is below it is built, and reads what production has built of the rest', async () => {
  await commit({ 'models/two.sql': "select id, 'c' as letter from {{ ref('one') }}" });
  const run = await runs.run(place, { ...ci, schemaOverride: 'dbt_cloud_pr_70_2' });
  expect(run).toMatchObject({ state: 'succeeded', deferral: { deferred: { kind: 'found', runId: production.id } } });
  const { summary, selected, changes } = await selectionOf(run);
  expect(summary).toMatchObject({ changed: 1, selected: 2, ignored: 0, isWhole: true, isFinal: true });
  expect(selected.map(({ uniqueId, because }) => [shortOf(uniqueId), because])).toEqual([
    ['two', { kind: 'changed' }],
    ['three', { kind: 'downstream', path: [`model.${place.dbtName}.two`, `model.${place.dbtName}.three`] }],
  ]);
  expect(changes).toMatchObject([{ uniqueId: `model.${place.dbtName}.two`, reasons: [{ facet: 'body', isSeen: true }] }]);
  expect(changes[0]?.reasons[0]?.diff).toContain("+select id, 'c' as letter");
  expect(await runs.query(place, 'select letter from dbt_cloud_pr_70_2.two')).toBe("[('c',)]");
  // `one` was not built for the pull request: it was read where production has it.
  expect(await runs.query(place, "select count(*) from information_schema.tables where table_schema = 'dbt_cloud_pr_70_2'")).toBe('[(2,)]');
});

test('a change that a rule calls none is taken out of the run, with all that hangs on it alone', async () => {
  await commit({ 'models/other.yml': 'models: [{name: other, config: {meta: {owner: b}}}]\n', 'models/one.sql': 'select 3 as id' });
  const uniqueId = `model.${place.dbtName}.other`;
  const rule = await addIgnoreRule(
    runs.host,
    { accountId: runs.accountId, projectId: place.project.id, createdBy: 'A test' },
    { nodePattern: uniqueId, facet: 'config', key: 'meta', why: 'Owners change nothing' },
  );
  const run = await runs.run(place, { ...ci, schemaOverride: 'dbt_cloud_pr_70_3' });
  const { summary, selected, changes } = await selectionOf(run);
  expect(run).toMatchObject({ state: 'succeeded' });
  expect(summary).toMatchObject({ changed: 2, ignored: 1, adjustedCommand: expect.stringContaining(`fqn:${place.dbtName}.one+`) });
  expect(selected.map(({ name }) => name).sort()).toEqual(['not_null_one_id', 'one', 'three', 'two']);
  expect(changes.find((change) => change.uniqueId === uniqueId)).toMatchObject({ isIgnored: true, isSelected: false });
  await removeIgnoreRule(runs.host, { accountId: runs.accountId, projectId: place.project.id, ruleId: rule.id });
  const again = await selectionOf(await runs.run(place, { ...ci, schemaOverride: 'dbt_cloud_pr_70_3' }));
  expect(again.summary).toMatchObject({ ignored: 0, adjustedCommand: null });
  expect(again.selected.map(({ uniqueId: id }) => shortOf(id))).toContain('other');
});

test('a secret that somebody wrote into a model or its config is in no difference by which a selection is explained', async () => {
  const secret = 'q7-Zebra-Lantern-42';
  const other = await runs.place(files);
  await runs.run(other);
  const target = { accountId: runs.accountId, projectId: other.project.id };
  await createVariable(runs.host, target, 'DBT_ENV_SECRET_LANTERN', [{ target: { level: 'project' }, value: secret }]);
  const changed = {
    ...files,
    'models/two.sql': `select id, '${secret}' as letter from {{ ref('one') }}`,
    'models/other.yml': `models: [{name: other, config: {meta: {owner: "${secret}"}}}]\n`,
  };
  const folder = writeDbtProject(`${runs.house.paths.home}/sources`, other.dbtName, changed);
  await commitFolder(runs.host, other.repository.id, folder, 'Say a secret');
  const run = await runs.run(other, { ...ci, schemaOverride: 'dbt_cloud_pr_70_4' });
  const selection = await selectionOf(run);
  const reasons = selection.changes.flatMap((change) => change.reasons);
  expect(reasons.find(({ facet }) => facet === 'body')?.diff).toContain("+select id, '***' as letter");
  expect(reasons.find(({ facet, key }) => facet === 'config' && key === 'meta')?.after).toEqual({ owner: '***' });
  expect(JSON.stringify(selection)).not.toContain(secret);
});

test('the compared commit, parsed again, differs in nothing, though the branch has moved on', async () => {
  const request = requestFor(place, { ...ci, commands: ['dbt ls --select state:modified'], jobId: 71 });
  const check = await startRun(runs.host, { ...request, trigger: { ...request.trigger, gitSha: production.gitSha } });
  const run = await runs.finished(check);
  expect(run).toMatchObject({ state: 'succeeded', gitSha: production.gitSha, deferral: { compared: { gitSha: production.gitSha } } });
  expect(await selectionOf(run)).toMatchObject({ summary: { changed: 0, selected: 0 }, changes: [] });
});

test('what was never built where it defers to is named before dbt fails at it, with what to do', async () => {
  const other = await runs.place({ 'models/three.sql': null });
  await runs.run(other, { commands: ['dbt build --exclude one+'] });
  const folder = writeDbtProject(`${runs.house.paths.home}/sources`, other.dbtName, {
    'models/two.sql': "select id from {{ ref('one') }}",
  });
  await commitFolder(runs.host, other.repository.id, folder, 'Change');
  const plan = { ...ci, jobId: 72, schemaOverride: 'dbt_cloud_pr_72_1', commands: ['dbt build --select state:modified,two'] };
  const said = `model.${other.dbtName}.one was never built in Production, and this run reads it there`;
  const run = await runs.run(other, plan);
  expect(run.state).toBe('failed');
  expect(await runs.log(run, 4)).toContain(said);
  expect((await selectionOf(run)).summary.notes).toEqual([
    expect.stringContaining(`${said}: dbt will not find it. Build it in Production first`),
  ]);
});

/** What CI shows of its runs: what the linter found, what lies in the warehouse because of them, and what clean-ups did, whole in light and dark. */
import { join } from 'node:path';
import { cleanUp } from '@weft/domain/ci/clean-up';
import { updateCleanUp, upsertItems } from '@weft/domain/ci/store-clean-ups';
import { openTarget } from '@weft/domain/connections/open-target';
import { createJob } from '@weft/domain/jobs/change-job';
import { type Job, jobTriggersSchema } from '@weft/domain/jobs/model';
import { type CreatedRelation, relationKey, scopeOf } from '@weft/domain/runs/created-relation';
import { insertRelation } from '@weft/domain/runs/relation-store';
import { updateStep } from '@weft/domain/runs/step-store';
import { replaceFindings } from '@weft/domain/runs/store-lint';
import { type ActedRun, actRun } from '@weft/kit/acted-run';
import { type AppHouse, openAppHouse } from '@weft/kit/app';
import { makeRunnable, type Runnable } from '@weft/kit/runnable';
import { root } from '@weft/kit/server';
import { buildApp } from '@weft/server/build-app';
import type { FastifyInstance } from 'fastify';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { axeViolations, describeInBrowser, expectWholePage, openBrowser, type Visit } from './browser-kit.ts';

const secondsMax = 120_000;
const lintStep = 4;
const ofCi = { jobType: 'ci', schemaOverride: 'dbt_cloud_pr_1_12', lint: { failsRun: true } } as const;
const triggers = jobTriggersSchema.parse({ githubWebhook: true });
const finding = { ruleName: 'layout.spacing', column: 9, isWarning: false };

describeInBrowser('CI', () => {
  const browser = openBrowser();
  let house: AppHouse;
  let app: FastifyInstance;
  let url: string;
  let place: Runnable;
  let job: Job;
  /** Of a job of its own, that has made nothing. */
  let quiet: Job;
  let found: ActedRun;
  let clean: ActedRun;
  let broken: ActedRun;

  beforeAll(async () => {
    house = await openAppHouse({ at: new Date().toISOString() });
    app = await buildApp(house, { facts: { version: '0', dbtVersions: [] }, readiness: [], webFolder: join(root, 'apps/web/dist') });
    url = await app.listen({ port: 0, host: '127.0.0.1' });
    place = await makeRunnable(house, house.accountId);
    const at = { accountId: house.accountId, projectId: place.project.id, environmentId: place.environment.id };
    job = await createJob(house, { ...at, name: 'Checks', executeSteps: ['dbt build'], triggers });
    quiet = await createJob(house, { ...at, name: 'Other checks', executeSteps: ['dbt build'], triggers });
    found = await linted('failed', 'Linting found 2 problems in 1 file');
    await replaceFindings(house.database.db, { runId: found.run.id, stepIndex: lintStep }, [
      { ...finding, path: 'models/orders.sql', line: 12, rule: 'LT01', message: 'Expected only single space before naked identifier.' },
      { ...finding, path: 'models/orders.sql', line: 3, rule: 'CP01', message: 'Keywords must be upper case.' },
      { ...finding, path: 'models/a.sql', line: 3, rule: 'ST06', message: 'Select wildcards last.', isWarning: true },
    ]);
    clean = await linted('succeeded', null);
    broken = await linted('failed', 'The files could not be linted: dbt found no profile.');
    await leaveBehind();
    await cleanedUp();
  }, secondsMax);
  afterAll(async () => {
    app?.server.closeAllConnections();
    await app?.close();
    await house?.close();
  });

  async function linted(state: 'succeeded' | 'failed', message: string | null): Promise<ActedRun> {
    const acted = await actRun(house, place, { ...ofCi, jobId: job.id });
    await acted.begin();
    await acted.startStep(lintStep);
    await acted.endStep(lintStep, state);
    await updateStep(house.database.db, acted.run.id, lintStep, { message });
    await acted.end(state === 'succeeded' ? { state } : { state, reason: message ?? '' });
    return acted;
  }

  /** Three things of one run, one of which lies in the schema that production writes to. */
  async function leaveBehind(): Promise<void> {
    const { connectionId, credentialId, extendedAttributesId } = place.environment;
    if (connectionId === null || credentialId === null) throw new Error('the environment is tied to no warehouse');
    const target = await openTarget(house, place.environment, { connectionId, credentialId, extendedAttributesId });
    const { run } = found;
    const common = {
      ...{ runId: run.id, accountId: run.accountId, projectId: run.projectId, environmentId: run.environmentId, jobId: run.jobId },
      ...{ scope: scopeOf(run), place: target.place, recordedAt: house.clock.now(), settledAt: null, fate: null, database: 'warehouse' },
    };
    const make = (kind: CreatedRelation['kind'], schema: string, identifier: string) =>
      insertRelation(house.database.db, {
        ...common,
        ...{ kind, schema, identifier, key: relationKey({ database: 'warehouse', schema, identifier }) },
        ...(kind === 'schema'
          ? { uniqueId: null, resourceType: null, materialized: null }
          : { uniqueId: `model.shop.${identifier}`, resourceType: 'model', materialized: 'table' }),
      });
    await make('schema', 'dbt_cloud_pr_1_12', '');
    await make('relation', 'dbt_cloud_pr_1_12', 'orders');
    await make('schema', 'prod', '');
  }

  /** One that dropped, kept and failed, as its worker would have left it. */
  async function cleanedUp(): Promise<void> {
    const { db } = house.database;
    const subject = { kind: 'job', jobId: job.id } as const;
    const made = await cleanUp(house, { accountId: house.accountId, projectId: place.project.id, subject, reason: 'closed' });
    if (made === null) throw new Error('there was nothing to clean up');
    const at = house.clock.now();
    const item = (identifier: string, outcome: 'dropped' | 'kept' | 'failed', message: string | null) => ({
      ...{
        cleanUpId: made.id,
        kind: 'relation' as const,
        environmentId: place.environment.id,
        database: 'warehouse',
        schema: 'dbt_cloud_pr_1_11',
      },
      ...{ identifier, key: `warehouse.dbt_cloud_pr_1_11.${identifier}`, outcome, message, settledAt: at },
    });
    await upsertItemsOf([
      item('customers', 'dropped', null),
      item('orders', 'kept', 'Run 9 of pull request 12 made it too.'),
      item('payments', 'failed', 'permission denied for table payments'),
    ]);
    await updateCleanUp(db, made.id, { state: 'failed', message: 'Not everything could be dropped.', startedAt: at, finishedAt: at });
  }

  const upsertItemsOf = (items: Parameters<typeof upsertItems>[1]) => house.database.transaction((tx) => upsertItems(tx, items));
  const runPage = ({ run }: ActedRun, tab: string) => `/deploy/${house.accountId}/projects/${place.project.id}/runs/${run.id}?tab=${tab}`;
  const jobPage = ({ id }: Job) => `/deploy/${house.accountId}/projects/${place.project.id}/jobs/${id}`;

  async function enter(scheme: 'light' | 'dark'): Promise<Visit> {
    const visit = await browser.visit({ url }, { scheme });
    const answer = await visit.context.request.post('/api/weft/session/', { data: house.owner, headers: { origin: url } });
    expect(answer.status()).toBe(200);
    return visit;
  }

  describe.each(['light', 'dark'] as const)('in %s', (scheme) => {
    let visit: Visit;

    beforeAll(async () => {
      visit = await enter(scheme);
    });

    test.each([
      ['what the linter found', () => runPage(found, 'lint'), 'Keywords must be upper case.'],
      ['a lint step that found nothing', () => runPage(clean, 'lint'), 'Nothing found'],
      ['a lint step that could not be carried out', () => runPage(broken, 'lint'), 'dbt found no profile.'],
      ['the log of a lint step', () => runPage(found, 'steps'), 'dbt sqlfluff lint'],
      ['what a run left in the warehouse', () => runPage(found, 'clean-up'), 'Clean up now'],
      ['what the runs of a job left, and what clean-ups did', () => jobPage(job), 'permission denied for table payments'],
      ['a job whose runs left nothing', () => jobPage(quiet), 'Nothing is left to clean up'],
    ])('%s is whole and can be used by everybody', async (_, path, shows) => {
      await expectWholePage(visit, path(), shows);
    });
  });

  test('findings are told by file and line, and are found by their words', async () => {
    const { page } = await enter('light');
    await page.goto(runPage(found, 'lint'));
    const rows = page.getByRole('region', { name: 'Table of findings' }).getByRole('row');
    await rows.nth(3).waitFor();
    expect(await rows.allInnerTexts()).toEqual([
      expect.stringContaining('File'),
      expect.stringMatching(/models\/a\.sql:3:9.*ST06.*Warning/s),
      expect.stringMatching(/models\/orders\.sql:3:9.*CP01.*Error/s),
      expect.stringMatching(/models\/orders\.sql:12:9.*LT01.*Error/s),
    ]);
    await page.getByText('What is no warning fails the run.').waitFor();
  });

  test('a clean-up says what it would drop and why the rest stays, asks first, and is on its way when it was confirmed', async () => {
    const { page } = await enter('light');
    await page.goto(runPage(found, 'clean-up'));
    const plan = page.getByRole('region', { name: 'Table of what a clean-up goes through' });
    await plan.getByRole('row', { name: /dbt_cloud_pr_1_12\.orders.*Dropped/ }).waitFor();
    await plan.getByRole('row', { name: /warehouse\.prod .*Kept.*It is also a schema of the environment Production/ }).waitFor();
    await page.getByRole('button', { name: 'Clean up now' }).click();
    const question = page.getByRole('dialog', { name: `Clean up after run #${found.run.id}?` });
    await question.getByText('1 relation and 1 schema will be dropped, and 1 stay').waitFor();
    expect(await axeViolations(page)).toEqual([]);
    await question.getByRole('button', { name: 'Drop 2 things' }).click();
    await page.getByText('The clean-up is on its way.').waitFor();
    await page.getByRole('button', { name: 'Being cleaned up' }).waitFor();
  });
});

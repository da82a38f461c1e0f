/** News of git, through the whole app: a push starts merge jobs, the end of a pull request queues its clean-up, and people see and ask for one. */
import { openTarget } from '@weft/domain/connections/open-target';
import { commitFolder } from '@weft/domain/git/commit-folder';
import { recordRelations } from '@weft/domain/runs/relation-recorder';
import { writeDbtProject } from '@weft/kit/dbt-project';
import { HookHouse } from '@weft/kit/hook-house';
import { makeRunnable } from '@weft/kit/runnable';
import type { WireCleanUpPage } from '@weft/wire/weft/clean-up';
import { afterAll, beforeAll, expect, test } from 'vitest';

let hooks: HookHouse;

beforeAll(async () => {
  hooks = await HookHouse.open();
});
afterAll(() => hooks.close());

const account = () => `/api/weft/accounts/${hooks.house.accountId}`;
const ask = async (path: string, method: 'GET' | 'POST' = 'GET', token?: string) =>
  hooks.house.ask(method, `${account()}/${path}/clean-up/`, token === undefined ? {} : { token });
const page = async (path: string): Promise<WireCleanUpPage> => (await ask(path)).json().data;

test('a push to a repository that Weft keeps starts the merge jobs of its branch, once, and none of another branch', async () => {
  const { house } = hooks;
  const place = await makeRunnable(house, house.accountId, {});
  const onMerge = { triggers: { github_webhook: false, schedule: false, on_merge: true } };
  const jobId = await hooks.makeJob(place, { name: 'Merge', ...onMerge });
  const folder = writeDbtProject(`${house.paths.home}/sources`, 'pushed');
  const commit = await commitFolder(house, place.repository.id, folder, 'A merge');
  await commitFolder(house, place.repository.id, folder, 'The same content is no commit');
  await house.settle();
  const [run, ...more] = await hooks.runsOf({ jobId });
  expect(more).toEqual([]);
  expect(run.trigger).toMatchObject({
    ...{ cause_category: 'merge', git_branch: 'main', cause: `Merge: ${commit.sha.slice(0, 7)} was pushed to main` },
  });
});

test('the end of a pull request queues its clean-up, which waits for what runs there; its page, the job and the run tell of it', async () => {
  const { house } = hooks;
  const place = await hooks.place();
  const it = place.provider.open();
  await hooks.tell(place, 'opened', it);
  const [held] = (await hooks.beginAll()).filter(({ jobId }) => jobId === place.jobId);
  if (!held) throw new Error('no run was begun');
  const { id: pullRequestId } = await hooks.pageOf(place, it);
  const [ofPullRequest, ofJob, ofRun] = [`pull-requests/${pullRequestId}`, `jobs/${place.jobId}`, `runs/${held.id}`] as const;
  expect(await page(ofPullRequest)).toEqual({ plan: [], clean_ups: [] });
  expect((await ask(ofPullRequest, 'POST')).json().data).toEqual({ id: null });

  const { connectionId, credentialId, extendedAttributesId } = place.runnable.environment;
  if (connectionId === null || credentialId === null) throw new Error('the environment leads nowhere');
  const target = await openTarget(house, held, { connectionId, credentialId, extendedAttributesId });
  const schema = `dbt_cloud_pr_${place.jobId}_1`;
  const hear = recordRelations(house, held, target.place);
  const common = {
    ...({
      at: new Date(0),
      level: 'info',
      name: 'SchemaCreation',
      code: '',
      thread: '',
      invocationId: '',
      message: '',
      node: null,
    } as const),
  };
  await hear?.({ ...common, kind: 'schema_created', schema: { database: 'x', schema } });
  const planned = { kind: 'schema', database: 'x', schema, identifier: '', resource_type: null, run_ids: [held.id], kept_because: null };
  for (const path of [ofPullRequest, ofJob, ofRun]) expect(await page(path)).toEqual({ plan: [planned], clean_ups: [] });

  await hooks.tell(place, 'closed', it);
  const closed = { reason: 'closed', actor: null, state: 'queued', subject: 'pull request 1', message: `Waits for run ${held.id} to end.` };
  for (const path of [ofPullRequest, ofRun]) expect((await page(path)).clean_ups).toMatchObject([closed]);
  expect((await page(ofJob)).clean_ups).toEqual([]);

  const reader = await house.token('job_viewer');
  expect((await ask(ofRun, 'GET', reader)).statusCode).toBe(200);
  expect((await ask(ofRun, 'POST', reader)).statusCode).toBe(403);
  const asked = await ask(ofRun, 'POST');
  expect([asked.statusCode, asked.json().data.id]).toEqual([202, expect.any(Number)]);
  expect((await page(ofRun)).clean_ups).toMatchObject([{ reason: 'by_hand', subject: `run ${held.id}` }, closed]);
  expect((await page(ofJob)).clean_ups).toMatchObject([{ reason: 'by_hand' }]);
});

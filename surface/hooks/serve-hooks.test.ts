/** Webhooks of a fake provider, through the whole app: who is let in, what a pull request starts and ends, and what the provider is told of it. */
import { asId } from '@weft/base/id';
import type { Outcome } from '@weft/domain/runs/model';
import { upsertNodes } from '@weft/domain/runs/step-store';
import type { AppHouse } from '@weft/kit/app';
import type { FakeProvider, FakePullRequest, FakeWebhook } from '@weft/kit/fake-provider';
import { HookHouse, type HookPlace } from '@weft/kit/hook-house';
import { afterAll, beforeAll, expect, test } from 'vitest';

let hooks: HookHouse;
let house: AppHouse;

beforeAll(async () => {
  hooks = await HookHouse.open();
  house = hooks.house;
});
afterAll(() => hooks.close());

const open: HookHouse['place'] = (...given) => hooks.place(...given);
const pathOf = (place: HookPlace) => hooks.pathOf(place);
const deliver = (place: HookPlace, webhook: FakeWebhook, path?: string) => hooks.deliver(place, webhook, path);
const tell = (place: HookPlace, action: Parameters<FakeProvider['webhook']>[1], it: FakePullRequest) => hooks.tell(place, action, it);
const seen = (place: HookPlace) => hooks.seen(place);
const pageOf = (place: HookPlace, it: FakePullRequest) => hooks.pageOf(place, it);
const runsOf = (place: HookPlace) => hooks.runsOf(place);

/** Everything that waits is begun; answers what ends one. */
async function beginAll() {
  const held = await hooks.beginAll();
  return (runId: number, outcome: Outcome) => hooks.end(held, runId, outcome);
}

test('a webhook without its signature, with a wrong one or at no address is refused, counted and never kept', async () => {
  const place = await open();
  const { headers, payload } = place.provider.webhook(place.hook.secret, 'opened', place.provider.open());
  const { 'x-hub-signature-256': signature, ...unsigned } = headers;
  expect(await deliver(place, { headers: unsigned, payload })).toBe(401);
  expect(await deliver(place, { headers, payload: `${payload} ` })).toBe(401);
  expect(await deliver(place, place.provider.webhook('another secret', 'opened', place.provider.open()))).toBe(401);
  expect(await deliver(place, { headers, payload }, `/hooks/${'0'.repeat(40)}`)).toBe(404);
  expect(await deliver(place, { headers, payload }, '/hooks/x')).toBe(404);
  const after = await seen(place);
  expect(after).toMatchObject({ refused_count: 3, refused_reason: 'Its signature was missing or wrong.', deliveries: [] });
  expect(JSON.stringify(house.log.lines)).not.toContain(signature);
  expect(after).not.toHaveProperty('secret');
});

test('a secret that was renewed lets the old one in no more', async () => {
  const place = await open();
  const renewed = (await house.ask('POST', `${place.hookPath}secret/`)).json().data;
  const it = place.provider.open();
  expect(await tell(place, 'opened', it)).toBe(401);
  expect(await deliver(place, place.provider.webhook(renewed.secret, 'opened', it))).toBe(202);
});

test('what was sent before does nothing, whether its name or only its content is the same', async () => {
  const place = await open();
  const sent = place.provider.webhook(place.hook.secret, 'opened', place.provider.open());
  expect(await deliver(place, sent)).toBe(202);
  expect(await deliver(place, sent)).toBe(200);
  // The name is no part of what is signed.
  expect(await deliver(place, { ...sent, headers: { ...sent.headers, 'x-github-delivery': 'another' } })).toBe(200);
  expect((await seen(place)).deliveries).toMatchObject([{ name: 'pull_request.opened', outcome: 'acted', count: 3 }]);
  expect(await runsOf(place)).toHaveLength(1);
});

test('bodies that are no webhook are refused with the reason, and one that is too large before it is read', async () => {
  const place = await open('gitlab');
  const headers = { 'x-gitlab-token': place.hook.secret, 'content-type': 'application/json' };
  for (const payload of [
    '',
    '{',
    '[]',
    'null',
    '{"object_kind":"merge_request","object_attributes":{"iid":"1"}}',
    '{"object_kind":"push","ref":5}',
  ]) {
    const answer = await house.app.inject({ method: 'POST', url: pathOf(place), headers, payload });
    const isNothing = payload === '[]' || payload === 'null';
    expect([payload, answer.statusCode]).toEqual([payload, isNothing ? 202 : 400]);
    if (!isNothing) expect(answer.json().data.code).toBe('hook.body_invalid');
  }
  const huge = await house.app.inject({ method: 'POST', url: pathOf(place), headers, payload: Buffer.alloc(5 * 1024 * 1024 + 1, 'x') });
  expect(huge.statusCode).toBe(413);
  await house.settle();
});

test('who floods one webhook is held back there, and another webhook is not', async () => {
  const [flooded, other] = [await open(), await open()];
  const statuses: number[] = [];
  for (let count = 0; count < 320; count += 1)
    statuses.push((await house.app.inject({ method: 'POST', url: pathOf(flooded), payload: '{}' })).statusCode);
  expect(statuses[0]).toBe(401);
  expect(statuses.at(-1)).toBe(429);
  expect(await tell(other, 'opened', other.provider.open())).toBe(202);
  house.clock.turn(120_000);
});

test.each(['github', 'gitlab'] as const)(
  '%s: a pull request starts the CI job with its schema, and the provider is told how it goes',
  async (kind) => {
    const place = await open(kind);
    const it = place.provider.open();
    expect(await tell(place, 'opened', it)).toBe(202);
    const [run, ...more] = await runsOf(place);
    expect(more).toEqual([]);
    const id = kind === 'github' ? { github_pull_request_id: it.number } : { gitlab_merge_request_id: it.number };
    expect(run.trigger).toMatchObject({ cause: `Pull request #1: Change 1`, cause_category: 'ci', git_sha: it.headSha, ...id });
    expect(run.trigger.schema_override).toBe(`dbt_cloud_pr_${place.jobId}_1`);
    const end = await beginAll();
    await upsertNodes(house.database.db, run.id, 4, [
      {
        ...{
          stepIndex: 4,
          uniqueId: 'model.shop.orders',
          name: 'orders',
          resourceType: 'model',
          materialized: 'table',
          relationName: null,
        },
        ...{ nodeIndex: 1, nodeTotal: 1, state: 'failed', dbtStatus: 'error', startedAt: null, finishedAt: null, executionSeconds: null },
        message: 'Database Error | `x` [link](http://evil) @everybody\nmore',
      },
    ]);
    await end(run.id, { state: 'failed', reason: 'A model failed.' });
    const words = kind === 'github' ? ['pending', 'pending', 'failure'] : ['pending', 'running', 'failed'];
    expect(place.provider.statuses.map(({ state }) => state)).toEqual(words);
    expect(new Set(place.provider.statuses.map(({ context }) => context))).toEqual(new Set([`Weft / ${place.runnable.project.name} / CI`]));
    expect(place.provider.statuses.at(-1)).toMatchObject({ sha: it.headSha, description: 'Failed: A model failed.' });
    expect(place.provider.statuses.at(-1)?.targetUrl).toMatch(new RegExp(`/projects/${place.runnable.project.id}/runs/${run.id}$`));
    const [comment, ...others] = place.provider.comments;
    expect(others).toEqual([]);
    expect(comment?.body).toContain("`model orders` failed: `Database Error \\| 'x' [link](http://evil) @everybody more`");
    expect(comment?.body).toContain(`\`dbt_cloud_pr_${place.jobId}_1\``);
    const page = await pageOf(place, it);
    expect(page).toMatchObject({ state: 'open', undelivered_count: 0, checks: [{ outcome: 'run', run: { id: run.id, status: 20 } }] });
    expect(page.reports.map(({ delivery }) => delivery)).toEqual(['delivered', 'delivered']);
  },
);

test('a newer commit ends the older run, queued or running, which says which run took its place; other pull requests go on', async () => {
  const place = await open();
  const [one, two] = [place.provider.open(), place.provider.open()];
  await tell(place, 'opened', one);
  await tell(place, 'opened', two);
  const end = await beginAll();
  place.provider.push(one);
  await tell(place, 'synchronised', one);
  place.provider.push(one);
  await tell(place, 'synchronised', one);
  const [first, other, second, third] = await runsOf(place);
  // Its processes are to be ended first.
  expect([first.status, other.status, second.status, third.status]).toEqual([3, 3, 30, 1]);
  expect(second.status_message).toBe(
    `Run ${third.id} checks the newer commit ${one.headSha.slice(0, 7)} of pull request #1, so this one was not wanted any more.`,
  );
  await end(first.id, { state: 'cancelled', reason: 'as it was told' });
  const { checks } = await pageOf(place, one);
  expect(checks.map(({ run }) => [run?.id, run?.superseded_by ?? null])).toEqual([
    [third.id, null],
    [second.id, third.id],
    [first.id, second.id],
  ]);
  const ofRun = await house.ask('GET', `/api/weft/accounts/${house.accountId}/runs/${first.id}/pull-request/`);
  expect(ofRun.json().data).toMatchObject({ number: 1, superseded_by: second.id });
});

test('of many webhooks at once one run is left, of the newest commit', async () => {
  const place = await open();
  const it = place.provider.open();
  const sent = [place.provider.webhook(place.hook.secret, 'opened', it)];
  for (let count = 0; count < 6; count += 1) {
    place.provider.push(it);
    sent.push(place.provider.webhook(place.hook.secret, 'synchronised', it));
  }
  await Promise.all(
    sent.reverse().map(({ headers, payload }) => house.app.inject({ method: 'POST', url: pathOf(place), headers, payload })),
  );
  await house.settle();
  const runs = await runsOf(place);
  const left = runs.filter(({ status }: { status: number }) => status !== 30);
  expect(left.map(({ trigger }: { trigger: { git_sha: string } }) => trigger.git_sha)).toEqual([it.headSha]);
});

test('a draft waits until it is ready, and a job that wants drafts does not', async () => {
  const [place, eager] = [await open(), await open('gitlab', { job: { triggers_on_draft_pr: true } })];
  const it = place.provider.open({ isDraft: true });
  await tell(place, 'opened', it);
  expect(await runsOf(place)).toEqual([]);
  const before = await pageOf(place, it);
  expect(before.checks).toMatchObject([{ outcome: 'refused', explanation: expect.stringContaining('is a draft') }]);
  expect((await seen(place)).deliveries[0]).toMatchObject({ outcome: 'nothing', explanation: before.checks[0]?.explanation });
  await tell(place, 'ready', it);
  expect((await pageOf(place, it)).checks).toMatchObject([{ outcome: 'run' }]);
  await tell(eager, 'opened', eager.provider.open({ isDraft: true }));
  expect(await runsOf(eager)).toHaveLength(1);
});

test('a fork is refused, as is what goes into another branch; nobody is told of either at the provider', async () => {
  const place = await open();
  const [fork, elsewhere] = [place.provider.open({ isFork: true }), place.provider.open({ base: 'develop' })];
  await tell(place, 'opened', fork);
  await tell(place, 'opened', elsewhere);
  expect(await runsOf(place)).toEqual([]);
  expect((await pageOf(place, fork)).checks[0]?.explanation).toContain('lie in a fork');
  expect((await pageOf(place, elsewhere)).checks[0]?.explanation).toBe(
    'It goes into develop, and the environment Production of the job CI has the branch main.',
  );
  expect(place.provider.asked).toEqual([]);
});

test('of a repository whose default branch is master, master is what pull requests go into', async () => {
  const place = await open('github', { defaultBranch: 'master' });
  place.provider.commit({ 'a.txt': 'a' });
  await tell(place, 'opened', place.provider.open());
  expect(await runsOf(place)).toHaveLength(1);
});

test('the same commit is checked once, until the pull request is opened again', async () => {
  const place = await open();
  const it = place.provider.open();
  for (const action of ['opened', 'labelled', 'synchronised'] as const) await tell(place, action, it);
  expect(await runsOf(place)).toHaveLength(1);
  await tell(place, 'closed', it);
  expect((await runsOf(place))[0]).toMatchObject({ status: 30, status_message: 'Pull request #1 was closed.' });
  expect(house.announced.filter(({ name }) => name === 'pull_request.closed').at(-1)?.data).toMatchObject({ number: 1, state: 'closed' });
  await tell(place, 'reopened', it);
  expect((await runsOf(place)).map(({ status }: { status: number }) => status)).toEqual([30, 1]);
  await tell(place, 'merged', it);
  expect(await pageOf(place, it)).toMatchObject({ state: 'merged' });
});

test('a push to the branch starts its merge job; while one waits, the newest takes its place', async () => {
  const place = await open('gitlab', { job: { triggers: { github_webhook: false, on_merge: true, schedule: false } } });
  const push = (sha: string, branch = 'main') => deliver(place, place.provider.pushWebhook(place.hook.secret, branch, sha));
  await push('a'.repeat(40));
  await push('b'.repeat(40));
  await push('c'.repeat(40), 'develop');
  await push('0'.repeat(40));
  const [first, second, ...more] = await runsOf(place);
  expect(more).toEqual([]);
  expect(first).toMatchObject({ status: 30, status_message: expect.stringContaining(`Run ${second.id} will run what the branch holds`) });
  expect(second.trigger).toMatchObject({ cause: 'Merge: bbbbbbb was pushed to main', cause_category: 'merge', git_branch: 'main' });
  const { deliveries } = await seen(place);
  expect(deliveries.map(({ outcome, explanation }) => [outcome, explanation])).toEqual([
    ['acted', 'The branch main was deleted.'],
    ['nothing', 'No environment with a merge job has the branch develop.'],
    ['acted', `Run ${second.id} of the merge job CI.`],
    ['acted', `Run ${first.id} of the merge job CI.`],
  ]);
});

test('what the provider does not take is tried again, and the newest state is what it has in the end', async () => {
  const place = await open();
  const it = place.provider.open();
  place.provider.answer({ status: 500 }, { status: 502 }, { status: 403, headers: { 'x-ratelimit-remaining': '0', 'retry-after': '30' } });
  await tell(place, 'opened', it);
  expect((await pageOf(place, it)).reports.some(({ delivery, problem }) => delivery === 'failing' && problem !== null)).toBe(true);
  const [run] = await runsOf(place);
  const end = await beginAll();
  await end(run.id, { state: 'succeeded' });
  for (let count = 0; count < 4; count += 1) {
    house.clock.turn(120_000);
    await house.settle();
  }
  const words = place.provider.statuses.map(({ state }) => state);
  expect(words.at(-1)).toBe('success');
  expect(words.indexOf('success')).toBe(words.length - 1);
  expect(place.provider.comments).toHaveLength(1);
  expect(await pageOf(place, it)).toMatchObject({ undelivered_count: 0 });
});

test('a token that lacks the right is told on the page, the run goes on, and a person may have it tried again', async () => {
  const place = await open();
  const it = place.provider.open();
  place.provider.answer({ status: 403 }, { status: 404 });
  await tell(place, 'opened', it);
  const page = await pageOf(place, it);
  expect(page.reports.map(({ delivery }) => delivery)).toEqual(['undelivered', 'undelivered']);
  expect(page.reports[0]?.problem).toContain('The token lacks a right that the webhook panel names');
  expect((await runsOf(place))[0].status).toBe(1);
  const resent = await house.ask('POST', `/api/weft/accounts/${house.accountId}/pull-requests/${page.id}/resend/`);
  expect(resent.json().data).toMatchObject({ queued_count: 2 });
  await house.settle();
  expect((await pageOf(place, it)).reports.map(({ delivery }) => delivery)).toEqual(['delivered', 'delivered']);
});

test('a comment that somebody deleted is written anew, and one whose answer was lost is found again', async () => {
  const place = await open();
  const it = place.provider.open();
  await tell(place, 'opened', it);
  const [comment] = place.provider.comments;
  place.provider.removeComment(comment?.id ?? 0);
  const end = await beginAll();
  expect(place.provider.comments).toHaveLength(1);
  await house.database.withClient((client) => client.query("update ci.report set remote_id = null where kind = 'comment'"));
  const [run] = await runsOf(place);
  await end(run.id, { state: 'succeeded' });
  expect(place.provider.comments).toHaveLength(1);
  expect(place.provider.comments[0]?.body).toContain('succeeded');
});

test('a project in a folder is checked where that folder is changed, and else is marked as not affected', async () => {
  const place = await open();
  const projectPath = `/api/v3/accounts/${house.accountId}/projects/${place.runnable.project.id}/`;
  const changed = await house.ask('POST', projectPath, { body: { name: place.runnable.project.name, dbt_project_subdirectory: 'shop' } });
  expect(changed.statusCode).toBe(200);
  place.provider.commit({ 'shop/dbt_project.yml': 'name: shop', 'docs/a.md': 'a' });
  const [outside, inside] = [
    place.provider.open({ files: { 'docs/a.md': 'b' } }),
    place.provider.open({ files: { 'shop/a.sql': 'select 1' } }),
  ];
  await tell(place, 'opened', outside);
  expect(await runsOf(place)).toEqual([]);
  expect((await pageOf(place, outside)).checks).toMatchObject([{ outcome: 'not_affected', run: null }]);
  expect(place.provider.statuses).toMatchObject([
    { state: 'success', sha: outside.headSha, description: expect.stringContaining('Not affected') },
  ]);
  await tell(place, 'opened', inside);
  expect(await runsOf(place)).toHaveLength(1);
});

test('by the API a pull request needs one number and a commit or a branch, and its older runs are ended too', async () => {
  const place = await open('github', { withToken: false });
  const ask = (body: object) =>
    house.ask('POST', `/api/v2/accounts/${house.accountId}/jobs/${place.jobId}/run/`, { body: { cause: 'x', ...body } });
  const bare = await ask({ github_pull_request_id: 7 });
  expect([bare.statusCode, bare.json().data.code]).toEqual([400, 'pull_request.commit_missing']);
  const both = await ask({ github_pull_request_id: 7, gitlab_merge_request_id: 7, git_branch: 'x' });
  expect([both.statusCode, both.json().data.code]).toEqual([400, 'pull_request.ambiguous']);
  const first = (await ask({ github_pull_request_id: 7, git_sha: 'a'.repeat(40) })).json().data;
  const same = (await ask({ github_pull_request_id: 7, git_sha: 'a'.repeat(40) })).json().data;
  const other = (await ask({ github_pull_request_id: 8, git_sha: 'b'.repeat(40) })).json().data;
  const newer = (await ask({ github_pull_request_id: 7, git_sha: 'c'.repeat(40), schema_override: 'mine' })).json().data;
  const plain = (await ask({})).json().data;
  const states = new Map((await runsOf(place)).map((run: { id: number; status: number }) => [run.id, run.status]));
  expect([first, same, other, newer, plain].map(({ id }) => states.get(id))).toEqual([30, 30, 1, 1, 1]);
  expect(first.trigger.schema_override).toBe(`dbt_cloud_pr_${place.jobId}_7`);
  expect(newer.trigger.schema_override).toBe('mine');
  expect(plain.trigger.schema_override).toBe(null);
  await house.settle();
});

test('a webhook is made once, changed and taken away; who may not write repositories does neither', async () => {
  const place = await open();
  const again = await house.ask('POST', place.hookPath, { body: {} });
  expect([again.statusCode, again.json().data.code]).toEqual([409, 'hook.already_there']);
  const elsewhere = await house.ask('PATCH', place.hookPath, { body: { api_base_url: 'https://evil.example.com/' } });
  expect([elsewhere.statusCode, elsewhere.json().data.code]).toEqual([400, 'hook.api_address_refused']);
  const quiet = await house.ask('PATCH', place.hookPath, { body: { is_commenting: false, api_base_url: 'http://127.0.0.1:1/api/v3/' } });
  expect(quiet.json().data).toMatchObject({
    is_commenting: false,
    api_url: 'http://127.0.0.1:1/api/v3',
    provider: 'github',
    has_token: true,
  });
  const token = await house.token('job_viewer');
  for (const method of ['GET', 'POST', 'PATCH', 'DELETE'] as const)
    expect((await house.ask(method, place.hookPath, { token, body: {} })).statusCode).toBe(403);
  const stranger = await house.token('developer', asId<'project'>(house.project.id));
  expect((await house.ask('GET', place.hookPath, { token: stranger })).statusCode).toBe(404);
  expect((await house.ask('DELETE', place.hookPath)).statusCode).toBe(200);
  expect((await house.ask('GET', place.hookPath)).json().data).toBe(null);
  expect(await tell(place, 'opened', place.provider.open())).toBe(404);
});

test('pull requests of a project that one may not see are not in the list, and not there', async () => {
  const place = await open();
  const it = place.provider.open();
  await tell(place, 'opened', it);
  const { id } = await pageOf(place, it);
  const token = await house.token('developer', house.project.id);
  const list = await house.ask('GET', `/api/weft/accounts/${house.accountId}/pull-requests/`, { token });
  expect([list.statusCode, list.json().data]).toEqual([200, []]);
  expect((await house.ask('GET', `/api/weft/accounts/${house.accountId}/pull-requests/${id}/`, { token })).statusCode).toBe(404);
});

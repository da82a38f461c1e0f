import type { Id } from '@weft/base/id';
import { actRun } from '@weft/kit/acted-run';
import { type AppHouse, openAppHouse } from '@weft/kit/app';
import { makeManifest } from '@weft/kit/artifacts';
import { type Mailbox, openMailbox } from '@weft/kit/mailbox';
import { openReceiver, type Receiver } from '@weft/kit/receiver';
import { makeRunnable, type Runnable } from '@weft/kit/runnable';
import { takeUploads, upload } from '@weft/kit/upload';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import type { RunNode } from '../runs/run-node.ts';
import { createChannel, listChannels } from './channels.ts';
import { changeModelSetting } from './model-settings.ts';
import type { Destination, Occasions } from './notification-model.ts';
import { createNotification, deleteNotification, listNotifications } from './notifications.ts';
import { notifyOfRun } from './on-run-ended.ts';
import { listMessages } from './queue-message.ts';
import { tellOwnersAtOnce } from './tell-owners-at-once.ts';
import { unsubscribeByLink } from './unsubscribe.ts';

let house: AppHouse;
let mailbox: Mailbox;
let place: Runnable;
let jobId: Id<'job'>;
let userId: Id<'user'>;

beforeAll(async () => {
  mailbox = await openMailbox();
  house = await openAppHouse({
    variables: { WEFT_SMTP_URL: mailbox.url, WEFT_MAIL_FROM: 'Weft <weft@example.com>', WEFT_PUBLIC_URL: 'https://weft.example.com' },
  });
  await takeUploads(house);
  place = await makeRunnable(house, house.accountId, { name: 'Shop' });
  const body = {
    project_id: place.project.id,
    environment_id: place.environment.id,
    name: 'Nightly <b>&</b>',
    execute_steps: ['dbt build'],
  };
  jobId = (await house.ask('POST', `/api/v2/accounts/${house.accountId}/jobs/`, { body })).json().data.id;
  const { rows } = await house.database.withClient((client) => client.query<{ id: Id<'user'> }>('select id from identity.user'));
  userId = rows[0]?.id ?? userId;
});
afterAll(async () => {
  await house.close();
  await mailbox.close();
});

let before = 0;
beforeEach(() => {
  before = mailbox.letters.length;
  return async () => {
    for (const { id } of await listNotifications(house, house.accountId)) await deleteNotification(house, house.accountId, id);
  };
});
const fresh = () => mailbox.letters.slice(before);

function notify(destination: Destination, on: Partial<Occasions>) {
  const none = { onSuccess: [], onFailure: [], onCancel: [], onWarning: [] };
  return createNotification(house, house.accountId, {
    ...none,
    ...on,
    userId: destination.type === 1 ? destination.userId : null,
    destination,
  });
}

async function run(state: 'succeeded' | 'failed' | 'cancelled', nodes: readonly Partial<RunNode & { uniqueId: string }>[] = []) {
  const acted = await actRun(house, place, { jobId, jobName: 'Nightly <b>&</b>' });
  await acted.begin();
  for (const { uniqueId = '', ...node } of nodes) await acted.node(4, uniqueId, node);
  house.clock.turn(65_000);
  await acted.end(state === 'succeeded' ? { state } : { state, reason: 'It was <stopped>' });
  await house.settle();
  return acted.run;
}

const mailTo = (address: string) => fresh().find(({ to }) => to?.[0]?.address === address);

test('a person hears of a failure: which nodes, why, where to look, and nothing that a name could do to the page', async () => {
  await notify({ type: 1, userId }, { onFailure: [jobId] });
  house.scrubber.add('s3cret-word');
  const failed = await run('failed', [
    {
      uniqueId: 'model.shop.orders',
      state: 'failed',
      dbtStatus: 'error',
      message: '\n  Database Error <script>s3cret-word</script>\nmore',
    },
    { uniqueId: 'model.shop.fine', state: 'succeeded', dbtStatus: 'success' },
  ]);
  const [letter] = fresh();
  expect(fresh()).toHaveLength(1);
  expect(letter).toMatchObject({ to: [{ address: house.owner.email }], subject: 'Nightly <b>&</b> failed' });
  const url = `https://weft.example.com/deploy/${house.accountId}/projects/${place.project.id}/runs/${failed.id}`;
  for (const part of [
    'Project: Shop',
    'Environment: Production',
    `Run: #${failed.id}`,
    'Why it ran: A test wanted it',
    'Took: 1 min 5 s',
    url,
  ])
    expect(letter?.text).toContain(part);
  expect(letter?.text).toContain('- model orders failed: Database Error <script>***</script>\n');
  expect(letter?.text).not.toContain('fine');
  expect(letter?.html).toContain('&lt;script&gt;***&lt;/script&gt;');
  expect(letter?.html).toContain('Nightly &lt;b&gt;&amp;&lt;/b&gt; failed');
  expect(letter?.html).not.toMatch(/<script|<b>&/);
  expect(letter?.text).toMatch(/https:\/\/weft\.example\.com\/unsubscribe#\S+/);
  const header = (name: string) => letter?.headers.find(({ key }) => key === name)?.value;
  expect(header('list-unsubscribe')).toMatch(/^<https:\/\/weft\.example\.com\/api\/weft\/unsubscribe\/\?link=\S+>$/);
  expect(header('list-unsubscribe-post')).toBe('List-Unsubscribe=One-Click');
});

test('each occasion goes to those who asked for it, and each address is told once', async () => {
  const to = (externalEmail: string) => ({ type: 4, externalEmail }) as const;
  await notify(to('success@example.org'), { onSuccess: [jobId] });
  await notify(to('failure@example.org'), { onFailure: [jobId] });
  await notify(to('cancel@example.org'), { onCancel: [jobId] });
  await notify(to('warning@example.org'), { onWarning: [jobId] });
  await notify(to('Warning@example.org'), { onWarning: [jobId], onSuccess: [jobId] });
  const told = async (...given: Parameters<typeof run>) => {
    before = mailbox.letters.length;
    await run(...given);
    return fresh().map((letter) => [
      letter.to?.[0]?.address?.toLowerCase().replace('@example.org', ''),
      letter.subject?.replace('Nightly <b>&</b> ', ''),
    ]);
  };
  expect((await told('succeeded')).sort()).toEqual([
    ['success', 'succeeded'],
    ['warning', 'succeeded'],
  ]);
  expect(await told('failed')).toEqual([['failure', 'failed']]);
  expect(await told('cancelled')).toEqual([['cancel', 'was cancelled']]);
  const warned = [{ uniqueId: 'test.shop.unique.1', state: 'warned', dbtStatus: 'warn', message: 'Got 3 results' }] as const;
  expect((await told('succeeded', warned)).sort()).toEqual([
    ['success', 'succeeded with 1 warning'],
    ['warning', 'succeeded with 1 warning'],
  ]);
});

test('news that comes twice is told once', async () => {
  await notify({ type: 1, userId }, { onSuccess: [jobId] });
  const { id: runId, accountId, projectId, environmentId } = await run('succeeded');
  await notifyOfRun(house, { accountId, projectId, environmentId, jobId, runId, state: 'succeeded' });
  await house.settle();
  expect(fresh()).toHaveLength(1);
});

test('who has lost their place in the account is told nothing', async () => {
  await notify({ type: 1, userId }, { onSuccess: [jobId] });
  await house.database.withClient((client) => client.query("update identity.membership set state = 'deactivated'"));
  await run('succeeded');
  await house.database.withClient((client) => client.query("update identity.membership set state = 'active'"));
  expect(fresh()).toEqual([]);
});

test('the link in a mail ends the mails to that address, and no other link does', async () => {
  await notify({ type: 4, externalEmail: 'leave@example.org' }, { onSuccess: [jobId] });
  await notify({ type: 4, externalEmail: 'stay@example.org' }, { onSuccess: [jobId] });
  await run('succeeded');
  const link = /unsubscribe#(\S+)/.exec(mailTo('leave@example.org')?.text ?? '')?.[1] ?? '';
  for (const wrong of ['', 'x', `${link}x`, house.secretBox.seal(JSON.stringify({ accountId: 1, email: 'stay@example.org' }), 'other')])
    await expect(unsubscribeByLink(house, wrong)).rejects.toMatchObject({ code: 'unsubscribe.link_invalid' });
  const answer = await house.app.inject({
    method: 'POST',
    url: `/api/weft/unsubscribe/?link=${encodeURIComponent(link)}`,
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    payload: 'List-Unsubscribe=One-Click',
  });
  expect([answer.statusCode, answer.json().data]).toEqual([200, { email: 'leave@example.org' }]);
  before = mailbox.letters.length;
  await run('succeeded');
  expect(fresh().map(({ to }) => to?.[0]?.address)).toEqual(['stay@example.org']);
});

test('Slack and Teams take their own shapes, are tried again, and their addresses are never shown', async () => {
  const receiver: Receiver = await openReceiver();
  const make = (kind: 'slack' | 'teams', channelId: string | null) =>
    createChannel(house, house.accountId, { kind, name: `#${kind}`, url: `${receiver.url}/services/T0/${kind}`, channelId }, 'a person');
  const [slack, teams] = [await make('slack', 'C0123'), await make('teams', null)];
  await notify({ type: 2, slackChannelId: 'C0123', slackChannelName: '' }, { onFailure: [jobId] });
  await notify({ type: 2, slackChannelId: teams.channelId, slackChannelName: '' }, { onFailure: [jobId] });
  receiver.answer({ status: 500 });
  const failed = await run('failed', [{ uniqueId: 'model.shop.orders', state: 'failed', message: '<!channel> [x](y)' }]);
  expect(await listChannels(house, house.accountId)).toMatchObject([
    { problem: 'The receiver answered 500.', failingSince: expect.any(Date) },
    { problem: 'The receiver answered 500.' },
  ]);
  receiver.answer({ status: 200 });
  house.clock.turn(10_000);
  await house.settle();
  house.clock.turn(3_600_000);
  await house.settle();
  expect(receiver.requests).toHaveLength(4);
  const bodyTo = (kind: string) => JSON.parse(receiver.requests.filter(({ path }) => path.endsWith(kind)).at(-1)?.body ?? '');
  const { text } = bodyTo('slack');
  expect(text).toContain(
    `*<https://weft.example.com/deploy/${house.accountId}/projects/${place.project.id}/runs/${failed.id}|Nightly &lt;b&gt;&amp;&lt;/b&gt; failed>*`,
  );
  expect(text).toContain('• *model orders* failed: &lt;!channel&gt; [x](y)');
  const card = bodyTo('teams').attachments[0];
  expect(card).toMatchObject({ contentType: 'application/vnd.microsoft.card.adaptive', content: { type: 'AdaptiveCard' } });
  expect(JSON.stringify(card)).toContain(String.raw`<!channel> \\[x\\]\\(y\\)`);
  expect(await listChannels(house, house.accountId)).toMatchObject([{ problem: null, failingSince: null }, { problem: null }]);
  const shown = (await house.ask('GET', `/api/weft/accounts/${house.accountId}/channels/`)).body;
  expect([shown.includes('/services/'), shown.includes(slack.channelId)]).toEqual([false, true]);
  await receiver.close();
});

test('owners of models get one mail at once and one in sum, with their own models only', async () => {
  const manifest = {
    ...makeManifest({ models: [{ name: 'orders' }, { name: 'stock' }, { name: 'nobodys' }] }),
    groups: {
      'group.shop.sales': { unique_id: 'group.shop.sales', name: 'sales', resource_type: 'group', owner: { email: 'sales@example.org' } },
      'group.shop.depot': { unique_id: 'group.shop.depot', name: 'depot', resource_type: 'group', owner: { email: ['Depot@example.org'] } },
    },
  };
  const text = JSON.stringify(manifest);
  const grouped = JSON.parse(text);
  for (const [id, group] of [
    ['orders', 'sales'],
    ['stock', 'depot'],
  ] as const) {
    const node = grouped.nodes[`model.shop.${id}`];
    Object.assign(node, { group, config: { ...node.config, group } });
  }
  await upload(house, { 'manifest.json': grouped }, { environmentId: place.environment.id });
  await changeModelSetting(house, house.accountId, place.environment.id, { isEnabled: true });
  const acted = await actRun(house, place, { jobId, jobName: 'Nightly' });
  await acted.begin();
  await acted.node(4, 'model.shop.orders', { state: 'failed', message: 'no such table' });
  before = mailbox.letters.length;
  await tellOwnersAtOnce(house);
  await tellOwnersAtOnce(house);
  await house.settle();
  expect(fresh().map(({ to, subject }) => [to?.[0]?.address, subject])).toEqual([['sales@example.org', 'orders failed in Nightly']]);
  await acted.node(4, 'model.shop.stock', { state: 'warned', message: 'odd' });
  await acted.node(4, 'model.shop.nobodys', { state: 'failed', message: 'alone' });
  await acted.end({ state: 'failed', reason: 'bad' });
  await house.settle();
  const sums = fresh().slice(1);
  expect(sums.map(({ to, subject }) => [to?.[0]?.address, subject]).sort()).toEqual([
    ['depot@example.org', '1 of your models warned in Nightly'],
    ['sales@example.org', '1 of your models failed in Nightly'],
  ]);
  expect(mailTo('depot@example.org')?.text).not.toMatch(/orders|nobodys/);
  const link = /unsubscribe#(\S+)/.exec(mailTo('depot@example.org')?.text ?? '')?.[1] ?? '';
  await unsubscribeByLink(house, link);
  before = mailbox.letters.length;
  await run('failed', [{ uniqueId: 'model.shop.stock', state: 'failed', message: 'x' }]);
  expect(fresh()).toEqual([]);
});

test('what was told to whom can be looked up', async () => {
  await notify({ type: 4, externalEmail: 'a@example.org' }, { onSuccess: [jobId] });
  const { id } = await run('succeeded');
  expect((await listMessages(house, house.accountId, 1))[0]).toMatchObject({ runId: id, target: 'email:a@example.org', state: 'sent' });
});

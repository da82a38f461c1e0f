import { workExports } from '@weft/domain/audit/export-events';
import { dropExpiredEvents } from '@weft/domain/audit/keep-events';
import { settleAudit } from '@weft/domain/audit/record-event';
import { type AppHouse, openAppHouse } from '@weft/kit/app';
import { afterAll, beforeEach, expect, test } from 'vitest';

let house: AppHouse;

beforeEach(async () => {
  await house?.close();
  house = await openAppHouse();
});
afterAll(() => house.close());

const at = (path: string) => `/api/v3/accounts/${house.accountId}/${path}`;

interface Logged {
  event_type: string;
  actor: { kind: string; name: string };
  // biome-ignore lint/suspicious/noExplicitAny: what is compared is whole
  event_context: any;
}

async function logged(query = '', accountId = house.accountId): Promise<Logged[]> {
  const token = accountId === house.accountId ? house.ownerToken : house.strangerToken;
  const answer = await house.ask('GET', `/api/v3/accounts/${accountId}/audit-logs/${query}`, { token });
  expect(answer.statusCode).toBe(200);
  return answer.json().data;
}

test('a change is told with who, from where, and how the thing was before and after', async () => {
  await house.ask('POST', at(`projects/${house.project.id}/`), {
    body: { name: 'Renamed' },
    headers: { 'user-agent': 'terraform', 'x-forwarded-for': '203.0.113.9' },
  });
  const [event] = await logged();
  expect(event).toMatchObject({ event_type: 'project.changed', actor: { kind: 'service_token', name: 'service token owner' } });
  expect(event?.event_context).toMatchObject({
    outcome: 'done',
    // Nobody said that a proxy is to be believed.
    address: '127.0.0.1',
    user_agent: 'terraform',
    project_id: house.project.id,
    subject: { type: 'project', id: String(house.project.id), label: 'Renamed' },
    before: { name: 'Foundational' },
    after: { name: 'Renamed' },
  });
});

test('what was created is told as it was answered, without its secret', async () => {
  const made = await house.ask('POST', at('service-tokens/'), { body: { name: 'Nightly', permission_grants: [] } });
  const { id, token_string: secret } = made.json().data;
  const answer = await house.ask('GET', at('audit-logs/'));
  expect(answer.body).not.toContain(secret);
  expect(answer.json().data[0].event_context).toMatchObject({
    subject: { id: String(id), label: 'Nightly' },
    before: null,
    after: { name: 'Nightly', token_string: '(hidden)' },
  });
});

test('deleting by writing the state is told as a deletion, after which nothing is there', async () => {
  await house.ask('POST', at(`projects/${house.project.id}/`), { body: { state: 2 } });
  const [event] = await logged();
  expect(event?.event_type).toBe('project.deleted');
  expect(event?.event_context).toMatchObject({ before: { name: 'Foundational' }, after: null });
});

test('a change that fails is told as failed, with why', async () => {
  await house.ask('POST', at('projects/'), { body: { name: 'Foundational' } });
  const [event] = await logged();
  expect(event?.event_type).toBe('project.created');
  expect(event?.event_context).toMatchObject({ outcome: 'failed', fault_code: 'project.name_taken', after: null });
});

test('what is only looked at is not told, and neither is what is only missing', async () => {
  await house.ask('GET', at('projects/'));
  await house.ask('GET', at('projects/9999/'));
  await house.ask('GET', at('projects/'), { token: null });
  expect(await logged()).toEqual([]);
});

test('every refused access is told: a wrong token, a lacking permission, another account, a hidden project', async () => {
  const viewer = await house.token('job_viewer', house.project.id);
  const { data: hidden } = (await house.ask('POST', at('projects/'), { body: { name: 'Hidden' } })).json();
  await house.ask('GET', at('projects/'), { token: 'dbtc_wrong' });
  await house.ask('GET', at('service-tokens/'), { token: viewer });
  await house.ask('GET', at('projects/'), { token: house.strangerToken });
  await house.ask('GET', at(`projects/${hidden.id}/`), { token: viewer });
  const events = await logged('?event=access.refused');
  expect(events.map(({ actor, event_context: told }) => [actor.name, told.subject.label, told.fault_code]).sort()).toEqual([
    ['nobody', `GET ${at('projects/')}`, 'token.invalid'],
    ['service token job_viewer', `GET ${at(`projects/${hidden.id}/`)}`, 'path.not_found'],
    ['service token job_viewer', `GET ${at('service-tokens/')}`, 'access.forbidden'],
    ['service token owner', `GET ${at('projects/')}`, 'account.not_found'],
  ]);
  expect(events.every(({ event_context: told }) => told.outcome === 'refused')).toBe(true);
});

test('a flood of refusals costs two rows a minute, and none of it is forgotten', async () => {
  for (let count = 0; count < 30; count++) await house.ask('GET', at('projects/'), { token: 'dbtc_wrong' });
  expect((await logged()).map(({ event_context: told }) => told.request_count)).toEqual([1]);
  house.clock.turn(60_000);
  await settleAudit(house);
  expect((await logged()).map(({ event_context: told }) => told.request_count)).toEqual([29, 1]);
});

test('a token that is tried on an account that does not exist breaks nothing', async () => {
  await house.ask('GET', '/api/v3/accounts/987654/projects/', { token: 'dbtc_wrong' });
  await settleAudit(house);
  const { rows } = await house.database.withClient((client) => client.query('select account_id from audit.event'));
  expect(rows).toEqual([{ account_id: null }]);
});

test('each account sees its own events only, and nobody sees them without the right to', async () => {
  await house.ask('POST', at('projects/'), { body: { name: 'Ours' } });
  expect(await logged('', house.otherAccountId)).toEqual([]);
  expect((await house.ask('GET', at('audit-logs/'), { token: await house.token('developer') })).statusCode).toBe(403);
});

test('the log is asked by time, actor, event, outcome and subject, and in pages', async () => {
  await house.ask('POST', at('projects/'), { body: { name: 'Early' } });
  house.clock.turn(3_600_000);
  await house.ask('POST', at('projects/'), { body: { name: 'Late' } });
  const names = async (query: string) => (await logged(query)).map(({ event_context: told }) => told.subject.label);
  expect(await names('')).toEqual(['Late', 'Early']);
  expect(await names('?logged_at_start=2026-01-01T12:30:00')).toEqual(['Late']);
  expect(await names('?logged_at_end=2026-01-01 12:30:00')).toEqual(['Early']);
  expect(await names('?limit=1&offset=1')).toEqual(['Early']);
  expect(await names('?subject=ear')).toEqual(['Early']);
  expect(await names('?actor=OWNER&event=project&outcome=done')).toEqual(['Late', 'Early']);
  expect(await names('?event=job')).toEqual([]);
});

test('the log is written as CSV, in which a name is never a formula', async () => {
  await house.ask('POST', at('projects/'), { body: { name: '=1+1, "quoted"' } });
  const answer = await house.ask('GET', at('audit-logs/download/'));
  expect(answer.headers['content-type']).toContain('text/csv');
  const [head, first] = answer.body.split('\r\n');
  expect(head).toMatch(/^id,created_at,actor_kind/);
  expect(first).toContain(`"'=1+1, ""quoted"""`);
});

test('an export is written by the queue and fetched when it is there', async () => {
  await workExports(house);
  await house.ask('POST', at('projects/'), { body: { name: 'Exported' } });
  const { job_id: job } = (await house.ask('POST', at('audit-logs/export/'))).json().data;
  await house.settle();
  expect((await house.ask('GET', at('audit-logs/export/'))).json().data).toEqual({ is_running: false });
  const { download_url: url } = (await house.ask('GET', at(`audit-logs/export/${job}/download/`))).json().data;
  const path = new URL(url).pathname;
  expect((await house.ask('GET', path)).body).toContain('Exported');
  expect((await house.ask('GET', path, { token: house.strangerToken })).statusCode).toBe(404);
  const [listed] = (await house.ask('GET', `/api/weft/accounts/${house.accountId}/audit-exports/`)).json().data;
  expect(listed).toMatchObject({ job_id: job, failure: null, download_url: url });
});

test('nobody rewrites the log: neither an event nor its outcome once it is known, and only age takes events away', async () => {
  await house.ask('POST', at('projects/'), { body: { name: 'Kept' } });
  await settleAudit(house);
  const attempt = (sql: string) => house.database.withClient((client) => client.query(sql));
  for (const sql of [
    `update audit.event set outcome = 'failed'`,
    `update audit.event set actor_label = 'somebody else'`,
    'delete from audit.event',
    'truncate audit.event',
  ])
    await expect(attempt(sql)).rejects.toThrow('append-only');
  const days = `/api/weft/accounts/${house.accountId}/audit/`;
  expect((await house.ask('PATCH', days, { body: { retention_days: 0 } })).json().data.code).toBe('audit_retention.invalid');
  await house.ask('PATCH', days, { body: { retention_days: 2 } });
  house.clock.turn(3 * 86_400_000);
  await dropExpiredEvents(house);
  expect(await logged()).toEqual([]);
  expect((await house.ask('GET', days)).json().data).toEqual({ event_types: [], retention_days: 2 });
});

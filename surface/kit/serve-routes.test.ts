import { request as httpRequest } from 'node:http';
import { createJob } from '@weft/domain/jobs/change-job';
import { type AppHouse, openAppHouse } from '@weft/kit/app';
import { afterAll, beforeAll, expect, test } from 'vitest';

let house: AppHouse;
let jobId: number;
let port: number;

beforeAll(async () => {
  house = await openAppHouse();
  const { accountId, project, production } = house;
  const job = await createJob(house, { accountId, projectId: project.id, environmentId: production.id, name: 'Nightly' });
  jobId = job.id;
  port = Number(new URL(await house.app.listen({ port: 0, host: '127.0.0.1' })).port);
});
afterAll(() => house.close());

const account = (path: string) => `/api/v2/accounts/${house.accountId}/${path}`;

/** As a client on a wire does it, byte for byte. */
function send(method: string, path: string, headers: Record<string, string>, body?: string): Promise<{ code: number; json: unknown }> {
  return new Promise((resolve, reject) => {
    const options = { port, method, path, headers: { authorization: `Token ${house.ownerToken}`, connection: 'close', ...headers } };
    const asked = httpRequest(options, (answer) => {
      let text = '';
      answer.setEncoding('utf8').on('data', (part) => {
        text += part;
      });
      answer.on('end', () => resolve({ code: answer.statusCode ?? 0, json: text === '' ? null : JSON.parse(text) }));
    });
    asked.on('error', reject);
    asked.end(body);
  });
}

const json = { 'content-type': 'application/json' };

test.each([
  ['GET with a JSON content type', 'GET', 'jobs/', json, undefined],
  ['GET with the body null', 'GET', 'jobs/', { ...json, 'content-length': '4' }, 'null'],
  ['GET with the body null in pieces', 'GET', 'jobs/', { ...json, 'transfer-encoding': 'chunked' }, 'null'],
  ['POST with a JSON content type and no body', 'POST', 'runs/1/cancel/', { ...json, 'content-length': '0' }, undefined],
  ['POST without a slash, a body or a content type', 'POST', 'runs/1/cancel', { 'content-length': '0' }, undefined],
  ['POST with the body null', 'POST', 'runs/1/cancel/', { ...json, 'content-length': '4' }, 'null'],
  ['POST with an empty object', 'POST', 'runs/1/cancel/', { ...json, 'content-length': '2' }, '{}'],
])('%s is understood', async (_, method, path, headers, body) => {
  const { code } = await send(method, account(path), headers, body);
  // There is no run 1: what matters is that the request was not refused for its shape.
  expect(code).toBe(method === 'GET' ? 200 : 404);
});

test('DELETE with a JSON content type and no body deletes', async () => {
  const { accountId, project, production } = house;
  const { id } = await createJob(house, { accountId, projectId: project.id, environmentId: production.id, name: 'Short-lived' });
  expect((await send('DELETE', account(`jobs/${id}`), json)).code).toBe(200);
});

test('the scheme of the token is read in any letters, and a token may come as a Basic password', async () => {
  const basic = Buffer.from(`user:${house.ownerToken}`).toString('base64');
  for (const authorization of [
    `Bearer ${house.ownerToken}`,
    `bearer ${house.ownerToken}`,
    `TOKEN   ${house.ownerToken} `,
    `Basic ${basic}`,
  ]) {
    expect((await send('GET', account('jobs/'), { authorization })).code).toBe(200);
  }
  for (const authorization of ['Bearer None', house.ownerToken, 'Token', `Digest ${house.ownerToken}`, '']) {
    expect((await send('GET', account('jobs/'), { authorization })).code).toBe(401);
  }
});

test.each(['token', 'access_token', 'api_key'])('a token as ?%s= in the address is refused, also a right one', async (name) => {
  const answer = await house.ask('GET', `${account('jobs/')}?${name}=${house.ownerToken}`);
  expect([answer.statusCode, answer.json().status.developer_message]).toEqual([400, 'token.in_url']);
  expect(answer.body).not.toContain(house.ownerToken);
});

test.each([
  ['a null character', '\u0000'],
  ['half a character', '\ud83d'],
])('%s in any text is a bad request', async (_, bad) => {
  const asked = [
    house.ask('POST', account(`jobs/${jobId}/`), { body: { name: `x${bad}` } }),
    house.ask('POST', account(`jobs/${jobId}/`), { body: { schedule: { cron: bad } } }),
    house.ask('POST', account(`jobs/${jobId}/run/`), { body: { cause: bad } }),
    house.ask('POST', `/api/v3/accounts/${house.accountId}/projects/`, { body: { name: bad, description: bad } }),
    house.ask('POST', `/api/v3/accounts/${house.accountId}/service-tokens/`, { body: { name: `t${bad}` } }),
    house.ask('POST', '/api/weft/session/', { body: { email: bad, password: 'x' } }),
  ];
  for (const answer of await Promise.all(asked)) expect([answer.statusCode, answer.json().data.code]).toEqual([400, 'request.invalid']);
});

test('a null character in an address is found nowhere, and in a query a bad request', async () => {
  expect((await house.ask('GET', account('runs/1%00/'))).statusCode).toBe(404);
  expect((await house.ask('GET', `${account('jobs/')}?name__icontains=%00`)).statusCode).toBe(400);
});

test.each(['99999999999999999999', '9007199254740992', '-1', '0', '1.5', 'abc', '%20'])('the id %s is that of nothing', async (id) => {
  const answer = await house.ask('GET', account(`jobs/${id}/`));
  expect([answer.statusCode, answer.json().status.code]).toEqual([404, 404]);
  const other = await house.ask('GET', `/api/v2/accounts/${id}/jobs/`);
  expect(other.statusCode).toBe(404);
});

test('what a body has beside what is known is passed over', async () => {
  const answer = await house.ask('POST', account(`jobs/${jobId}/`), { body: { name: 'Nightly', no_such_field: { deep: [1] }, id: null } });
  expect(answer.statusCode).toBe(200);
});

test.each([
  ['not JSON', '{"name":'],
  ['very deep', `${'['.repeat(200_000)}${']'.repeat(200_000)}`],
  ['a list', '[1]'],
  ['a text', '"x"'],
])('a body that is %s is a bad request, in the envelope', async (_, body) => {
  const { code, json: answer } = await send('POST', account(`jobs/${jobId}/`), json, body);
  expect(code).toBe(400);
  expect(answer).toMatchObject({ status: { code: 400, is_success: false, user_message: expect.any(String) } });
});

test('a body over the limit is told as too large', async () => {
  const { code } = await send('POST', account(`jobs/${jobId}/`), json, JSON.stringify({ name: 'x'.repeat(11 * 1024 * 1024) }));
  expect(code).toBe(413);
});

test.each([
  ['GET', '/api/v2/nothing/'],
  ['POST', '/api/v3/accounts/'],
  ['GET', '/api'],
  ['GET', '/graphql/none'],
  ['PATCH', '/api/weft/session/'],
])('%s %s is not there, in JSON', async (method, path) => {
  const { code, json: answer } = await send(method, path, {});
  expect([code, answer]).toMatchObject([404, { status: { code: 404, is_success: false }, data: { code: 'path.not_found' } }]);
});

test('an address that cannot be decoded is a bad request, in the envelope', async () => {
  const { code, json: answer } = await send('GET', '/api/v2/accounts/%zz/', {});
  expect([code, answer]).toMatchObject([400, { status: { code: 400, is_success: false } }]);
});

test('the front page answers whoever asks whether there is anything', async () => {
  const answer = await house.app.inject({ method: 'GET', url: '/' });
  expect([answer.statusCode, answer.headers['content-type']]).toEqual([200, 'text/html; charset=utf-8']);
});

test('a bug is told as internal, without what it was, and logged whole', async () => {
  await house.database.db.execute('alter table jobs.job rename to gone');
  const answer = await house.ask('GET', account('jobs/'));
  await house.database.db.execute('alter table jobs.gone rename to job');
  expect([answer.statusCode, answer.json().status]).toMatchObject([500, { code: 500, is_success: false, developer_message: 'internal' }]);
  expect(answer.body).not.toContain('jobs');
  expect(house.log.lines.findLast(({ event }) => event === 'request.failed')?.fields.route).toBe('/api/v2/accounts/:accountId/jobs/');
});

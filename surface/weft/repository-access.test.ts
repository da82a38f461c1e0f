/** What the repository page asks: branches, deploy credentials, and the way out of Weft to a real git server. */
import { workMoves } from '@weft/domain/git/work-moves';
import { createProject } from '@weft/domain/projects/create-project';
import { type AppHouse, openAppHouse } from '@weft/kit/app';
import { type GitServer, startGitServer } from '@weft/kit/git-server';
import { afterAll, beforeAll, expect, test } from 'vitest';

let house: AppHouse;
let server: GitServer;

beforeAll(async () => {
  house = await openAppHouse();
  await workMoves(house);
  server = await startGitServer();
  server.git(['config', 'http.receivepack', 'true']);
});
afterAll(async () => {
  await server.close();
  await house.close();
});

async function make(name: string): Promise<string> {
  const { id } = await createProject(house, { accountId: house.accountId, name, kind: 'default' });
  const url = `/api/weft/accounts/${house.accountId}/projects/${id}/repository/`;
  expect((await house.ask('POST', url, { body: { name } })).statusCode).toBe(201);
  return url;
}

test('the branches are told with who committed last and when', async () => {
  const url = await make('Branches');
  const { data } = (await house.ask('GET', `${url}branches/`)).json();
  expect(data).toEqual([
    {
      name: 'main',
      is_default: true,
      sha: expect.stringMatching(/^[0-9a-f]{40}$/),
      message: 'Initial commit',
      author: 'Weft',
      committed_at: expect.any(String),
    },
  ]);
});

test('a deploy credential shows its secret once, is listed without it, and is revoked once', async () => {
  const url = `${await make('Credentials')}deploy-credentials/`;
  expect((await house.ask('POST', url, { body: { name: ' ' } })).json().data.code).toBe('deploy_credential.name_invalid');
  const made = (await house.ask('POST', url, { body: { name: 'ci', may_push: true } })).json().data;
  expect(made.token_string).toMatch(/^wfd_/);
  const { token_string, ...rest } = made;
  const listed = await house.ask('GET', url);
  expect(listed.json().data).toEqual([rest]);
  expect(listed.body).not.toContain(token_string);
  expect((await house.ask('DELETE', `${url}${made.id}/`, { token: await house.token('developer') })).statusCode).toBe(403);
  expect((await house.ask('DELETE', `${url}${made.id}/`)).statusCode).toBe(200);
  expect((await house.ask('DELETE', `${url}${made.id}/`)).statusCode).toBe(404);
  expect((await house.ask('GET', url)).json().data).toEqual([]);
});

test('a repository moves out: where to is said, all is copied and compared, and the project is switched with its id', async () => {
  const url = await make('Moving');
  const before = (await house.ask('GET', url)).json().data;
  const move = async () => (await house.ask('GET', `${url}move/`)).json().data;
  expect(await move()).toBeNull();
  expect((await house.ask('POST', `${url}move/copy/`)).json().data.code).toBe('repository.move_not_found');
  expect((await house.ask('POST', `${url}move/`, { body: { remote_url: 'file:///etc' } })).json().data.code).toBe('repository.url_invalid');

  server.lock('s3cret-write');
  await house.ask('POST', `${url}move/`, { body: { remote_url: server.url, token: 'wr0ng' } });
  expect((await house.ask('POST', `${url}move/switch/`)).json().data.code).toBe('repository.move_not_copied');
  await house.ask('POST', `${url}move/copy/`);
  await house.settle();
  expect(await move()).toMatchObject({
    state: 'prepared',
    steps: [{ is_failed: true, text: expect.stringContaining('does not let Weft in') }],
  });

  await house.ask('POST', `${url}move/`, { body: { remote_url: server.url, token: 's3cret-write' } });
  await house.ask('POST', `${url}move/copy/`);
  await house.settle();
  expect(await move()).toMatchObject({ state: 'copied', steps: [{}, {}, { text: 'Compared: all 1 branches and tags are there.' }] });
  expect(server.git(['rev-parse', 'main'])).toBe(before.head_sha);
  expect((await house.ask('GET', url)).json().data.clone_url).not.toBeNull();

  await house.ask('POST', `${url}move/switch/`);
  await house.settle();
  const told = await move();
  expect(told).toMatchObject({ state: 'moved', has_token: false });
  expect(JSON.stringify(told)).not.toContain('s3cret');
  const after = (await house.ask('GET', url)).json().data;
  expect(after).toMatchObject({ id: before.id, clone_url: null, head_sha: before.head_sha });
  const projectId = Number(/projects\/(\d+)/.exec(url)?.[1]);
  const tried = await house.ask('POST', `/api/weft/accounts/${house.accountId}/projects/${projectId}/repositories/${before.id}/test/`);
  expect(tried.json().data).toMatchObject({ branches: ['main'] });
  server.lock(null);
});

test('a place that has commits of its own takes nothing, and nothing is lost on either side', async () => {
  const url = await make('Refused');
  const theirs = server.commit({ 'their.txt': 'own' }, 'main', true);
  const before = (await house.ask('GET', url)).json().data;
  await house.ask('POST', `${url}move/`, { body: { remote_url: server.url } });
  await house.ask('POST', `${url}move/copy/`);
  await house.settle();
  const { state, steps } = (await house.ask('GET', `${url}move/`)).json().data;
  expect([state, steps.at(-1)]).toEqual([
    'prepared',
    expect.objectContaining({ is_failed: true, text: expect.stringContaining('refs/heads/main') }),
  ]);
  expect(server.git(['rev-parse', 'main'])).toBe(theirs);
  expect((await house.ask('GET', url)).json().data).toEqual(before);
  expect((await house.ask('DELETE', `${url}move/`)).statusCode).toBe(200);
});

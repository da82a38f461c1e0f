import { type AppHouse, openAppHouse } from '@weft/kit/app';
import { type GitServer, startGitServer } from '@weft/kit/git-server';
import { afterAll, beforeAll, expect, test } from 'vitest';

let house: AppHouse;
let server: GitServer;
let at: string;

beforeAll(async () => {
  house = await openAppHouse();
  server = await startGitServer();
  server.commit({ 'dbt_project.yml': 'name: shop\n' });
  at = `/api/v3/accounts/${house.accountId}/projects/`;
});
afterAll(async () => {
  await server.close();
  await house.close();
});

async function newProject(name: string): Promise<number> {
  return (await house.ask('POST', at, { body: { name } })).json().data.id;
}

test('Terraform makes, reads, changes and deletes a repository, and finds what it wrote', async () => {
  const projectId = await newProject('Terraformed');
  const ofProject = `${at}${projectId}/repositories/`;
  const body = {
    ...{ account_id: house.accountId, project_id: projectId, state: 1, remote_url: 'git@github.com:acme/shop.git' },
    ...{ git_clone_strategy: 'github_app', github_installation_id: 42, gitlab_project_id: null, is_active: true },
    pull_request_url_template: 'https://example.com/{{source}}',
  };
  const made = await house.ask('POST', ofProject, { body });
  expect([made.statusCode, made.json().data]).toMatchObject([
    201,
    {
      ...{ remote_url: body.remote_url, git_clone_strategy: 'github_app', github_installation_id: 42, remote_backend: 'github' },
      ...{ pull_request_url_template: body.pull_request_url_template, full_name: 'acme/shop', github_repo: 'acme/shop', gitlab: null },
      deploy_key: { public_key: expect.stringMatching(/^ssh-ed25519 /), state: 1 },
      web_url: 'https://github.com/acme/shop',
    },
  ]);
  const { id } = made.json().data;
  const read = (await house.ask('GET', `${ofProject}${id}`)).json().data;
  expect(read).toEqual(made.json().data);
  const project = (await house.ask('GET', `${at}${projectId}/`)).json().data;
  expect([project.repository_id, project.repository]).toEqual([id, read]);
  const changed = await house.ask('POST', `${ofProject}${id}/`, { body: { ...read, pull_request_url_template: '' } });
  expect({ ...changed.json().data, updated_at: '' }).toEqual({ ...read, pull_request_url_template: '', updated_at: '' });
  const listed = await house.ask('GET', `/api/v2/accounts/${house.accountId}/repositories/?project_id=${projectId}`);
  expect(listed.json().data.map((it: { id: number }) => it.id)).toEqual([id]);
  expect((await house.ask('POST', `${ofProject}${id}/`, { body: { state: 2 } })).json().data.state).toBe(2);
  expect((await house.ask('GET', `${ofProject}${id}/`)).json().status.code).toBe(404);
});

test('a token goes in and never comes out; the test says whether it opens', async () => {
  const projectId = await newProject('Tokened');
  server.lock('opens');
  const body = { remote_url: server.url, git_clone_strategy: 'deploy_token', token: 'closed' };
  const made = await house.ask('POST', `${at}${projectId}/repositories/`, { body });
  expect(made.body).not.toContain('closed');
  expect(made.json().data.has_token).toBe(true);
  const { id } = made.json().data;
  const tried = `/api/weft/accounts/${house.accountId}/projects/${projectId}/repositories/${id}/test/`;
  const refused = await house.ask('POST', tried);
  expect([refused.statusCode, refused.json().data.code]).toEqual([503, 'repository.refused']);
  await house.ask('POST', `${at}${projectId}/repositories/${id}/`, { body: { token: 'opens' } });
  expect((await house.ask('POST', tried)).json().data).toEqual({ default_branch: 'main', branch_count: 1, branches: ['main'] });
  server.lock(null);
});

test('a managed repository is made, and comes down as an archive', async () => {
  const projectId = await newProject('Managed');
  const made = (await house.ask('POST', `${at}${projectId}/managed-repositories/`, { body: { name: 'managed' } })).json().data;
  expect(made).toMatchObject({ remote_backend: 'managed', name: 'managed', state: 1, deploy_key: { public_key: '' } });
  const archive = await house.ask('GET', `${at}${projectId}/managed-repositories/${made.id}/download`);
  expect([archive.statusCode, archive.headers['content-type'], archive.rawPayload.subarray(0, 2).toString()]).toEqual([
    200,
    'application/zip',
    'PK',
  ]);
  expect(archive.rawPayload.includes('dbt_project.yml')).toBe(true);
  const again = await house.ask('POST', `${at}${projectId}/repositories/`, { body: { remote_url: server.url } });
  expect([again.statusCode, again.json().data.code]).toEqual([409, 'repository.already_there']);
});

test('a repository of another project is not there', async () => {
  const projectId = await newProject('Owner');
  const made = (await house.ask('POST', `${at}${projectId}/repositories/`, { body: { remote_url: server.url } })).json().data;
  expect((await house.ask('GET', `${at}${house.project.id}/repositories/${made.id}/`)).statusCode).toBe(404);
  const token = await house.token('git_admin', house.project.id);
  expect((await house.ask('GET', `${at}${projectId}/repositories/${made.id}/`, { token })).statusCode).toBe(404);
});

test('a lineage integration keeps its secret, and what is watched in it', async () => {
  const lineage = `${at}${house.project.id}/integrations/lineage/`;
  const config = { host: 'https://bi.example', site_id: 'site', token_name: 'weft', token: 'hush-hush' };
  const made = await house.ask('POST', lineage, { body: { name: 'tableau', config } });
  expect([made.statusCode, made.body.includes('hush-hush'), made.json().data.config]).toEqual([
    ...[201, false],
    { host: 'https://bi.example', site_id: 'site', token_name: 'weft' },
  ]);
  const { id } = made.json().data;
  const changed = await house.ask('PATCH', `${lineage}${id}/`, { body: { config: { site_id: 'other' } } });
  expect(changed.json().data.config).toMatchObject({ host: 'https://bi.example', site_id: 'other' });
  const folder = { identifier: 'f1', name: 'Sales', type: 'folder' };
  expect((await house.ask('POST', `${lineage}${id}/selections`, { body: { to_add: [folder, folder] } })).json()).toEqual({
    added: 1,
    removed: 0,
  });
  expect((await house.ask('GET', `${lineage}${id}/collections/`)).json().data).toEqual([{ collections: [{ ...folder, watching: true }] }]);
  expect((await house.ask('POST', `${lineage}${id}/selections/`, { body: { to_remove: ['f1', 'f2'] } })).json()).toEqual({
    added: 0,
    removed: 1,
  });
  expect((await house.ask('DELETE', `${lineage}${id}/`)).statusCode).toBe(204);
  expect((await house.ask('GET', lineage)).json()).toMatchObject({ data: [], extra: { pagination: { total_count: 0 } } });
});

test.each(['v2', 'v3'])('projects and environments are made, changed and deleted under %s', async (version) => {
  const base = `/api/${version}/accounts/${house.accountId}/`;
  const project = (await house.ask('POST', `${base}projects/`, { body: { name: `By ${version}`, description: null, type: '0' } })).json()
    .data;
  const environment = await house.ask('POST', `${base}environments/`, {
    body: {
      project_id: project.id,
      name: 'E',
      type: 'deployment',
      supports_docs: false,
      enable_dbt_state: true,
      dbt_project_subdirectory: 'dbt',
    },
  });
  expect([environment.statusCode, environment.json().data]).toMatchObject([
    201,
    { supports_docs: false, enable_dbt_state: true, dbt_project_subdirectory: 'dbt' },
  ]);
  const one = `${base}environments/${environment.json().data.id}`;
  expect((await house.ask('POST', one, { body: { name: 'Renamed' } })).json().data).toMatchObject({
    name: 'Renamed',
    supports_docs: false,
  });
  expect((await house.ask('GET', `${one}?include_related=['project']`)).json().data.project.id).toBe(project.id);
  expect((await house.ask('DELETE', one)).json().data.state).toBe(2);
  expect((await house.ask('DELETE', `${base}projects/${project.id}`)).json().data.state).toBe(2);
});

test('a dbt version with a slip is refused with the nearest that there is', async () => {
  const answer = await house.ask('POST', `${at}${house.project.id}/environments/`, { body: { name: 'Slip', dbt_version: 'compatibel' } });
  expect([answer.statusCode, answer.json().status.user_message]).toEqual([400, expect.stringContaining('Did you mean "compatible"?')]);
});

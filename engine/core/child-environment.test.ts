import { expect, test } from 'vitest';
import { childEnvironment } from './child-environment.ts';
import { unspokenArgv } from './unspoken-argv.ts';

const input = {
  python: '/venvs/x/bin/python',
  pluginPath: '/python/weft_mesh/src',
  system: { PATH: '/usr/bin', HOME: '/root', LANG: 'de_DE.UTF-8', TZ: 'Asia/Tokyo', WEFT_SECRET_KEY: 'k', HTTPS_PROXY: 'http://u:p@proxy' },
  variables: {},
  home: '/runs/1/home',
  profilesDir: '/runs/1/profiles',
  publicationsDir: null,
};

test('names are listed, not inherited', () => {
  const environment = childEnvironment(input);
  expect(environment).toMatchObject({
    PATH: '/venvs/x/bin:/usr/bin',
    HOME: '/runs/1/home',
    LANG: 'de_DE.UTF-8',
    PYTHONPATH: '/python/weft_mesh/src',
    DBT_PROFILES_DIR: '/runs/1/profiles',
    DBT_SEND_ANONYMOUS_USAGE_STATS: 'false',
  });
  const names = Object.keys(environment);
  expect(names).not.toContain('WEFT_SECRET_KEY');
  expect(names).not.toContain('HTTPS_PROXY');
  expect(names).not.toContain('DBT_CLOUD_PUBLICATIONS_DIR');
});

test('the project’s variables are its own: they change nothing of how the run is set up', () => {
  const variables = {
    DBT_MINE: '1',
    DBT_ENV_SECRET_X: '2',
    DBT_CLOUD_RUN_ID: '7',
    DBT_LOG_FORMAT: 'text',
    DBT_ENGINE_LOG_FORMAT: 'text',
    DBT_ENGINE_UPLOAD_TO_ARTIFACTS_INGEST_API: 'true',
    DBT_UPLOAD_TO_ARTIFACTS_INGEST_API: 'true',
    DBT_PROFILES_DIR: '/elsewhere',
    DBT_CLOUD_PUBLICATIONS_DIR: '/elsewhere',
    WEFT_HOME: '/weft',
    PATH: '/evil',
    PYTHONPATH: '/evil',
  };
  const environment = childEnvironment({ ...input, variables, publicationsDir: '/runs/1/publications' });
  expect(environment).toMatchObject({
    DBT_MINE: '1',
    DBT_ENV_SECRET_X: '2',
    DBT_CLOUD_RUN_ID: '7',
    DBT_LOG_FORMAT: 'json',
    DBT_UPLOAD_TO_ARTIFACTS_INGEST_API: 'false',
    DBT_PROFILES_DIR: '/runs/1/profiles',
    DBT_CLOUD_PUBLICATIONS_DIR: '/runs/1/publications',
    PYTHONPATH: '/python/weft_mesh/src',
  });
  expect(Object.keys(environment).filter((name) => /WEFT_HOME|ENGINE/.test(name))).toEqual([]);
});

test.each([
  [
    ['build', '--select', 'a b'],
    ['build', '--select', 'a b'],
  ],
  [['-q', 'build', '--debug', '--no-use-colors'], ['build']],
  [
    ['build', '--log-format', 'text', '--log-level=warn', '-s', 'x'],
    ['build', '-s', 'x'],
  ],
  [
    ['run', '--upload-to-artifacts-ingest-api', '--vars', '{quiet: 1}'],
    ['run', '--vars', '{quiet: 1}'],
  ],
])('%j becomes %j', (given, kept) => {
  expect(unspokenArgv(given)).toEqual(kept);
});

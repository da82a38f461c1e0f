import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { passwordVariable, renderProfile } from './render-profile.ts';

test('a DuckDB profile', () => {
  const text = renderProfile({
    profileName: 'shop',
    targetName: 'default',
    output: { type: 'duckdb', path: '/data/shop: 1.duckdb', schema: 'prod', threads: 4 },
  });
  expect(parse(text)).toEqual({
    shop: { target: 'default', outputs: { default: { type: 'duckdb', path: '/data/shop: 1.duckdb', schema: 'prod', threads: 4 } } },
  });
});

test('a Postgres profile names where the password is, not the password', () => {
  const text = renderProfile({
    profileName: 'shop',
    targetName: 'prod',
    output: {
      type: 'postgres',
      host: 'db',
      port: 5432,
      user: 'dbt',
      password: { secret: passwordVariable },
      sslmode: 'require',
      threads: 2,
    },
  });
  expect(parse(text).shop.outputs.prod).toMatchObject({
    host: 'db',
    sslmode: 'require',
    password: "{{ env_var('DBT_ENV_SECRET_WEFT_PASSWORD', '') }}",
  });
});

test('what people entered is never taken for Jinja', () => {
  const text = renderProfile({
    profileName: 'shop',
    targetName: 'prod',
    output: { type: 'duckdb', path: "/data/{{ env_var('HOME') }}.duckdb", schema: 's', threads: 1 },
  });
  const { path } = parse(text).shop.outputs.prod;
  expect(path).not.toContain('{{ env_var');
  expect(path).toMatch(/^\{\{ "/);
});

test('keys inside one another, and extended attributes over all', () => {
  const text = renderProfile({
    profileName: 'shop',
    targetName: 'prod',
    output: {
      type: 'bigquery',
      project: 'p',
      'keyfile_json.type': 'service_account',
      'keyfile_json.private_key': { secret: 'DBT_ENV_SECRET_X' },
      scopes: ['a'],
    },
    over: { project: "{{ env_var('DBT_PROJECT') }}", job_retries: 3 },
  });
  expect(parse(text).shop.outputs.prod).toEqual({
    type: 'bigquery',
    project: "{{ env_var('DBT_PROJECT') }}",
    keyfile_json: { type: 'service_account', private_key: "{{ env_var('DBT_ENV_SECRET_X', '') }}" },
    scopes: ['a'],
    job_retries: 3,
  });
});

import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { renderProfile } from './render-profile.ts';

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
    output: { type: 'postgres', host: 'db', port: 5432, user: 'dbt', dbname: 'shop', schema: 'prod', sslmode: 'require', threads: 2 },
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

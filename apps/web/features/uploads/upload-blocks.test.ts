import { expect, test } from 'vitest';
import { projectBlock, publicModelsBlock, variablesBlock } from './upload-blocks.ts';

const values = { accountId: 1, environmentId: 22, token: 'dbtc_secret', trust: null };

test('without a private CA the block is dbt’s own four variables', () => {
  expect(variablesBlock('bash', values)).toBe(
    [
      'export DBT_CLOUD_ACCOUNT_ID=1',
      'export DBT_CLOUD_ENVIRONMENT_ID=22',
      'export DBT_CLOUD_TOKEN=dbtc_secret',
      'export DBT_UPLOAD_TO_ARTIFACTS_INGEST_API=True',
    ].join('\n'),
  );
});

test('while a private CA is in use, every shell is told how to trust it', () => {
  const url = 'http://weft.test:8580/api/weft/ca-bundle.pem';
  for (const shell of ['bash', 'powershell', 'dotenv'] as const) {
    expect(variablesBlock(shell, { ...values, trust: { from: 'download', url } })).toContain('REQUESTS_CA_BUNDLE');
    expect(variablesBlock(shell, { ...values, trust: { from: 'download', url } })).toContain(url);
  }
});

test('a path with a blank survives the shell', () => {
  const trust = { from: 'server', file: "/srv/our weft's/ca.pem" } as const;
  expect(
    variablesBlock('bash', { ...values, trust })
      .split('\n')
      .at(-1),
  ).toBe(`export REQUESTS_CA_BUNDLE='/srv/our weft'\\''s/ca.pem'`);
});

test('before a token is made, a word stands for it', () => {
  expect(variablesBlock('powershell', { ...values, token: null })).toContain('$env:DBT_CLOUD_TOKEN = "your_token"');
});

test('the YAML names this server and this project', () => {
  expect(projectBlock('localhost:8580')).toBe('dbt-cloud:\n  tenant_hostname: localhost:8580');
  expect(publicModelsBlock('shop')).toContain('\n  shop:\n');
});

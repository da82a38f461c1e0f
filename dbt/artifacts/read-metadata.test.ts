import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { projectNameById, readMetadata, redactMetadata, type SchemaKind } from './read-metadata.ts';

const metadataOf = (name: string) => JSON.parse(readFileSync(join(import.meta.dirname, 'fixtures', name), 'utf8')).metadata;

test.each<[string, SchemaKind, number, string]>([
  ['manifest-v12.json', 'manifest', 12, '1.11.16'],
  ['manifest-v11.json', 'manifest', 11, '1.7.20'],
  ['manifest-v10.json', 'manifest', 10, '1.6.19'],
  ['run-results-v6.json', 'run-results', 6, '1.11.16'],
  ['run-results-v5.json', 'run-results', 5, '1.7.20'],
  ['run-results-v4.json', 'run-results', 4, '1.6.19'],
  ['catalog-v1.json', 'catalog', 1, '1.11.16'],
  ['sources-v3.json', 'sources', 3, '1.11.16'],
])('%s is read', (name, kind, schemaVersion, dbtVersion) => {
  const metadata = readMetadata(metadataOf(name), kind, name);
  expect(metadata).toMatchObject({ kind, schemaVersion, dbtVersion, invocationId: expect.stringMatching(/^[0-9a-f-]{36}$/) });
  expect(metadata.generatedAt?.getUTCFullYear()).toBe(2026);
});

test('a manifest tells its project and adapter, and not when its invocation began, which a partial parse leaves stale', () => {
  expect(readMetadata(metadataOf('manifest-v12.json'), 'manifest', 'manifest.json')).toMatchObject({
    projectName: 'shop',
    adapterType: 'duckdb',
    envNames: ['SECRET_TEAM'],
    invocationStartedAt: null,
  });
  expect(readMetadata(metadataOf('run-results-v6.json'), 'run-results', 'run_results.json').invocationStartedAt).toEqual(
    new Date('2026-11-21T09:32:23.457Z'),
  );
});

test('a project whose name is missing is found by the MD5 of its name', () => {
  const { projectId, projectName } = readMetadata(metadataOf('manifest-v10.json'), 'manifest', 'manifest.json');
  expect(projectName).toBe(null);
  expect(projectNameById(projectId, ['dbt_utils', 'shop', 'shop'])).toBe('shop');
  expect(projectNameById(projectId, ['dbt_utils'])).toBe(null);
  expect(projectNameById(null, ['shop', 'shop'])).toBe('shop');
  expect(projectNameById(null, ['shop', 'dbt_utils'])).toBe(null);
});

describe('what is refused', () => {
  const of = (schema: string) => ({ dbt_schema_version: `https://schemas.getdbt.com/dbt/${schema}.json`, dbt_version: '1.99.0' });
  test.each<[unknown, string, RegExp]>([
    [of('manifest/v13'), 'artifact.schema_too_new', /version 13, made by dbt 1\.99\.0; this Weft reads versions 10 to 12\. Update Weft/],
    [of('manifest/v9'), 'artifact.schema_too_old', /version 9.*reads versions 10 to 12\. Run dbt 1\.6 or newer/],
    [of('catalog/v1'), 'artifact.other_kind', /holds dbt's catalog, not its manifest/],
    [{ dbt_version: '1.11.0' }, 'artifact.no_metadata', /does not state its schema version/],
    [undefined, 'artifact.no_metadata', /does not state/],
    ['text', 'artifact.no_metadata', /does not state/],
  ])('%j: %s', (metadata, code, message) => {
    expect(() => readMetadata(metadata, 'manifest', 'manifest.json')).toThrow(
      expect.objectContaining({ code, message: expect.stringMatching(message) }),
    );
  });
});

test('values of variables and the person behind them are not kept', () => {
  const redacted = redactMetadata(metadataOf('manifest-v10.json'));
  expect(redacted).toMatchObject({ user_id: null, send_anonymous_usage_stats: null, env: {}, adapter_type: 'duckdb' });
  expect(JSON.stringify(redactMetadata(metadataOf('manifest-v12.json')))).not.toContain('hush');
});

test('of the variables only the ids of the run stay, and those of a manifest go too, since dbt repeats old ones there', () => {
  const env = { SECRET_TEAM: 'hush', DBT_CLOUD_RUN_ID: '7', DBT_CLOUD_JOB_ID: 'hush' };
  const results = { dbt_schema_version: 'https://schemas.getdbt.com/dbt/run-results/v6.json', env };
  expect(redactMetadata(results).env).toEqual({ DBT_CLOUD_RUN_ID: '7' });
  const manifest = { dbt_schema_version: 'https://schemas.getdbt.com/dbt/manifest/v12.json', env };
  expect(redactMetadata(manifest).env).toEqual({});
});

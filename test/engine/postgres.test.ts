import { mkdir, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { type ProfileOutput, passwordVariable, renderProfile } from '@weft/dbt/profiles/render-profile';
import { openEngines } from '@weft/engine/core/open-engines';
import { systemEnvironment } from '@weft/host/config';
import { makeEmptyDatabase } from '@weft/kit/database';
import { expect, test } from 'vitest';
import { openBench, quiet, ran, venvOf } from './engine-kit.ts';

/** Would be another place if dbt took it for Jinja. */
const oddFolder = '{{ env_var("HOME") }} {% x';

test('a rendered profile leads into Postgres and DuckDB, and its values come out as they were entered', async () => {
  const [bench, database, venv] = await Promise.all([openBench(), makeEmptyDatabase(), venvOf('latest')]);
  const engines = await openEngines({ log: quiet, environment: systemEnvironment() });
  await engines.prepare(venv);
  const cwd = await bench.project('shop', {
    'models/a.sql': "{{ config(materialized='table') }} select 1 as id",
    'models/b.sql': "select * from {{ ref('a') }}",
  });
  const { hostname, port, username, password, pathname, searchParams } = new URL(database.url);
  // Weft's own server listens on a socket in a folder only.
  const host = searchParams.get('host') ?? hostname;
  const user = decodeURIComponent(username);
  const secret = { password: { secret: passwordVariable } };
  const place = {
    ...secret,
    host,
    port: Number(port || 5432),
    user,
    dbname: pathname.slice(1),
    schema: 'prod',
    sslmode: 'prefer',
    threads: 2,
  };
  await mkdir(join(bench.folder, oddFolder));
  const outputs: ProfileOutput[] = [
    { type: 'postgres', ...place },
    { type: 'duckdb', path: join(bench.folder, oddFolder, 'x.duckdb'), schema: 'prod', threads: 2 },
  ];
  for (const output of outputs) {
    await bench.write('shop/profiles.yml', renderProfile({ profileName: 'shop', targetName: 'default', output }));
    const variables = { [passwordVariable]: decodeURIComponent(password) };
    const end = await ran(engines, venv, cwd, ['build'], { variables });
    expect(end.lastError).toBeNull();
    expect(end.nodes.get('b')).toBe('success');
  }
  expect(await readdir(join(bench.folder, oddFolder))).toContain('x.duckdb');
  await engines.close();
  await database.drop();
  await bench.close();
});

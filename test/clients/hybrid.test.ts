import { appendFileSync, cpSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  ask,
  getPublication,
  getRun,
  listRuns,
  makeEnvironment,
  makeHybridProject,
  makeRunProject,
  type RunProject,
  startJob,
  until,
  untilFinished,
  untilRuns,
} from '@weft/kit/account';
import { type HandVenv, handVenv, queryDuckdb, typed } from '@weft/kit/hand-venv';
import { queryOwn } from '@weft/kit/own-database';
import { pushFolder } from '@weft/kit/push';
import { openServers, root, type Server } from '@weft/kit/server';
import { loadDotenv, projectBlock, uploadedLine, variablesBlock } from '@weft/web/features/uploads/upload-blocks';
import { beforeAll, describe, expect, test } from 'vitest';

const servers = openServers();

/** The blocks of the Artifact upload panel, each pasted as it stands: in the shell itself, or in a file that the shell reads. */
const ways = [
  { series: '1.11', shell: 'bash' },
  { series: '1.10', shell: 'dotenv' },
] as const;

describe.each(ways)('a team with its own dbt Core $series, which knows Weft by the $shell block of the panel only', ({ series, shell }) => {
  let server: Server;
  let venv: HandVenv;
  let producer: { projectId: number; environmentId: number; token: string };
  let consumer: RunProject;
  let folder: string;
  let warehouse: string;

  beforeAll(async () => {
    venv = await handVenv(series);
    server = await servers.start();
    producer = await makeHybridProject(server, 'City Bikes');
    folder = join(servers.folder('bikes'), 'city_bikes');
    warehouse = join(folder, 'bikes.duckdb');
    consumer = await makeRunProject(server, { name: 'Bike Planning', schema: 'planning', warehouse });
    cpSync(join(root, 'examples/hybrid-quickstart'), folder, { recursive: true });
    const facts = await ask(server, 'GET', '/api/weft/accounts/1/server/');
    appendFileSync(join(folder, 'dbt_project.yml'), `\n${projectBlock(facts.tenant_hostname)}\n`);
    const { environmentId, token } = producer;
    const fetched = join(folder, 'weft-ca.pem');
    if (shell === 'dotenv') writeFileSync(fetched, (await server.request('GET', '/api/weft/ca-bundle.pem', { token: null })).text);
    const trust =
      shell === 'dotenv'
        ? { from: 'download' as const, url: facts.ca_bundle_url }
        : { from: 'server' as const, file: facts.ca_bundle_file };
    writeFileSync(join(folder, '.env'), `${variablesBlock(shell, { accountId: 1, environmentId, token, trust })}\n`);
  });

  const dbt = (command: string) => {
    const block = shell === 'dotenv' ? loadDotenv : readFileSync(join(folder, '.env'), 'utf8');
    return typed(venv, folder, [block, `export DBT_QUICKSTART_DUCKDB='${warehouse}'`, command]);
  };
  /** When no results wait to be merged. */
  const applied = async () => {
    const isMerged = async () => ((await queryOwn(server.home, 'select 1 from ingest.unmerged')).length === 0 ? true : null);
    await until(30, 'the merge of results', isMerged);
    const columns = 'unique_id, status, relation_name';
    return queryOwn(server.home, `select ${columns} from ingest.applied_node where environment_id = ${producer.environmentId} order by 1`);
  };
  const published = () => getPublication(server, consumer.projectId, 'city_bikes');

  test('dbt prints its line of success, and each upload is a run of cause ingest', async () => {
    for (const [index, command] of ['seed', 'run'].entries()) {
      const { code, output } = await dbt(`dbt ${command}`);
      expect(output).toContain(uploadedLine.replace('run', command));
      expect(code).toBe(0);
      const [run, ...others] = await untilRuns(server, producer.environmentId, 1 + index);
      expect(others).toHaveLength(index);
      expect(run).toMatchObject({
        status: 10,
        status_humanized: 'Success',
        job_type: 'hybrid',
        project_id: producer.projectId,
        dbt_version: expect.stringMatching(new RegExp(`^${series.replace('.', '\\.')}\\.`)),
        trigger: { cause_category: 'ingest' },
      });
      const { run_steps: steps } = await getRun(server, run?.id ?? 0);
      expect(steps.map(({ name, status }) => [name, status])).toEqual([[`Invoke dbt with \`dbt ${command}\``, 10]]);
      expect(steps[0]?.logs).toContain('were accepted');
    }
  });

  test('its public model is offered, and nothing else is', async () => {
    const { status, etag, publication } = await published();
    expect(status).toBe(200);
    expect(etag).toMatch(/^"\w+"$/);
    expect(Object.keys(publication.public_models)).toEqual(['model.city_bikes.fct_rentals']);
    expect(publication.public_models['model.city_bikes.fct_rentals']).toMatchObject({
      relation_name: '"bikes"."city_bikes"."fct_rentals"',
      identifier: 'fct_rentals',
    });
    expect(JSON.stringify(publication)).not.toMatch(/select|datediff/i);
  });

  test('a new project that Weft runs builds on it, and its table has the right rows', async () => {
    await pushFolder(consumer.repository, join(root, 'examples/hybrid-quickstart-consumer'));
    const run = await untilFinished(server, (await startJob(server, consumer.jobId)).id);
    const said = run.run_steps.map(({ name, logs }) => `${name}\n${logs}`).join('\n');
    expect(run.status_humanized, said).toBe('Success');
    const sql = 'select station, rental_count, round_trip_count from planning.station_demand order by station';
    const expected = `select start_station, count(*), count(case when start_station = end_station then 1 end)
      from read_csv('${folder}/seeds/rentals.csv') where ended_at is not null group by 1 order by 1`;
    const rows = await queryDuckdb(venv.python, warehouse, sql);
    expect(rows).toHaveLength(5);
    expect(rows).toEqual(await queryDuckdb(venv.python, warehouse, expected));
  });

  test('a failing model shows as Error although dbt says that the upload succeeded, and what was published stays', async () => {
    const before = await published();
    const good = readFileSync(join(folder, 'models/fct_rentals.sql'), 'utf8');
    writeFileSync(join(folder, 'models/fct_rentals.sql'), good.replace('bike_id,', 'no_such_column as bike_id,'));
    const { code, output } = await dbt('dbt run');
    writeFileSync(join(folder, 'models/fct_rentals.sql'), good);
    expect(code).toBe(1);
    expect(output).toContain(uploadedLine);
    const [run] = await untilRuns(server, producer.environmentId, 3);
    expect(run).toMatchObject({ status: 20, status_humanized: 'Error', is_error: true });
    expect(run?.status_message).toMatch(/fct_rentals[\s\S]*no_such_column/);
    expect(await published()).toEqual(before);
    const now = new Map((await applied()).map((node) => [node.unique_id, node.status]));
    expect([now.get('model.city_bikes.stg_rentals'), now.get('model.city_bikes.fct_rentals')]).toEqual(['success', 'error']);
  });

  test('`dbt ls`, `parse` and `compile` afterwards change nothing of what is applied or published', async () => {
    await dbt('dbt build');
    await untilRuns(server, producer.environmentId, 4);
    const [before, offered] = [await applied(), await published()];
    expect(before.length).toBeGreaterThan(5);
    for (const [index, command] of ['dbt ls', 'dbt parse', 'dbt compile'].entries()) {
      expect((await dbt(command)).output).toContain('Artifacts uploaded successfully to artifact ingestion API');
      const [run] = await untilRuns(server, producer.environmentId, 5 + index);
      expect(run).toMatchObject({ status: 10, cause_category: 'ingest' });
    }
    expect(await applied()).toEqual(before);
    expect(await published()).toEqual(offered);
  });

  test('variables before a command send that one elsewhere', async () => {
    const elsewhere = await makeEnvironment(server, producer.projectId, { name: 'Trial', deployment_type: null });
    const count = (await listRuns(server, `environment_id=${producer.environmentId}`)).length;
    const { output } = await dbt(`DBT_CLOUD_ACCOUNT_ID=1 DBT_CLOUD_ENVIRONMENT_ID=${elsewhere} dbt run`);
    expect(output).toContain(uploadedLine);
    expect(await untilRuns(server, elsewhere, 1)).toMatchObject([{ status: 10, environment_id: elsewhere }]);
    expect(await listRuns(server, `environment_id=${producer.environmentId}`)).toHaveLength(count);
    const other = await dbt('DBT_CLOUD_ACCOUNT_ID=2 dbt run');
    expect(other.output).toContain('Error creating ingest request: <Response [404]>');
    expect(other.code).toBe(0);
  });

  test('a wrong token is told at once, and does not change how dbt ends', async () => {
    const { code, output } = await dbt('DBT_CLOUD_TOKEN=dbtc_wrong dbt run');
    expect(output).toContain('Error uploading artifacts to artifact ingestion API: Error creating ingest request: <Response [401]>');
    expect(code).toBe(0);
  });

  test('an upstream project of a wrong name fails the consumer with the line to change', async () => {
    await pushFolder(consumer.repository, join(root, 'examples/hybrid-quickstart-consumer'), {
      'dependencies.yml': 'projects:\n  - name: city_bike\n',
    });
    const run = await untilFinished(server, (await startJob(server, consumer.jobId)).id);
    expect(run).toMatchObject({ status: 20, is_error: true });
    expect(run.status_message).toContain('dependencies.yml:2: There is no project "city_bike" in this account.');
    expect(run.status_message).toContain('Change line 2 of dependencies.yml to "- name: city_bikes".');
  });
});

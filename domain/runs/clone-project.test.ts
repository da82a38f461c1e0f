/** What a run reads of a repository lies in the repository: anybody who may push could otherwise point Weft at its own files. */
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type House, openHouse } from '@weft/kit/house';
import { makeAccount, makeRunnable, requestFor } from '@weft/kit/runnable';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { claimRuns } from './claim-runs.ts';
import { cloneProject } from './clone-project.ts';
import { endRun } from './end-run.ts';
import { openRunSite } from './run-site.ts';
import { startRun } from './start-run.ts';
import { StepLog } from './step-log.ts';
import { Stop } from './stop-reason.ts';

let house: House;
let accountId: Awaited<ReturnType<typeof makeAccount>>;
let count = 0;

beforeAll(async () => {
  house = await openHouse();
  accountId = await makeAccount(house);
});
afterAll(() => house.close());

/** `fill` puts the repository's content into the folder. */
async function clone(fill: (folder: string) => void, subdirectory: string | null = null) {
  count += 1;
  const folder = join(house.paths.home, `content ${count}`);
  mkdirSync(folder);
  fill(folder);
  const place = await makeRunnable(house, accountId, { folder });
  // Past the check of names: what a run does must not hang on it.
  if (subdirectory !== null)
    await house.database.withClient((client) =>
      client.query('update projects.project set dbt_project_subdirectory = $1 where id = $2', [subdirectory, place.project.id]),
    );
  await startRun(house, requestFor(place, { jobId: count }));
  const [run] = await claimRuns(house, { id: '00000000-0000-4000-8000-000000000001', place: 'here' }, { slots: 2, held: 0 });
  if (!run) throw new Error('the run was not claimed');
  const site = await openRunSite(house, run);
  const log = await StepLog.open(house, { runId: run.id, stepIndex: 1 }, site.scrub);
  try {
    return await cloneProject({ host: house, run, stop: new Stop(), scrub: site.scrub }, site, log);
  } finally {
    await log.close();
    await endRun(house, run, { state: 'succeeded' });
  }
}

function outside(): string {
  const folder = join(house.paths.home, `outside ${count}`);
  mkdirSync(folder);
  writeFileSync(join(folder, 'dbt_project.yml'), 'name: outside\n');
  return folder;
}

test('a project is read at the root of its repository, or in its folder, also by a link inside', async () => {
  const fill = (folder: string) => {
    mkdirSync(join(folder, 'real'));
    writeFileSync(join(folder, 'real', 'dbt_project.yml'), 'name: inside\n');
    symlinkSync('real', join(folder, 'linked'));
  };
  expect(await clone(fill, 'real')).toMatchObject({ dbtProject: { name: 'inside' } });
  const again = (folder: string) => {
    mkdirSync(join(folder, 'real'));
    writeFileSync(join(folder, 'real', 'project.yml'), 'name: linked\n');
    symlinkSync('real/project.yml', join(folder, 'dbt_project.yml'));
  };
  expect(await clone(again)).toMatchObject({ dbtProject: { name: 'linked' } });
});

test.each<[string, (folder: string) => void, string | null]>([
  ['a file without end', (folder) => symlinkSync('/dev/zero', join(folder, 'dbt_project.yml')), null],
  ['a file of somebody else', (folder) => symlinkSync(join(outside(), 'dbt_project.yml'), join(folder, 'dbt_project.yml')), null],
  ['a folder of somebody else', (folder) => symlinkSync(outside(), join(folder, 'linked')), 'linked'],
  ['a folder above', (folder) => writeFileSync(join(folder, 'dbt_project.yml'), 'name: x\n'), '../../..'],
  ['a file as large as no project file', (folder) => writeFileSync(join(folder, 'dbt_project.yml'), `name: x\n${'#'.repeat(5e6)}`), null],
])('a project that is %s is none', async (_, fill, subdirectory) => {
  await expect(clone(fill, subdirectory)).rejects.toMatchObject({ code: 'run.project_missing' });
});

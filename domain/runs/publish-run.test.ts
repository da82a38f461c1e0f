/** A run of Weft's own publishes when all of it is good, and not before. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { makeManifest, makeRunResults } from '@weft/kit/artifacts';
import { type House, openHouse } from '@weft/kit/house';
import { makeAccount, makeRunnable, requestFor } from '@weft/kit/runnable';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { artifactsAccepted } from '../ingest/events.ts';
import { publishAcceptedState } from '../mesh/on-artifacts-accepted.ts';
import { publishRun } from '../mesh/publish-run.ts';
import { readAccountMesh } from '../mesh/read-upstream.ts';
import { claimRuns } from './claim-runs.ts';
import { startRun } from './start-run.ts';
import { Stop } from './stop-reason.ts';
import { takeArtifacts } from './take-artifacts.ts';

let house: House;

beforeAll(async () => {
  house = await openHouse();
  house.outbox.on(artifactsAccepted, 'publish', (news) => publishAcceptedState(house, news));
  await house.outbox.start();
});
afterAll(() => house.close());

test('the artifacts of a step are accepted at once, and published with the run: as its last step that may be published left them', async () => {
  const place = await makeRunnable(house, await makeAccount(house));
  await startRun(house, requestFor(place));
  const [run] = await claimRuns(house, { id: '00000000-0000-4000-8000-000000000001', place: 'here' }, { slots: 1, held: 0 });
  if (!run) throw new Error('the run was not claimed');
  const accept = async (index: number, name: string, which: string) => {
    const generatedAt = `2026-01-01T12:0${index}:00Z`;
    const made = { invocationId: `step ${index}`, generatedAt };
    const paths = { manifest: join(house.paths.home, 'manifest.json'), run_results: join(house.paths.home, 'run_results.json') };
    writeFileSync(paths.manifest, JSON.stringify(makeManifest({ ...made, models: [{ name, access: 'public' }] })));
    writeFileSync(paths.run_results, JSON.stringify(makeRunResults({ ...made, which, results: [] })));
    const step = { index, kind: 'command', name: 'Invoke dbt', command: `dbt ${which}` } as const;
    const left = await takeArtifacts({ host: house, run, stop: new Stop(), scrub: (text) => text }, step, paths, false);
    return left ?? expect.fail();
  };
  const published = async () => {
    await house.settle();
    return (await readAccountMesh(house, place.accountId)).publications.get(place.environment.id);
  };
  const left = [await accept(4, 'orders', 'build'), await accept(5, 'orders', 'test')];
  expect(await published()).toBeUndefined();
  await publishRun(house, place.accountId, left);
  expect(await published()).toMatchObject({ publicModelCount: 1, confirmedInvocationId: left[1] });
});

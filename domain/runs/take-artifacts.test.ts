import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { makeManifest } from '@weft/kit/artifacts';
import { type House, openHouse } from '@weft/kit/house';
import { makeAccount, makeRunnable, requestFor } from '@weft/kit/runnable';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { getInvocation } from '../ingest/get-invocation.ts';
import { claimRuns } from './claim-runs.ts';
import { endRun } from './end-run.ts';
import { startRun } from './start-run.ts';
import { Stop } from './stop-reason.ts';
import { takeArtifacts } from './take-artifacts.ts';

let house: House;

beforeAll(async () => {
  house = await openHouse();
});
afterAll(() => house.close());

test('a command that failed before its first node leaves a manifest that looks good: what it left counts as failed', async () => {
  const place = await makeRunnable(house, await makeAccount(house));
  const manifest = join(house.paths.home, 'manifest.json');
  for (const [hasFailed, outcome] of [
    [true, 'error'],
    [false, 'success'],
  ] as const) {
    writeFileSync(manifest, JSON.stringify(makeManifest({ invocationId: outcome })));
    await startRun(house, requestFor(place));
    const [run] = await claimRuns(house, { id: '00000000-0000-4000-8000-000000000001', place: 'here' }, { slots: 1, held: 0 });
    if (!run) throw new Error('the run was not claimed');
    const frame = { host: house, run, stop: new Stop(), scrub: (text: string) => text };
    const step = { index: 4, kind: 'command', name: 'Invoke dbt with `dbt build`', command: 'dbt build' } as const;
    const invocationId = await takeArtifacts(frame, step, { manifest }, hasFailed);
    expect(await getInvocation(house, invocationId ?? expect.fail())).toMatchObject({ outcome });
    await endRun(house, run, { state: 'succeeded' });
  }
});

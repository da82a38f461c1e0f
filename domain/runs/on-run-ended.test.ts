import { type House, openHouse } from '@weft/kit/house';
import { makeAccount, makeRunnable, requestFor } from '@weft/kit/runnable';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { claimRuns } from './claim-runs.ts';
import { endRun } from './end-run.ts';
import { newsOf } from './events.ts';
import { putAwayKeysAfter } from './on-run-ended.ts';
import { startRun } from './start-run.ts';

const worker = { id: '00000000-0000-4000-8000-000000000001', place: 'here:/home' };

let house: House;

beforeAll(async () => {
  house = await openHouse({ at: '2026-01-01T12:00:00Z' });
});
afterAll(() => house.close());

async function keysOf(credentialId: number | null) {
  const { rows } = await house.database.withClient((client) =>
    client.query<{ state: string; sealed: object }>('select state, sealed from connections.credential_key where credential_id = $1', [
      credentialId,
    ]),
  );
  return rows;
}

test('a retired key is kept until the last run that may hold it has ended, and then its secret is gone', async () => {
  const place = await makeRunnable(house, await makeAccount(house));
  const { credentialId } = place.environment;
  await startRun(house, requestFor(place, { jobId: 1 }));
  house.clock.turn(1000);
  await house.database.withClient((client) =>
    client.query(
      "insert into connections.credential_key (credential_id, state, fingerprint, public_key, sealed, created_at, retired_at) values ($1, 'retired', 'x', 'x', $2, $3, $3)",
      [credentialId, { private_key: 'sealed' }, house.clock.now()],
    ),
  );
  const [run] = await claimRuns(house, worker, { slots: 1, held: 0 });
  if (!run) throw new Error('the run was to begin');
  const kept = [{ state: 'retired', sealed: { private_key: 'sealed' } }];
  await putAwayKeysAfter(house, newsOf(run));
  // Another run of the project is over.
  await putAwayKeysAfter(house, { ...newsOf(run), state: 'succeeded' });
  expect(await keysOf(credentialId)).toEqual(kept);
  const ended = await endRun(house, run, { state: 'succeeded' });
  if (!ended) throw new Error('the run was to end');
  await putAwayKeysAfter(house, newsOf(ended));
  expect(await keysOf(credentialId)).toEqual([{ state: 'forgotten', sealed: {} }]);
});

/** What the walk over the API stands on: an account in which there is one of everything, made through the API where it can be. */
import { asId } from '@weft/base/id';
import { startSession } from '@weft/domain/identity/start-session';
import { actRun } from './acted-run.ts';
import { type AppHouse, openAppHouse } from './app.ts';
import { makeManifest, makeRunResults } from './artifacts.ts';
import { openReceiver, type Receiver } from './receiver.ts';
import { makeRunnable, type Runnable } from './runnable.ts';
import { takeUploads, upload } from './upload.ts';

export interface World {
  readonly house: AppHouse;
  /** A project that Weft can run, with its environment, connection and repository. */
  readonly place: Runnable;
  readonly ownerId: number;
  /** What the owner's browser sends with every request: for what people do for themselves. */
  readonly ownerHeaders: Readonly<Record<string, string>>;
  /** Takes whatever Weft sends to addresses of people. */
  readonly receiver: Receiver;
  /** Another number each time, so that no name is taken. */
  count(): number;
  /** Asks as the owner; throws with what came back instead of a success. Answers the envelope's `data`. */
  make(method: 'POST' | 'PUT' | 'GET' | 'PATCH', path: string, body?: unknown): Promise<ReturnType<typeof JSON.parse>>;
  /** The record of an upload, which has artifacts. */
  uploadedRun(): Promise<{ readonly runId: number; readonly jobId: number }>;
  /** A run that has ended, with the logs of its steps. */
  runEnded(outcome?: 'succeeded' | 'failed'): Promise<number>;
  close(): Promise<void>;
}

export async function openWorld(): Promise<World> {
  const house = await openAppHouse();
  await takeUploads(house);
  const place = await makeRunnable(house, house.accountId);
  let count = 0;
  const make: World['make'] = async (method, path, body) => {
    const answer = await house.ask(method, path, body === undefined ? {} : { body });
    if (answer.statusCode >= 300)
      throw new Error(`${method} ${path} was to make something, and answered ${answer.statusCode}: ${answer.body}`);
    const told = answer.json();
    return told.data ?? told;
  };
  const { rows } = await house.database.withClient((client) =>
    client.query<{ id: number }>('select id from identity."user" order by id limit 1'),
  );
  const ownerId = Number(rows[0]?.id);
  const receiver = await openReceiver();
  const visitor = { address: '127.0.0.1', userAgent: 'test', deviceToken: null };
  const { token } = await house.database.transaction((tx) =>
    startSession(house, tx, { userId: asId<'user'>(ownerId), email: house.owner.email }, 'password', visitor),
  );
  async function uploadedRun() {
    await upload(house, {
      'manifest.json': makeManifest(),
      'run_results.json': makeRunResults({ results: [{ uniqueId: 'model.shop.orders' }] }),
    });
    const [run] = await make('GET', `/api/v2/accounts/${house.accountId}/runs/?environment_id=${house.production.id}&order_by=-id&limit=1`);
    return { runId: run.id, jobId: run.job_id };
  }
  return {
    ...{ house, place, make, receiver, uploadedRun, ownerId },
    ownerHeaders: { cookie: `weft_session=${token}`, origin: 'http://localhost', host: 'localhost' },
    count: () => (count += 1),
    async close() {
      await receiver.close();
      await house.close();
    },
    async runEnded(outcome = 'succeeded') {
      count += 1;
      // Runs of one DuckDB file wait for each other, and others of this account are left waiting.
      const own = await makeRunnable(house, house.accountId);
      const at = { project_id: own.project.id, environment_id: own.environment.id };
      const job = await make('POST', `/api/v2/accounts/${house.accountId}/jobs/`, {
        name: `Ended ${count}`,
        execute_steps: ['dbt build'],
        ...at,
      });
      const acted = await actRun(house, own, { jobId: job.id });
      await acted.begin();
      for (const index of [1, 2, 3, 4]) {
        (await acted.startStep(index)).write('plain', 'said');
        await acted.endStep(index, outcome === 'failed' && index === 4 ? 'failed' : 'succeeded');
      }
      await acted.end(outcome === 'failed' ? { state: 'failed', reason: 'A model failed.' } : { state: 'succeeded' });
      // What dbt retry takes up: results that somebody left.
      if (outcome === 'failed') {
        await uploadedRun();
        const results = 'update runs.step set invocation_id = (select max(id) from ingest.invocation) where run_id = $1 and index = 4';
        await house.database.withClient((client) => client.query(results, [acted.run.id]));
      }
      return acted.run.id;
    },
  };
}

/** The selection of a CI run, explained on its page: what it compared with, what changed in which field, and what came in with it. */
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { asId } from '@weft/base/id';
import type { Selection, SelectionSummary } from '@weft/domain/runs/selection';
import { actRun } from '@weft/kit/acted-run';
import { type AppHouse, openAppHouse } from '@weft/kit/app';
import { makeRunnable } from '@weft/kit/runnable';
import { root } from '@weft/kit/server';
import { buildApp } from '@weft/server/build-app';
import type { FastifyInstance } from 'fastify';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { axeViolations, describeInBrowser, openBrowser } from './browser-kit.ts';

const changed = 'model.shop.orders';
const below = 'model.shop.revenue';
const reason = { path: null, isSeen: true, note: null, ignoredBy: null } as const;
const kept: Selection = {
  changes: [
    {
      ...{ uniqueId: changed, name: 'orders', resourceType: 'model', path: 'models/orders.sql', change: 'modified' },
      ...{ selectors: ['modified', 'modified.body', 'modified.configs'], moreReasons: 0, isIgnored: false, isSelected: true },
      reasons: [
        {
          ...reason,
          facet: 'body',
          key: null,
          before: null,
          after: null,
          diff: '@@ -1,1 +1,1 @@\n-select 1 as amount\n+select 2 as amount',
        },
        { ...reason, facet: 'config', key: 'materialized', before: 'view', after: 'table', diff: null },
      ],
    },
  ],
  moreChanges: 0,
  selected: [
    { uniqueId: changed, name: 'orders', resourceType: 'model', because: { kind: 'changed' } },
    { uniqueId: below, name: 'revenue', resourceType: 'model', because: { kind: 'downstream', path: [changed, below] } },
  ],
};
const summary: SelectionSummary = {
  ...{ command: 'dbt build --select state:modified+', adjustedCommand: null, isFinal: true, isWhole: true, isAllNew: false, notes: [] },
  ...{ changed: 1, ignored: 0, selected: 2 },
};

describeInBrowser('the selection of a run', () => {
  const browser = openBrowser();
  let house: AppHouse;
  let app: FastifyInstance;
  let url: string;
  let address: string;

  beforeAll(async () => {
    // The browser has its own clock, by which cookies go stale.
    house = await openAppHouse({ at: new Date().toISOString() });
    app = await buildApp(house, { facts: { version: '0', dbtVersions: [] }, readiness: [], webFolder: join(root, 'apps/web/dist') });
    url = await app.listen({ port: 0, host: '127.0.0.1' });
    const place = await makeRunnable(house, house.accountId);
    const { run, ...acted } = await actRun(house, place);
    await acted.begin();
    await acted.end({ state: 'succeeded' });
    const state = {
      ...{
        kind: 'found',
        runId: run.id,
        environmentId: place.environment.id,
        environmentName: 'Production',
        jobName: 'Nightly',
        gitSha: null,
      },
      ...{
        dbtVersion: '1.11.2',
        generatedAt: new Date().toISOString(),
        why: 'It is the last successful run of Production.',
        invocationId: asId(1),
      },
    };
    const blobKey = `runs/${run.id}/steps/4/selection.json.gz`;
    await house.blobs.put(blobKey, gzipSync(JSON.stringify(kept)));
    await house.database.withClient(async (client) => {
      await client.query('update runs.run set deferral = $1 where id = $2', [{ compared: state, deferred: state }, run.id]);
      await client.query('insert into runs.selection (run_id, step_index, summary, blob_key, written_at) values ($1, 4, $2, $3, now())', [
        ...[run.id, summary, blobKey],
      ]);
    });
    address = `/deploy/${house.accountId}/projects/${place.project.id}/runs/${run.id}`;
  }, 120_000);
  afterAll(async () => {
    app?.server.closeAllConnections();
    await app?.close();
    await house?.close();
  });

  test.each(['light', 'dark'] as const)(
    'is told field by field, and is accessible in %s',
    async (scheme) => {
      const { page, context, complaints } = await browser.visit({ url }, { scheme });
      await context.request.post('/api/weft/session/', { data: house.owner, headers: { origin: url } });
      await page.goto(address);
      await page.getByRole('link', { name: 'Selection' }).click();
      await page.getByText('What changed (1)').waitFor();
      await page.getByText('It is the last successful run of Production.').first().waitFor();
      await page.getByText('downstream: orders → revenue').waitFor();
      await page.getByText('+select 2 as amount').waitFor();
      await page.getByText('materialized').first().waitFor();
      expect(await axeViolations(page)).toEqual([]);
      expect(complaints).toEqual([]);
    },
    60_000,
  );
});

/** What the fake sends has the shape that the providers' recorded webhooks have: every field that it fills in is there, of the same kind. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { isRecord } from '@weft/base/json';
import { expect, test } from 'vitest';
import { startFakeProvider } from './fake-provider.ts';

const recorded = (name: string) =>
  JSON.parse(readFileSync(join(import.meta.dirname, '../../domain/git/providers/fixtures', `${name}.json`), 'utf8')).body;

/** Paths that are in `made` and not, or as something else, in `real`. What is null in one of them may be anything. */
function strange(made: unknown, real: unknown, path = ''): string[] {
  if (made === null || real === null) return [];
  if (isRecord(made) && isRecord(real)) return Object.entries(made).flatMap(([key, value]) => strange(value, real[key], `${path}.${key}`));
  return typeof made === typeof real && Array.isArray(made) === Array.isArray(real) ? [] : [path];
}

test('the shape of what the fake sends is that of what was recorded', async () => {
  const github = await startFakeProvider('github');
  const gitlab = await startFakeProvider('gitlab');
  try {
    const sent = (payload: string): unknown => JSON.parse(payload);
    const [hub, lab] = [github.open(), gitlab.open()];
    expect(strange(sent(github.webhook('s', 'synchronised', hub).payload), recorded('github-pull-request-synchronize'))).toEqual([]);
    expect(strange(sent(github.pushWebhook('s', 'main', '2'.repeat(40)).payload), recorded('github-push-deleted-tag'))).toEqual([]);
    expect(strange(sent(gitlab.webhook('s', 'opened', lab).payload), recorded('gitlab-merge-request-open'))).toEqual([]);
    expect(strange(sent(gitlab.pushWebhook('s', 'main', '2'.repeat(40)).payload), recorded('gitlab-push'))).toEqual([]);
    expect(strange({ object_attributes: { iid: 'one', other: 1 } }, recorded('gitlab-merge-request-open'))).toEqual([
      '.object_attributes.iid',
      '.object_attributes.other',
    ]);
  } finally {
    await github.close();
    await gitlab.close();
  }
});

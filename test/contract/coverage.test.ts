/** The table of coverage is the one in the repository, and shows nothing absent without a reason. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { isDescribed } from '@weft/kit/api-description';
import { describe, expect, test } from 'vitest';
import { coverageTable, unexplained } from './coverage.ts';
import { deviations } from './deviations.ts';

test.skipIf(isDescribed)(
  'SKIPPED: the published descriptions of the API are not beside the repository, in ../shared/reference/openapi',
  (context) => context.skip(),
);

describe.skipIf(!isDescribed)('the table of coverage', () => {
  test('is as it is kept', async () => {
    await expect(coverageTable()).toMatchFileSnapshot(join(import.meta.dirname, '../../docs/api-coverage.md'));
  });

  test('shows no operation that is absent without a reason', () => {
    expect(
      coverageTable()
        .split('\n')
        .filter((row) => row.includes(unexplained)),
    ).toEqual([]);
  });
});

test('docs/compatibility.md tells every deviation with its reason, and no other', () => {
  const told = readFileSync(join(import.meta.dirname, '../../docs/compatibility.md'), 'utf8');
  const [, section = ''] = told.split('## Where an answer is not as it is described\n');
  const [, table = ''] = (section.split('\n## ')[0] ?? '').split('| difference | why |\n|---|---|\n');
  const rows = table.split('\n').filter((line) => line.startsWith('| '));
  expect(rows.sort()).toEqual(
    Object.entries(deviations)
      .map(([deviation, reason]) => `| \`${deviation}\` | ${reason} |`)
      .sort(),
  );
});

import { expect, test } from 'vitest';
import { listEngineChoices, requirementsOf, resolveEngineVersion } from './track-table.ts';

test.each([
  ['latest', '1.11.16'],
  ['versionless', '1.11.16'],
  ['compatible', '1.11.16'],
  ['extended', '1.10.23'],
  ['1.11.0-latest', '1.11.16'],
  ['1.10.0-latest', '1.10.23'],
  ['1.11', '1.11.16'],
  ['1.11.7', '1.11.7'],
  [' Latest ', '1.11.16'],
])('%s is dbt Core %s', (requested, coreVersion) => {
  expect(resolveEngineVersion(requested).coreVersion).toBe(coreVersion);
});

test.each(['latest-fusion', 'fusion-stable', '1.12.0-latest', '1.12.6', '1.13', '2.0.1'])(
  '%s is known but cannot be installed',
  (requested) => {
    expect(() => resolveEngineVersion(requested)).toThrow(expect.objectContaining({ code: 'engine.version_not_installable' }));
  },
);

test.each(['', 'newest', '0.9.1', '1.9.0-latest', '1.11.x'])('"%s" is unknown, and the message names what is known', (requested) => {
  expect(() => resolveEngineVersion(requested)).toThrow(
    expect.objectContaining({ code: 'engine.version_unknown', message: expect.stringContaining('1.11.0-latest') }),
  );
});

test('requirements are exact, sorted, and the same whatever the order of the adapters', () => {
  const version = resolveEngineVersion('latest');
  const expected = ['dbt-core==1.11.16', 'dbt-duckdb==1.11.1', 'dbt-postgres==1.11.0', 'duckdb<2'];
  expect(requirementsOf(version, ['duckdb', 'postgres'])).toEqual(expected);
  expect(requirementsOf(version, ['postgres', 'duckdb', 'postgres'])).toEqual(expected);
  expect(requirementsOf(version, ['postgres'])).toEqual(['dbt-core==1.11.16', 'dbt-postgres==1.11.0']);
});

test('every choice resolves, or says why it does not', () => {
  for (const choice of listEngineChoices()) {
    if (choice.coreVersion === null) expect(choice.reason).not.toBeNull();
    else expect(resolveEngineVersion(choice.name).coreVersion).toBe(choice.coreVersion);
  }
});

/** Contracts that are proposed, and the files that say what is. */
import { inFolder as at, type Given, makeNode } from '@weft/kit/project-graph';
import { describe, expect, test } from 'vitest';
import type { ProjectNode } from './project-graph.ts';
import type { ModelColumns } from './propose-contracts.ts';
import { proposeContracts } from './propose-contracts.ts';
import { proposeFiles } from './propose-files.ts';

describe('contracts', () => {
  const none: ModelColumns = { declared: [], applied: null, language: 'sql', onSchemaChange: null };
  const id = { name: 'id', dataType: 'INTEGER' };
  const declaredId = { name: 'Id', dataType: null };

  test.each<[string, Given, Partial<ModelColumns>, object]>([
    [
      'types come from the warehouse, names as they are declared',
      { name: 'm' },
      { declared: [declaredId], applied: [id, { name: 'at', dataType: 'DATE' }] },
      {
        columns: [
          { name: 'Id', dataType: 'INTEGER', isDeclared: true },
          { name: 'at', dataType: 'DATE', isDeclared: false },
        ],
        problems: [],
        notes: [],
      },
    ],
    [
      'without a catalog the declared types do',
      { name: 'm' },
      { declared: [id] },
      { problems: [], notes: ['From the declared columns: no catalog tells whether they are all.'] },
    ],
    [
      'an unknown type stands in the way',
      { name: 'm' },
      { declared: [id, { name: 'at', dataType: null }] },
      { problems: ['The type of at is unknown: run dbt docs generate after the model was built.'] },
    ],
    ['no columns at all', { name: 'm' }, {}, { problems: ['No columns are known: run dbt docs generate after the model was built.'] }],
    [
      'a declared column that is not there',
      { name: 'm' },
      { declared: [id, { name: 'old', dataType: 'DATE' }], applied: [id] },
      { columns: [{ name: 'id' }], problems: [], notes: ['Take old out of its columns: declared, but not in the warehouse.'] },
    ],
    [
      'an incremental model',
      { name: 'm', materialized: 'incremental' },
      { applied: [id], onSchemaChange: 'ignore' },
      { problems: [], onSchemaChange: 'append_new_columns' },
    ],
    [
      'an incremental model that fails on change',
      { name: 'm', materialized: 'incremental' },
      { applied: [id], onSchemaChange: 'fail' },
      { problems: [], notes: [], onSchemaChange: null },
    ],
    [
      'a version',
      { name: 'm', version: 1 },
      { applied: [id] },
      { problems: [], notes: [expect.stringContaining('A version’s column replaces the one that versions share')] },
    ],
    [
      'a materialized view',
      { name: 'm', materialized: 'materialized_view' },
      { applied: [id] },
      { problems: ['Materialized as materialized_view: dbt holds contracts of tables, views and incremental models only.'] },
    ],
    [
      'a Python model',
      { name: 'm' },
      { applied: [id], language: 'python' },
      { problems: ['Written in python: dbt holds contracts of SQL models only.'] },
    ],
  ])('%s', (_, model, columns, expected) => {
    expect(proposeContracts([makeNode(model)], () => ({ ...none, ...columns }))).toMatchObject([expected]);
  });

  test('are not proposed where they are enforced', () => {
    expect(proposeContracts([makeNode({ name: 'm', isContractEnforced: true })], () => none)).toEqual([]);
  });
});

describe('files', () => {
  const change = (given: Given) => ({ model: makeNode(given), group: 'core', access: null, contract: null });

  test.each<[string, readonly Given[], Readonly<Record<string, string>>, readonly [string, string][]]>([
    ['a model goes where it is spoken of', [at('core', 'a')], { a: 'models/all.yml' }, [['models/all.yml', 'change']]],
    ['or with its neighbours', [at('core', 'a'), at('core', 'b')], { a: 'models/core/core.yml' }, [['models/core/core.yml', 'change']]],
    [
      'or into a new file, when those are spoken of here and there',
      [at('core', 'a'), at('core', 'b'), at('core', 'c')],
      { a: 'models/core/a.yml', b: 'models/core/b.yml' },
      [
        ['models/core/_core__models.yml', 'create'],
        ['models/core/a.yml', 'change'],
        ['models/core/b.yml', 'change'],
      ],
    ],
    ['or when there are none', [{ name: 'a' }], {}, [['models/_models.yml', 'create']]],
  ])('%s', (_, models, patchFiles, expected) => {
    const patchFileOf = ({ name }: ProjectNode) => patchFiles[name] ?? null;
    const files = proposeFiles({ project: 'shop', newGroups: [], groupFiles: new Map(), changes: models.map(change), patchFileOf });
    expect(files.map(({ path, action }) => [path, action])).toEqual(expected);
  });

  test('groups and models of one file are one text, and versions of one model one entry', () => {
    const changes = [1, 2].map((version) => change({ ...at('core', 'orders'), version, latestVersion: 2 }));
    const groupFiles = new Map([['data', 'models/core/core.yml']]);
    const files = proposeFiles({ project: 'shop', newGroups: ['core'], groupFiles, changes, patchFileOf: () => 'models/core/core.yml' });
    expect(files.map(({ yaml }) => yaml)).toEqual([
      `groups:
  - name: core
    owner:
      # Who answers for these models: a name, an email, or both.
      name: core
models:
  - name: orders
    versions:
      - v: 1
        config:
          group: core
      - v: 2
        config:
          group: core
`,
    ]);
  });
});

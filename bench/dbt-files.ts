/** Writes a made-up project as the files that dbt reads: its models with their descriptions and tests, each model built in a moment. */

import { inventText } from './invent.ts';
import { lastOf, type Making } from './make-node.ts';
import { cellModels, modelName, type ProjectSize, parentsOf, testsOf } from './plan-project.ts';

const project = 'generated';
const making: Making = { project, database: 'db', schema: 's', createdAt: 0 };

/** By path. Staging models make up their row; nothing is read from outside. */
export function dbtFiles(size: ProjectSize): Readonly<Record<string, string>> {
  const files: Record<string, string> = {
    'dbt_project.yml': `name: ${project}\nversion: '1.0.0'\nprofile: ${project}\nmodels:\n  ${project}:\n    +materialized: table\n`,
  };
  for (let first = 0; first < size.models; first += cellModels) {
    const cell = Array.from({ length: Math.min(cellModels, size.models - first) }, (_, i) => first + i);
    for (const index of cell) files[pathOf(size, index)] = sqlOf(size, index);
    files[`models/cell_${first}/cell.yml`] = `models:\n${cell.map((index) => propertiesOf(size, index)).join('')}`;
  }
  return files;
}

export function pathOf(size: ProjectSize, index: number): string {
  return `models/cell_${index - (index % cellModels)}/${modelName(size, index)}.sql`;
}

export function sqlOf(size: ProjectSize, index: number): string {
  const parents = parentsOf(making, size, index).filter((id) => id.startsWith('model.'));
  if (parents.length === 0) return `select ${index} as id, 'a' as name\n`;
  const [first = '', ...others] = parents.map((id) => `{{ ref('${lastOf(id)}') }}`);
  const conditions = others.map((other) => `exists (select 1 from ${other})`);
  return `select own.id, own.name from ${first} as own where ${['true', ...conditions].join('\n  and ')}\n`;
}

function propertiesOf(size: ProjectSize, index: number): string {
  const tests = testsOf(size, index).flatMap(([kind, column]) => (column === 'id' ? [kind] : []));
  return [
    `  - name: ${modelName(size, index)}`,
    `    description: "${inventText(size.seed, index, 2)}"`,
    '    columns:',
    '      - name: id',
    '        description: The key.',
    `        data_tests: [${tests.join(', ')}]\n`,
  ].join('\n');
}

/** Small dbt projects for tests, written into folders. */
import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** Three models, one on another, and a test. `files` are added or put in their place; null leaves one out. */
export function writeDbtProject(parent: string, name: string, files: Readonly<Record<string, string | null>> = {}): string {
  mkdirSync(parent, { recursive: true });
  const folder = mkdtempSync(join(parent, `${name}-`));
  const all: Record<string, string | null> = {
    'dbt_project.yml': `name: ${name}\nversion: '1.0.0'\nprofile: ${name}\nmodels:\n  ${name}:\n    +materialized: table\n`,
    'models/one.sql': 'select 1 as id',
    'models/two.sql': "select id, 'b' as letter from {{ ref('one') }}",
    'models/three.sql': "select count(*) as number from {{ ref('two') }}",
    'models/models.yml':
      'models:\n  - name: one\n    config: {access: public}\n    columns:\n      - name: id\n        data_tests: [not_null]\n',
    '.gitignore': 'target/\ndbt_packages/\nlogs/\n',
    ...files,
  };
  for (const [path, text] of Object.entries(all)) {
    if (text === null) continue;
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
  return folder;
}

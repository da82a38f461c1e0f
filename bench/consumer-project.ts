/** Writes a dbt project of 25 models, some of which are built on another project's public models. */
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';

const models = 25;
/** Every fifth model reads the other project. */
const foreignEach = 5;

export interface Consumer {
  readonly folder: string;
  /** The other project's dbt name; null: its models are named as tables, so that the same SQL needs no mesh. */
  readonly upstream: string | null;
  /** Public models of the other project. */
  readonly upstreamModels: readonly string[];
}

export const foreignModels = models / foreignEach;

export async function writeConsumer({ folder, upstream, upstreamModels }: Consumer): Promise<void> {
  const files: Record<string, string> = {
    'dbt_project.yml': "name: consumer\nversion: '1.0.0'\nprofile: consumer\nmodels:\n  consumer:\n    +materialized: table\n",
    'profiles.yml': 'consumer:\n  target: prod\n  outputs:\n    prod: {type: duckdb, path: consumer.duckdb, schema: prod, threads: 2}\n',
    'models/schema.yml': schema(),
    ...(upstream === null ? {} : { 'dependencies.yml': `projects:\n  - name: ${upstream}\n` }),
  };
  for (let index = 0; index < models; index++) files[`models/model_${index}.sql`] = modelSql(index, upstream, upstreamModels);
  for (const [path, text] of Object.entries(files)) {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(join(folder, path), text);
  }
}

function modelSql(index: number, upstream: string | null, upstreamModels: readonly string[]): string {
  if (index % foreignEach === 0) {
    const name = upstreamModels[index / foreignEach] ?? '';
    const relation = upstream === null ? `warehouse.prod.${name}` : `{{ ref('${upstream}', '${name}') }}`;
    return `select id, count(*) as number from ${relation} group by id`;
  }
  const parents = [index - 1, Math.floor(index / 2)].filter((parent) => parent !== index);
  const [one, other] = parents;
  return `select a.id, b.number\nfrom {{ ref('model_${one}') }} as a\njoin {{ ref('model_${other}') }} as b on a.id = b.id`;
}

function schema(): string {
  const each = Array.from(
    { length: models },
    (_, index) =>
      `  - name: model_${index}\n    description: Counts what is counted, the ${index}th time.\n    columns:\n` +
      `      - {name: id, description: What it is, data_tests: [unique, not_null]}\n      - {name: number, description: How many there are}\n`,
  );
  return `models:\n${each.join('')}`;
}

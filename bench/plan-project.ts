/** The plan of a made-up project: which entries there are and who depends on whom, each found from its number alone. */
import { choose, inventColumns, inventName, inventSql, inventText } from './invent.ts';
import { lastOf, type Making, type ModelPlan } from './make-node.ts';

export interface ProjectSize {
  readonly models: number;
  readonly seed: number;
  /** Share of models that are public, 0 to 1. */
  readonly publicShare: number;
  /** Share of models, tests and sources that differ from the first upload of this seed, 0 to 1. */
  readonly changedShare: number;
}

/** A cell of the project, shaped like a small shop's: 25 models, 62 tests, 7 sources, and one each of the rest. */
export const cellModels = 25;
const cellSources = 7;
const cellModelsWithThirdTest = 12;
/** Ten cells: what one group of people looks after. */
const teamModels = 10 * cellModels;

export function cellsOf(size: ProjectSize): number {
  return Math.ceil(size.models / cellModels);
}

export function sourcesOf(size: ProjectSize): number {
  return cellsOf(size) * cellSources;
}

export function sourceOf(index: number): { readonly source: string; readonly table: string } {
  return { source: `raw_${Math.floor(index / cellSources)}`, table: `table_${index}` };
}

export function sourceId({ project }: Making, index: number): string {
  const { source, table } = sourceOf(index);
  return `source.${project}.${source}.${table}`;
}

export function modelName(size: ProjectSize, index: number): string {
  return inventName(size.seed, index, isStaging(index) ? 'stg' : 'fct');
}

export function modelId(making: Making, size: ProjectSize, index: number): string {
  return `model.${making.project}.${modelName(size, index)}`;
}

function isStaging(index: number): boolean {
  return index % cellModels < cellSources;
}

/**
 * Staging models read one source; others one to three models before them of their team, and one in twenty also one of the first team.
 * So no chain is longer than some thirty models, and a model has some thirty ancestors, however large the project is.
 */
function parentModels(size: ProjectSize, index: number): readonly number[] {
  if (isStaging(index)) return [];
  const count = 1 + choose(size.seed, index, 20, 3);
  const parents = Array.from({ length: count }, (_, i) => index - 1 - choose(size.seed, index, 21 + i, Math.min(index % teamModels, 30)));
  const readsFirstTeam = index >= teamModels && choose(size.seed, index, 25, 20) === 0;
  return [...new Set(readsFirstTeam ? [...parents, choose(size.seed, index, 26, teamModels)] : parents)].sort((a, b) => a - b);
}

export function parentsOf(making: Making, size: ProjectSize, index: number): readonly string[] {
  if (isStaging(index)) return [sourceId(making, Math.floor(index / cellModels) * cellSources + (index % cellModels))];
  return parentModels(size, index).map((parent) => modelId(making, size, parent));
}

/** The generic tests on a model, as kind and column. */
export function testsOf(size: ProjectSize, index: number): readonly (readonly [string, string])[] {
  const base = [
    ['unique', 'id'],
    ['not_null', 'id'],
  ] as const;
  if (index % cellModels >= cellModelsWithThirdTest) return base;
  return [...base, ['unique', inventColumns(size.seed, index, 3)[2]?.name ?? 'id']];
}

export function groupOf(index: number): string {
  return `team_${Math.floor(index / teamModels)}`;
}

/** Whether an entry differs from the first upload; `kind` keeps models, tests and sources apart. */
export function isChanged({ seed, changedShare }: ProjectSize, kind: number, index: number): boolean {
  return choose(seed, index, 500 + kind, 1_000_000) < changedShare * 1_000_000;
}

export function isPublicModel({ seed, publicShare }: ProjectSize, index: number): boolean {
  return choose(seed, index, 5, 1000) < publicShare * 1000;
}

export function planModel(making: Making, size: ProjectSize, index: number): ModelPlan {
  const { seed } = size;
  const columns = inventColumns(seed, index, 10);
  const parents = parentsOf(making, size, index);
  const mark = isChanged(size, 0, index) ? '\n-- changed since' : '';
  const isPublic = isPublicModel(size, index);
  const refer = (parent: string) =>
    parent.startsWith('source.') ? `{{ source('${parent.split('.')[2]}', '${lastOf(parent)}') }}` : `{{ ref('${lastOf(parent)}') }}`;
  const relation = (parent: string) => `"${making.database}"."${making.schema}"."${lastOf(parent)}"`;
  return {
    name: modelName(size, index),
    folder: isStaging(index) ? 'staging' : 'marts',
    columns,
    description: inventText(seed, index, 2),
    isPublic,
    group: isPublic ? groupOf(index) : null,
    parents,
    rawCode: inventSql(seed, index, columns, parents, refer) + mark,
    compiledCode: inventSql(seed, index, columns, parents, relation) + mark,
  };
}

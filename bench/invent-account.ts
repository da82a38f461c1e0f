/** Invents an account of many projects that build on one another, in words as many and as unevenly used as people's: for searching it and for following its lineage. */
import { type Dumpable, dumpJson } from './dump-json.ts';
import { type Column, choose } from './invent.ts';
import { type Making, type ModelPlan, makeModel } from './make-node.ts';
import { metadataOf } from './manifest-text.ts';
import { writeStoredZip } from './write-zip.ts';

export interface AccountSize {
  readonly seed: number;
  readonly projects: number;
  /** In each project. */
  readonly models: number;
  /** Of each model. */
  readonly columns: number;
}

export interface InventedAccount {
  readonly size: AccountSize;
  readonly vocabulary: readonly string[];
  /** Of all models, one project after the other. */
  readonly names: readonly string[];
  /** By number of the model, the numbers of those that it reads. */
  readonly parents: readonly (readonly number[])[];
}

const common =
  'order customer revenue product store payment event session user account invoice shipment ticket campaign lead contract churn refund discount margin cost supply vendor warehouse region country month quarter daily weekly monthly status type name code amount total count average rate ratio score rank email phone address channel source device browser click cohort funnel segment price currency balance ledger journal budget forecast target actual variance'.split(
    ' ',
  );
const wordCount = 4_000;
const [consonants, vowels] = ['bcdfghklmnprstvz', 'aeiou'];
const prefixes = ['stg', 'int', 'fct', 'dim', 'rpt', 'base'];
/** What one group of people looks after. */
const teamModels = 250;
/** Every so many models one is public; others of its project are not read from outside. */
const publicEvery = 4;

export function inventAccount(size: AccountSize): InventedAccount {
  const vocabulary = makeVocabulary(size.seed);
  const names: string[] = [];
  const parents: (readonly number[])[] = [];
  for (let project = 0; project < size.projects; project++) {
    const taken = new Set<string>();
    for (let index = 0; index < size.models; index++) {
      const place = project * size.models + index;
      const words = Array.from({ length: 2 + choose(size.seed, place, 0, 3) }, (_, i) => wordAt(vocabulary, size.seed, place, 1 + i));
      const name = [prefixes[choose(size.seed, place, 5, prefixes.length)], ...words].join('_');
      const own = taken.has(name) ? `${name}_${index}` : name;
      taken.add(own);
      names.push(own);
      parents.push(parentsOf(size, project, index));
    }
  }
  return { size, vocabulary, names, parents };
}

/** Words that people would use, then words of two to four syllables. */
function makeVocabulary(seed: number): readonly string[] {
  const words = new Set(common);
  for (let place = 0; words.size < wordCount; place++) {
    const letter = (letters: string, purpose: number) => letters[choose(seed, place, purpose, letters.length)] ?? '';
    const syllables = Array.from({ length: 2 + choose(seed, place, 0, 3) }, (_, i) => {
      const end = choose(seed, place, 40 + i, 10) < 3 ? letter(consonants, 30 + i) : '';
      return letter(consonants, 10 + i) + letter(vowels, 20 + i) + end;
    });
    words.add(syllables.join(''));
  }
  return [...words];
}

/** As in all texts: the tenth word is used a tenth as often as the first. */
function wordAt(vocabulary: readonly string[], seed: number, place: number, purpose: number): string {
  const chance = choose(seed, place, 100 + purpose, 1_000_000) / 1_000_000;
  return vocabulary[Math.floor(vocabulary.length ** chance) - 1] ?? '';
}

/** One to three models shortly before it in its team; now and then one of an earlier team, more seldom a public one of an earlier project. */
function parentsOf({ seed, models }: AccountSize, project: number, index: number): readonly number[] {
  const place = project * models + index;
  const inTeam = index % teamModels;
  const near =
    inTeam === 0
      ? []
      : Array.from({ length: 1 + choose(seed, place, 50, 3) }, (_, i) => place - 1 - choose(seed, place, 51 + i, Math.min(inTeam, 30)));
  const far = index >= teamModels && choose(seed, place, 55, 12) === 0 ? [project * models + choose(seed, place, 56, index - inTeam)] : [];
  if (project === 0 || choose(seed, place, 57, 25) > 0) return [...new Set([...near, ...far])];
  const other = choose(seed, place, 59, models);
  return [...new Set([...near, ...far, choose(seed, place, 58, project) * models + other - (other % publicEvery)])];
}

export function projectNameOf(project: number): string {
  return `project_${project}`;
}

export function uniqueIdOf({ size, names }: InventedAccount, model: number): string {
  return `model.${projectNameOf(Math.floor(model / size.models))}.${names[model] ?? ''}`;
}

/** The upload of one project: its manifest, in which public models of other projects stand as our plugin puts them there. */
export async function writeProject(account: InventedAccount, project: number, file: string): Promise<void> {
  const making: Making = { project: projectNameOf(project), database: 'warehouse', schema: `p${project}`, createdAt: 1_790_000_000.25 };
  await writeStoredZip(file, [{ name: 'manifest.json', body: blocks(account, project, making) }]);
}

const later =
  'sources macros docs exposures metrics groups selectors disabled parent_map child_map group_map saved_queries semantic_models unit_tests'.split(
    ' ',
  );

function* blocks(account: InventedAccount, project: number, making: Making): Generator<Buffer, void> {
  yield Buffer.from(`{"metadata": ${dumpJson(metadataOf(making, account.size.seed, 0))}, "nodes": {`);
  const first = project * account.size.models;
  const foreign = new Set<number>();
  for (let model = first; model < first + account.size.models; model++) {
    for (const parent of account.parents[model] ?? []) if (parent < first) foreign.add(parent);
    const entry = `${dumpJson(uniqueIdOf(account, model))}: ${dumpJson(makeModel(making, planOf(account, model)))}`;
    yield Buffer.from(`${model === first ? '' : ', '}${entry}`);
  }
  for (const model of foreign) yield Buffer.from(`, ${dumpJson(uniqueIdOf(account, model))}: ${dumpJson(offered(account, model))}`);
  yield Buffer.from(`}, ${later.map((name) => `"${name}": {}`).join(', ')}}`);
}

/** A model without a file. */
function offered(account: InventedAccount, model: number): Dumpable {
  const project = Math.floor(model / account.size.models);
  const making: Making = { project: projectNameOf(project), database: 'warehouse', schema: `p${project}`, createdAt: 1_790_000_000.25 };
  const plan: ModelPlan = { ...planOf(account, model), parents: [], rawCode: '', compiledCode: '' };
  return { ...makeModel(making, plan), path: '', original_file_path: '', patch_path: null };
}

export function planOf(account: InventedAccount, model: number): ModelPlan {
  const { size, vocabulary, names, parents } = account;
  const word = (purpose: number) => wordAt(vocabulary, size.seed, model, purpose);
  const columns = Array.from({ length: size.columns }, (_, i): Column => {
    const name = i === 0 ? 'id' : `${word(10 + 2 * i)}_${word(11 + 2 * i)}`;
    return { name, type: 'varchar', description: '' };
  });
  const list = [...new Set(columns.map(({ name }) => name))].join(', ');
  const [parent] = parents[model] ?? [];
  return {
    name: names[model] ?? '',
    folder: `team_${Math.floor((model % size.models) / teamModels)}`,
    columns,
    description: Array.from({ length: 12 }, (_, i) => word(50 + i)).join(' '),
    isPublic: (model % size.models) % publicEvery === 0,
    group: null,
    parents: (parents[model] ?? []).map((it) => uniqueIdOf(account, it)),
    rawCode: `select ${list} from {{ ref('${parent === undefined ? 'raw' : (names[parent] ?? '')}') }}`,
    compiledCode: 'select 1 as id',
  };
}

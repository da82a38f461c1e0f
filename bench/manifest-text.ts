/** The text of a made-up project's manifest.json and run_results.json, in pieces, with sections in dbt's order. */
import { type Dumpable, dumpJson } from './dump-json.ts';
import { checksumOf, inventColumns, inventText } from './invent.ts';
import { type Making, makeModel, makeSnapshot, makeTest, testId } from './make-node.ts';
import { makeDoc, makeExposure, makeGroup, makeMacro, makeSource, makeUnitTest } from './make-other.ts';
import {
  cellModels,
  cellsOf,
  groupOf,
  isChanged,
  isPublicModel,
  modelId,
  modelName,
  type ProjectSize,
  parentsOf,
  planModel,
  sourceId,
  sourceOf,
  sourcesOf,
  testsOf,
} from './plan-project.ts';

type Entry = readonly [id: string, body: Dumpable];
type Edge = readonly [id: string, parents: readonly string[]];
export type Metadata = Readonly<Record<string, Dumpable>>;

const macroCount = 600;

export function metadataOf({ project }: Making, seed: number, revision: number): Metadata {
  const digits = checksumOf(`${project} ${seed} ${revision}`);
  const day = String(1 + revision).padStart(2, '0');
  return {
    dbt_schema_version: 'https://schemas.getdbt.com/dbt/manifest/v12.json',
    dbt_version: '1.11.16',
    generated_at: `2026-10-${day}T06:00:00.123456Z`,
    invocation_id: [
      digits.slice(0, 8),
      digits.slice(8, 12),
      `4${digits.slice(13, 16)}`,
      `8${digits.slice(17, 20)}`,
      digits.slice(20, 32),
    ].join('-'),
    invocation_started_at: `2026-10-${day}T05:59:00.000001Z`,
    env: {},
    project_name: project,
    project_id: checksumOf(project).slice(0, 32),
    user_id: null,
    send_anonymous_usage_stats: false,
    adapter_type: 'duckdb',
    quoting: { database: true, schema: true, identifier: true, column: null },
    run_started_at: `2026-10-${day}T05:59:00.000002+00:00`,
  };
}

export function* manifestText(making: Making, size: ProjectSize, metadata: Metadata): Generator<string, void> {
  yield `{"metadata": ${dumpJson(metadata)}`;
  yield* section('nodes', nodes(making, size));
  yield* section('sources', sources(making, size));
  yield* section('macros', macros(making, size));
  yield* section('docs', docs(making, size));
  yield* section(
    'exposures',
    each(cellsOf(size), (cell) => idOf(makeExposure(making, `report_${cell}`, [endOf(making, size, cell)]))),
  );
  yield* section('metrics', []);
  yield* section(
    'groups',
    each(Math.ceil(cellsOf(size) / 10), (group) => idOf(makeGroup(making, `team_${group}`))),
  );
  yield* section('selectors', []);
  yield* section('disabled', []);
  yield* section('parent_map', edges(making, size));
  yield* section('child_map', children(making, size));
  yield* section('group_map', groupMap(making, size));
  yield* section('saved_queries', []);
  yield* section('semantic_models', []);
  yield* section(
    'unit_tests',
    each(cellsOf(size), (cell) => idOf(makeUnitTest(making, `it_adds_up_${cell}`, endOf(making, size, cell)))),
  );
  yield* section('functions', []);
  yield '}';
}

function* docs(making: Making, size: ProjectSize): Generator<Entry, void> {
  yield idOf(makeDoc('dbt', '__overview__', inventText(size.seed, 0, 5)));
  yield* each(cellsOf(size), (cell) => idOf(makeDoc(making.project, `grain_${cell}`, inventText(size.seed, cell, 3))));
}

function* section(name: string, entries: Iterable<Entry>): Generator<string, void> {
  yield `, ${dumpJson(name)}: {`;
  let isFirst = true;
  for (const [id, body] of entries) {
    yield `${isFirst ? '' : ', '}${dumpJson(id)}: ${dumpJson(body)}`;
    isFirst = false;
  }
  yield '}';
}

function* each<T>(count: number, make: (index: number) => T): Generator<T, void> {
  for (let index = 0; index < count; index++) yield make(index);
}

function idOf(body: Readonly<Record<string, Dumpable>>): Entry {
  return [String(body.unique_id), body];
}

/** The last model of a cell, on which its exposure, snapshot and unit test are. */
function endOf(making: Making, size: ProjectSize, cell: number): string {
  return modelId(making, size, Math.min((cell + 1) * cellModels, size.models) - 1);
}

function* nodes(making: Making, size: ProjectSize): Generator<Entry, void> {
  for (let index = 0; index < size.models; index++) {
    yield idOf(makeModel(making, planModel(making, size, index)));
    const model = modelId(making, size, index);
    for (const [i, [kind, column]] of testsOf(size, index).entries()) {
      const test = makeTest(making, kind, model, column);
      yield idOf(isChanged(size, 1 + i, index) ? { ...test, description: 'Looser since.' } : test);
    }
  }
  for (let cell = 0; cell < cellsOf(size); cell++) yield idOf(makeSnapshot(making, `history_${cell}`, endOf(making, size, cell)));
}

function* sources(making: Making, size: ProjectSize): Generator<Entry, void> {
  for (let index = 0; index < sourcesOf(size); index++) {
    const { source, table } = sourceOf(index);
    const columns = inventColumns(size.seed, -1 - index, 7);
    const description = isChanged(size, 9, index) ? 'Described anew.' : inventText(size.seed, -1 - index, 1);
    yield idOf(makeSource(making, source, table, columns, description));
  }
}

function macros(making: Making, size: ProjectSize): Iterable<Entry> {
  const packages = ['dbt', 'dbt_utils', 'dbt_duckdb', making.project];
  return each(macroCount, (index) =>
    idOf(makeMacro(making, packages[index % 4] ?? 'dbt', `macro_${index}`, inventText(size.seed, index, 8))),
  );
}

/** The members of the graph with their parents, in dbt's order: nodes, sources, exposures, unit tests. */
function* edges(making: Making, size: ProjectSize): Generator<Edge, void> {
  for (let index = 0; index < size.models; index++) {
    const model = modelId(making, size, index);
    yield [model, [...parentsOf(making, size, index)].sort()];
    for (const [kind, column] of testsOf(size, index)) yield [testId(making, kind, model, column), [model]];
  }
  const { project } = making;
  for (let cell = 0; cell < cellsOf(size); cell++) yield [`snapshot.${project}.history_${cell}`, [endOf(making, size, cell)]];
  for (let index = 0; index < sourcesOf(size); index++) yield [sourceId(making, index), []];
  for (let cell = 0; cell < cellsOf(size); cell++) yield [`exposure.${project}.report_${cell}`, [endOf(making, size, cell)]];
  for (let cell = 0; cell < cellsOf(size); cell++) {
    const model = endOf(making, size, cell);
    yield [`unit_test.${project}.${model.split('.').at(-1)}.it_adds_up_${cell}`, [model]];
  }
}

/** The one part that is held in memory: some 150 bytes an edge. */
function children(making: Making, size: ProjectSize): Iterable<Entry> {
  const below = new Map<string, string[]>();
  for (const [id] of edges(making, size)) below.set(id, []);
  for (const [id, parents] of edges(making, size)) for (const parent of parents) below.get(parent)?.push(id);
  for (const ids of below.values()) ids.sort();
  return below;
}

function groupMap(making: Making, size: ProjectSize): Iterable<Entry> {
  const members = new Map<string, string[]>();
  for (let index = 0; index < size.models; index++) {
    const group = members.get(groupOf(index)) ?? [];
    members.set(groupOf(index), group);
    if (isPublicModel(size, index)) group.push(modelId(making, size, index));
  }
  return members;
}

/** A `dbt build` in which everything went well. */
export function* runResultsText(making: Making, size: ProjectSize, metadata: Metadata): Generator<string, void> {
  const own = { ...metadata, dbt_schema_version: 'https://schemas.getdbt.com/dbt/run-results/v6.json' };
  const at = String(metadata.generated_at);
  yield `{"metadata": ${dumpJson(own)}, "results": [`;
  for (let index = 0; index < size.models; index++) {
    const model = modelId(making, size, index);
    const { compiledCode } = planModel(making, size, index);
    const relation = `"${making.database}"."${making.schema}"."${modelName(size, index)}"`;
    yield `${index === 0 ? '' : ', '}${dumpJson(resultOf(model, 'success', compiledCode, relation, at))}`;
    for (const [kind, column] of testsOf(size, index)) {
      const id = testId(making, kind, model, column);
      yield `, ${dumpJson(resultOf(id, 'pass', `select ${column} from ${relation}`, null, at))}`;
    }
  }
  yield `], "elapsed_time": 61.5, "args": ${dumpJson({ which: 'build', invocation_command: 'dbt build', vars: {} })}}`;
}

function resultOf(id: string, status: string, compiledCode: string, relation: string | null, at: string): Dumpable {
  return {
    status,
    timing: ['compile', 'execute'].map((name) => ({ name, started_at: at, completed_at: at })),
    thread_id: 'Thread-1 (worker)',
    execution_time: 0.25,
    adapter_response: { _message: 'OK' },
    message: status === 'pass' ? null : 'OK',
    failures: status === 'pass' ? 0 : null,
    unique_id: id,
    compiled: true,
    compiled_code: compiledCode,
    relation_name: relation,
    batch_results: null,
  };
}

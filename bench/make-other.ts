/** Bodies of the manifest's smaller entries: sources, macros, docs, exposures, groups, unit tests; fields and order of dbt 1.11. */
import type { Dumpable } from './dump-json.ts';
import { type Column, checksumOf } from './invent.ts';
import { columnsOf, lastOf, type Making } from './make-node.ts';

type Fields = Record<string, Dumpable>;

export function makeSource(making: Making, source: string, table: string, columns: readonly Column[], description: string): Fields {
  const { project, database } = making;
  const freshness = { warn_after: { count: 1, period: 'day' }, error_after: { count: null, period: null }, filter: null };
  const loaded = { loaded_at_field: 'loaded_at', loaded_at_query: null };
  return {
    database,
    schema: source,
    name: table,
    resource_type: 'source',
    package_name: project,
    path: `models/staging/${source}.yml`,
    original_file_path: `models/staging/${source}.yml`,
    unique_id: `source.${project}.${source}.${table}`,
    fqn: [project, 'staging', source, table],
    source_name: source,
    source_description: 'What the systems of the shops write.',
    loader: '',
    identifier: table,
    quoting: { database: null, schema: null, identifier: null, column: null },
    ...loaded,
    freshness,
    external: null,
    description,
    columns: columnsOf(columns, false),
    meta: {},
    source_meta: {},
    tags: [],
    config: { enabled: true, event_time: null, freshness, ...loaded, meta: {}, tags: [], static_analysis: null },
    patch_path: null,
    unrendered_config: { freshness, ...loaded, meta: {}, tags: [] },
    relation_name: `"${database}"."${source}"."${table}"`,
    created_at: making.createdAt,
    unrendered_database: null,
    unrendered_schema: source,
    doc_blocks: [],
  };
}

export function makeMacro(making: Making, packageName: string, name: string, text: string): Fields {
  return {
    name,
    resource_type: 'macro',
    package_name: packageName,
    path: `macros/${name}.sql`,
    original_file_path: `macros/${name}.sql`,
    unique_id: `macro.${packageName}.${name}`,
    macro_sql: `{% macro ${name}(relation, column) %}\n    {# ${text} #}\n    {{ return(adapter.dispatch('${name}', '${packageName}')(relation, column)) }}\n{% endmacro %}`,
    depends_on: { macros: [`macro.${packageName}.default__${name}`] },
    description: text,
    meta: {},
    docs: { show: true, node_color: null },
    config: { meta: {}, docs: { show: true, node_color: null } },
    patch_path: null,
    arguments: [],
    created_at: making.createdAt,
    supported_languages: null,
  };
}

/** `package_name`: the project; or dbt itself, of which every manifest has the overview. */
export function makeDoc(package_name: string, name: string, text: string): Fields {
  return {
    name,
    resource_type: 'doc',
    package_name,
    path: 'docs.md',
    original_file_path: 'models/docs.md',
    unique_id: `doc.${package_name}.${name}`,
    block_contents: text,
  };
}

export function makeExposure(making: Making, name: string, parents: readonly string[]): Fields {
  return {
    name,
    resource_type: 'exposure',
    package_name: making.project,
    path: 'exposures.yml',
    original_file_path: 'models/exposures.yml',
    unique_id: `exposure.${making.project}.${name}`,
    fqn: [making.project, name],
    type: 'dashboard',
    owner: { email: 'reports@example.org', name: 'Reports' },
    description: '',
    label: null,
    maturity: 'high',
    meta: {},
    tags: [],
    config: { enabled: true, tags: [], meta: {} },
    unrendered_config: {},
    url: `https://example.org/${name}`,
    depends_on: { macros: [], nodes: [...parents] },
    refs: parents.map((parent) => ({ name: lastOf(parent), package: null, version: null })),
    sources: [],
    metrics: [],
    created_at: making.createdAt,
  };
}

export function makeGroup(making: Making, name: string): Fields {
  return {
    name,
    resource_type: 'group',
    package_name: making.project,
    path: 'groups.yml',
    original_file_path: 'models/groups.yml',
    unique_id: `group.${making.project}.${name}`,
    owner: { email: `${name}@example.org`, name },
    description: null,
    config: { meta: {} },
  };
}

export function makeUnitTest(making: Making, name: string, model: string): Fields {
  const rows = Array.from({ length: 3 }, (_, id) => ({ id, amount_total: id * 10 }));
  return {
    model: lastOf(model),
    given: [{ input: `ref('${lastOf(model)}')`, rows, format: 'dict', fixture: null }],
    expect: { rows, format: 'dict', fixture: null },
    name,
    resource_type: 'unit_test',
    package_name: making.project,
    path: 'models.yml',
    original_file_path: 'models/models.yml',
    unique_id: `unit_test.${making.project}.${lastOf(model)}.${name}`,
    fqn: [making.project, lastOf(model), name],
    description: '',
    overrides: null,
    depends_on: { macros: [], nodes: [model] },
    config: { tags: [], meta: {}, enabled: true, static_analysis: null },
    checksum: checksumOf(name),
    schema: making.schema,
    created_at: making.createdAt,
    versions: null,
    version: null,
  };
}

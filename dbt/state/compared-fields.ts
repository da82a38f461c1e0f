/** What dbt's `state:modified` looks at in each kind of node, field by field, and what it passes over (dbt-core 1.11, `same_contents` and its parts in contracts/graph/nodes.py). */
import { isRecord } from '@weft/base/json';
import { readRecord } from '../artifacts/read-field.ts';

export const facets = [
  'body',
  'config',
  'relation',
  'persisted_description',
  'contract',
  'macro',
  'fqn',
  'reference',
  'property',
  'description',
  'columns',
  'edges',
] as const;
/** `reference`: what those that refer to a model depend on. `property`: what only some kinds have. The last three are never seen by dbt. */
export type Facet = (typeof facets)[number];

export interface Field {
  readonly facet: Facet;
  /** The name of the config, relation part or property; null: the facet has one value only. */
  readonly key: string | null;
  /** JSON as dbt wrote it; undefined: it is not there. */
  readonly value: unknown;
  /** The values of the `state:` method that a difference here puts the node into; empty: dbt does not see it. */
  readonly selectors: readonly string[];
}

export interface CompareOptions {
  /** The project's behaviour flag `state_modified_compare_more_unrendered_values`. */
  readonly comparesMoreUnrendered: boolean;
}

type Entry = Readonly<Record<string, unknown>>;

/** Part of the place in the warehouse instead (dbt_common `CompareBehavior.Exclude`); tags and groups are not compared at all. */
const notCompared = new Set(['alias', 'schema', 'database', 'tags', 'group']);
const testModifiers = new Set('severity where limit fail_calc warn_if error_if store_failures store_failures_as'.split(' '));
const placeParts = ['database', 'schema', 'alias'] as const;

/** `persisting`: the node whose `persist_docs` decides, which is the newer one. */
export function comparedFields(section: string, entry: Entry, persisting: Entry, options: CompareOptions): readonly Field[] {
  switch (section) {
    case 'sources':
      return fieldsOfSource(entry, options);
    case 'exposures':
      return [
        ...properties(entry, ['type', 'owner', 'maturity', 'url', 'description', 'label']),
        { facet: 'fqn', key: null, value: entry.fqn, selectors: ['modified'] },
        ...configs(readRecord(entry.unrendered_config), () => false),
        // Of exposures alone dbt compares the edges.
        { facet: 'edges', key: null, value: edgesOf(entry), selectors: ['modified'] },
      ];
    case 'metrics':
      return [
        ...properties(entry, ['type', 'description', 'label']),
        ...configs(readRecord(entry.unrendered_config), (key) => key === 'group'),
        edges(entry),
      ];
    case 'semantic_models':
      return [
        ...properties(entry, ['model', 'description', 'defaults', 'entities', 'dimensions', 'measures', 'primary_entity', 'group']),
        ...configs(readRecord(entry.config), () => false),
      ];
    case 'saved_queries':
      return fieldsOfSavedQuery(entry);
    case 'unit_tests':
      return [{ facet: 'body', key: null, value: entry.checksum, selectors: ['modified'] }];
    default:
      return fieldsOfNode(entry, persisting);
  }
}

/** Models, seeds, snapshots, tests, analyses and functions. */
function fieldsOfNode(entry: Entry, persisting: Entry): readonly Field[] {
  const type = String(entry.resource_type);
  const isTest = type === 'test';
  // The code of a generic test is that of its macro.
  const isGeneric = isTest && isRecord(entry.test_metadata);
  const whole = isGeneric ? [] : ['modified'];
  const unrendered = readRecord(entry.unrendered_config);
  const isLeftOut = (key: string) => (isTest ? !testModifiers.has(key) : notCompared.has(key));
  return [
    { facet: 'body', key: null, value: type === 'seed' ? entry.checksum : entry.raw_code, selectors: [...whole, 'modified.body'] },
    ...configs(unrendered, isLeftOut),
    ...placeParts.map((key): Field => ({ facet: 'relation', key, value: unrendered[key], selectors: [...whole, 'modified.relation'] })),
    ...descriptions(entry, isTest ? {} : readRecord(readRecord(persisting.config).persist_docs)),
    { facet: 'fqn', key: null, value: entry.fqn, selectors: ['modified'] },
    ...(type === 'model' ? fieldsOfModel(entry) : []),
    ...(type === 'function' ? properties(entry, ['arguments', 'returns']) : []),
    ...columnTypes(entry),
    edges(entry),
  ];
}

function fieldsOfModel(entry: Entry): readonly Field[] {
  const { enforced, checksum } = readRecord(entry.contract);
  const contract = enforced === true ? { enforced, checksum } : { enforced: false };
  const references = ['latest_version', 'access', 'deprecation_date'].map(
    (key): Field => ({ facet: 'reference', key, value: entry[key] ?? null, selectors: ['modified'] }),
  );
  return [{ facet: 'contract', key: null, value: contract, selectors: ['modified', 'modified.contract'] }, ...references];
}

function fieldsOfSource(entry: Entry, { comparesMoreUnrendered }: CompareOptions): readonly Field[] {
  const place = (key: string): unknown => (comparesMoreUnrendered ? entry[`unrendered_${key}`] : entry[key]) ?? null;
  const selectors = ['modified', 'modified.relation'];
  return [
    { facet: 'relation', key: 'database', value: place('database'), selectors },
    { facet: 'relation', key: 'schema', value: place('schema'), selectors },
    { facet: 'relation', key: 'identifier', value: entry.identifier, selectors },
    { facet: 'fqn', key: null, value: entry.fqn, selectors: ['modified'] },
    ...configs(readRecord(entry.unrendered_config), () => false),
    ...properties(entry, ['quoting', 'freshness', 'loaded_at_field', 'external']),
    { facet: 'description', key: null, value: entry.description, selectors: [] },
    ...columnTypes(entry),
  ];
}

/** Of exports dbt compares names and where they go. */
function fieldsOfSavedQuery(entry: Entry): readonly Field[] {
  const query = readRecord(entry.query_params);
  const sent = (Array.isArray(entry.exports) ? entry.exports : []).map((each) => {
    const { export_as, schema, alias } = readRecord(readRecord(each).unrendered_config);
    return { name: readRecord(each).name, export_as, schema, alias };
  });
  return [
    ...properties(query, ['metrics', 'group_by', 'where']),
    ...properties(entry, ['description', 'label', 'group', 'tags']),
    { facet: 'property', key: 'exports', value: sent, selectors: ['modified'] },
    ...configs(readRecord(entry.config), () => false),
    edges(entry),
  ];
}

function properties(entry: Entry, keys: readonly string[]): readonly Field[] {
  return keys.map((key) => ({ facet: 'property', key, value: entry[key] ?? null, selectors: ['modified'] }));
}

/** What is left out of the comparison is kept, so that people see that it changed and that dbt passed it over. */
function configs(values: Entry, isLeftOut: (key: string) => boolean): readonly Field[] {
  const isPlace = new Set<string>(placeParts);
  return Object.entries(values).flatMap(([key, value]): Field[] => {
    if (!isLeftOut(key)) return [{ facet: 'config', key, value, selectors: ['modified', 'modified.configs'] }];
    return isPlace.has(key) ? [] : [{ facet: 'config', key, value, selectors: [] }];
  });
}

function descriptions(entry: Entry, persisted: Entry): readonly Field[] {
  const seen = (isPersisted: unknown): Pick<Field, 'facet' | 'selectors'> =>
    isPersisted === true
      ? { facet: 'persisted_description', selectors: ['modified', 'modified.persisted_descriptions'] }
      : { facet: 'description', selectors: [] };
  const ofColumns = Object.entries(readRecord(entry.columns)).map(
    ([name, column]): Field => ({ ...seen(persisted.columns), key: name, value: readRecord(column).description ?? '' }),
  );
  return [{ ...seen(persisted.relation), key: null, value: entry.description ?? '' }, ...ofColumns];
}

function columnTypes(entry: Entry): readonly Field[] {
  return Object.entries(readRecord(entry.columns)).map(([name, column]) => {
    const { data_type, constraints } = readRecord(column);
    const value = { data_type: data_type ?? null, constraints: constraints ?? [] };
    return { facet: 'columns', key: name, value, selectors: [] };
  });
}

/** `depends_on` changes without the code when what a macro refers to does; dbt does not see that (dbt-core issue 10343). */
function edges(entry: Entry): Field {
  return { facet: 'edges', key: null, value: edgesOf(entry), selectors: [] };
}

function edgesOf(entry: Entry): readonly unknown[] {
  const { nodes } = readRecord(entry.depends_on);
  return Array.isArray(nodes) ? [...new Set(nodes)].sort() : [];
}

/** The values of `state:` by which a node that was not there before is selected: what its kind compares, and for kinds of their own not even `modified` (measured with dbt-core 1.11). */
export function selectorsOfNew(section: string): readonly string[] {
  switch (section) {
    case 'sources':
      return ['new', 'modified.relation', 'modified.configs'];
    case 'exposures':
    case 'metrics':
    case 'semantic_models':
    case 'saved_queries':
      return ['new', 'modified.configs'];
    case 'unit_tests':
      return ['new', 'modified'];
    default:
      return ['new', 'modified', ...'body configs relation persisted_descriptions contract'.split(' ').map((part) => `modified.${part}`)];
  }
}

/** Sections whose members `state:` can select. */
export const selectableSections: ReadonlySet<string> = new Set(
  'nodes sources exposures metrics semantic_models saved_queries unit_tests functions'.split(' '),
);

/** Reads what Weft needs to know of one entry of a manifest, from any schema version that is accepted. */
import { isRecord } from '@weft/base/json';
import { readFilledText, readRecord, readText, readTexts, storable } from './read-field.ts';

export type Access = 'public' | 'protected' | 'private';

export interface ColumnFacts {
  readonly name: string;
  readonly dataType: string | null;
  readonly description: string;
}

/** The same fields for every kind of entry, so that one table holds them; plain JSON, and nothing in it that Postgres cannot store. */
export interface NodeFacts {
  readonly uniqueId: string;
  /** dbt's own: model, seed, snapshot, test, analysis, operation, source, exposure, metric, group, semantic_model, saved_query, unit_test, macro, doc, function. */
  readonly resourceType: string;
  readonly name: string;
  readonly packageName: string;
  readonly database: string | null;
  readonly schema: string | null;
  /** The relation's last name: `alias` of a node, `identifier` of a source. */
  readonly identifier: string | null;
  readonly relationName: string | null;
  /** Only models have one. */
  readonly access: Access | null;
  readonly group: string | null;
  readonly version: string | number | null;
  readonly latestVersion: string | number | null;
  /** As dbt wrote it, ISO 8601. */
  readonly deprecationDate: string | null;
  readonly materialized: string | null;
  readonly contractEnforced: boolean;
  readonly description: string;
  readonly tags: readonly string[];
  readonly columns: readonly ColumnFacts[];
  /** Unique ids, in dbt's order. */
  readonly dependsOn: readonly string[];
  readonly originalFilePath: string;
  /** A model that another project's publication put into this manifest: it has no file. It is never this project's own. */
  readonly isExternal: boolean;
  readonly isEnabled: boolean;
  readonly checksum: string | null;
  /** What to call it, for exposures, metrics and saved queries. */
  readonly label: string | null;
  /** Of groups and exposures. */
  readonly owner: { readonly name: string | null; readonly email: string | null } | null;
  /** Of tests: the node that a generic test is written on, and its column. */
  readonly attachedNode: string | null;
  readonly columnName: string | null;
  /** Of sources: the source's name, which its tables share. */
  readonly sourceName: string | null;
}

/** Sections whose entries have facts. */
export const factSections: ReadonlySet<string> = new Set(
  'nodes sources exposures metrics groups semantic_models saved_queries unit_tests functions macros docs'.split(' '),
);

/** Sections that follow from the others, so that nobody need keep them; `joinManifest` makes them again. */
export const derivedSections: ReadonlySet<string> = new Set(['parent_map', 'child_map', 'group_map']);

export interface ReadFacts {
  /** Null when the entry is no object at all. */
  readonly facts: NodeFacts | null;
  /** What was odd, in words, without the entry's name; the facts hold a safe value there. */
  readonly problems: readonly string[];
}

/** What stands in the row of every entry: read for tens of thousands of nodes at once, so without what takes time to read. */
export type CoreFacts = Omit<
  NodeFacts,
  'description' | 'tags' | 'columns' | 'checksum' | 'label' | 'owner' | 'attachedNode' | 'columnName' | 'sourceName'
>;

/** As `readNodeFacts`; null when the entry is no object at all. */
export function readCoreFacts(section: string, key: string, entry: unknown): CoreFacts | null {
  return isRecord(entry) ? readCore(section, key, entry, []) : null;
}

/** Never throws. The key counts as the unique id, whatever the entry says itself. */
export function readNodeFacts(section: string, key: string, entry: unknown): ReadFacts {
  if (!isRecord(entry)) return { facts: null, problems: ['is not an object'] };
  const problems: string[] = [];
  if (typeof entry.unique_id === 'string' && entry.unique_id !== key) problems.push(`calls itself ${storable(entry.unique_id)}`);
  const core = readCore(section, key, entry, problems);
  // Named one by one: with `...` an object of so many fields takes as long to make as its JSON to parse.
  const facts: NodeFacts = {
    uniqueId: core.uniqueId,
    resourceType: core.resourceType,
    name: core.name,
    packageName: core.packageName,
    database: core.database,
    schema: core.schema,
    identifier: core.identifier,
    relationName: core.relationName,
    access: core.access,
    group: core.group,
    version: core.version,
    latestVersion: core.latestVersion,
    deprecationDate: core.deprecationDate,
    materialized: core.materialized,
    contractEnforced: core.contractEnforced,
    dependsOn: core.dependsOn,
    originalFilePath: core.originalFilePath,
    isExternal: core.isExternal,
    isEnabled: core.isEnabled,
    description: readText(entry.description) ?? '',
    tags: readTexts(entry.tags ?? readRecord(entry.config).tags),
    columns: readColumns(entry.columns, problems),
    checksum: readFilledText(readRecord(entry.checksum).checksum),
    label: readFilledText(entry.label),
    owner: readOwner(entry.owner),
    attachedNode: readFilledText(entry.attached_node),
    columnName: readFilledText(entry.column_name),
    sourceName: readFilledText(entry.source_name),
  };
  return { facts, problems };
}

function readCore(section: string, key: string, entry: Readonly<Record<string, unknown>>, problems: string[]): CoreFacts {
  const uniqueId = storable(key);
  const config = readRecord(entry.config);
  const resourceType = readFilledText(entry.resource_type) ?? resourceTypeOf(section, uniqueId);
  const isModel = resourceType === 'model';
  const originalFilePath = readText(entry.original_file_path) ?? '';
  return {
    uniqueId,
    resourceType,
    name: readFilledText(entry.name) ?? uniqueId,
    packageName: readFilledText(entry.package_name) ?? uniqueId.split('.')[1] ?? '',
    database: readFilledText(entry.database),
    schema: readFilledText(entry.schema),
    identifier: readFilledText(entry.alias) ?? readFilledText(entry.identifier),
    relationName: readFilledText(entry.relation_name),
    access: isModel ? readAccess(entry, config, problems) : null,
    group: readFilledText(entry.group) ?? readFilledText(config.group),
    version: readVersion(entry.version, problems),
    latestVersion: readVersion(entry.latest_version, problems),
    deprecationDate: readFilledText(entry.deprecation_date),
    materialized: readFilledText(config.materialized),
    contractEnforced: (readRecord(entry.contract).enforced ?? readRecord(config.contract).enforced) === true,
    dependsOn: readTexts(readRecord(entry.depends_on).nodes),
    originalFilePath,
    isExternal: isModel && originalFilePath === '' && (readText(entry.path) ?? '') === '',
    isEnabled: config.enabled !== false,
  };
}

/** An entry of `disabled` lists the nodes of one id that are switched off; they are facts too, with `isEnabled` false. */
export function readDisabledFacts(key: string, entry: unknown): readonly ReadFacts[] {
  if (!Array.isArray(entry)) return [{ facts: null, problems: ['is not a list'] }];
  return entry.map((node) => {
    const { facts, problems } = readNodeFacts('nodes', key, node);
    return { facts: facts === null ? null : { ...facts, isEnabled: false }, problems };
  });
}

/** A node's own access outranks its config's: dbt leaves the config's default on models that a publication brought in. */
function readAccess(entry: Readonly<Record<string, unknown>>, config: Readonly<Record<string, unknown>>, problems: string[]): Access {
  const access = entry.access ?? config.access ?? 'protected';
  if (access === 'public' || access === 'protected' || access === 'private') return access;
  problems.push(`has an access that dbt does not know: ${storable(String(access)).slice(0, 100)}`);
  return 'protected';
}

function readVersion(version: unknown, problems: string[]): string | number | null {
  if (version === null || version === undefined) return null;
  if (typeof version === 'string') return storable(version);
  if (typeof version === 'number') return version;
  problems.push('has a version that is neither a number nor a text');
  return null;
}

function readColumns(columns: unknown, problems: string[]): readonly ColumnFacts[] {
  if (columns === null || columns === undefined) return noColumns;
  if (!isRecord(columns)) {
    problems.push('has columns that are not a map');
    return noColumns;
  }
  return Object.entries(columns).map(([key, value]) => {
    const column = readRecord(value);
    return {
      name: readFilledText(column.name) ?? storable(key),
      dataType: readFilledText(column.data_type),
      description: readText(column.description) ?? '',
    };
  });
}

const noColumns: readonly ColumnFacts[] = [];

function readOwner(owner: unknown): NodeFacts['owner'] {
  if (!isRecord(owner)) return null;
  return { name: readFilledText(owner.name), email: readFilledText(owner.email) };
}

/** Entries of early schema versions may lack their type; the id begins with it, save in `docs` of old, whose ids bore no prefix. */
function resourceTypeOf(section: string, uniqueId: string): string {
  const prefix = uniqueId.split('.')[0] ?? '';
  if (section === 'docs') return 'doc';
  return prefix === '' ? section : prefix;
}

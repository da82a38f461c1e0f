/** Reads of a manifest's entry what a catalog shows and a selector looks at: small enough to be kept for every node, macros and groups included. */
import { isRecord } from '@weft/base/json';
import { readSelectableNode, type SelectableNode } from '../selection/selectable-node.ts';
import { type ColumnFacts, type NodeFacts, readNodeFacts } from './node-facts.ts';
import { readFilledText, readRecord, readText, readTexts } from './read-field.ts';

/** Plain JSON: it is stored as it is. */
export interface NodeDocument extends SelectableNode {
  readonly database: string | null;
  readonly schema: string | null;
  readonly identifier: string | null;
  readonly relationName: string | null;
  readonly group: string | null;
  readonly deprecationDate: string | null;
  readonly isContractEnforced: boolean;
  /** Another project's publication put it there. */
  readonly isExternal: boolean;
  readonly description: string;
  readonly columns: readonly DocumentColumn[];
  readonly label: string | null;
  /** Of groups and exposures. */
  readonly owner: NodeFacts['owner'];
  readonly attachedNode: string | null;
  /** Of tests: the column that it is written on. */
  readonly columnName: string | null;
  readonly macros: readonly string[];
  readonly language: string | null;
  /** Of exposures. */
  readonly exposure: { readonly type: string | null; readonly maturity: string | null; readonly url: string | null } | null;
  readonly constraints: readonly Constraint[];
}

export interface DocumentColumn extends ColumnFacts {
  readonly tags: readonly string[];
  readonly meta: Readonly<Record<string, unknown>>;
  readonly constraints: readonly Constraint[];
}

export interface Constraint {
  /** `not_null`, `unique`, `primary_key`, `foreign_key`, `check`, `custom`. */
  readonly type: string;
  readonly columns: readonly string[];
  readonly expression: string | null;
}

/** Sections that have documents. */
export const documentSections: readonly string[] =
  'nodes sources exposures metrics groups semantic_models saved_queries unit_tests functions macros'.split(' ');

/** Null: it is no object. `code`: as it was written, Jinja and all; null: there is none. */
export function readNodeDocument(
  section: string,
  key: string,
  body: unknown,
): { readonly document: NodeDocument; readonly code: string | null } | null {
  const { facts } = readNodeFacts(section, key, body);
  const selectable = readSelectableNode(key, body);
  if (!facts || !selectable || !isRecord(body)) return null;
  const columns = readRecord(body.columns);
  // Named one by one: with `...` an object of so many fields takes as long to make as its JSON to parse.
  const document: NodeDocument = {
    uniqueId: selectable.uniqueId,
    resourceType: facts.resourceType,
    name: selectable.name,
    packageName: facts.packageName,
    fqn: selectable.fqn,
    tags: selectable.tags,
    originalFilePath: selectable.originalFilePath,
    patchPath: selectable.patchPath,
    config: selectable.config,
    access: facts.access,
    version: selectable.version,
    latestVersion: selectable.latestVersion,
    sourceName: selectable.sourceName,
    testName: selectable.testName,
    dependsOn: selectable.dependsOn,
    database: facts.database,
    schema: facts.schema,
    identifier: facts.identifier,
    relationName: facts.relationName,
    group: facts.group,
    deprecationDate: facts.deprecationDate,
    isContractEnforced: facts.contractEnforced,
    isExternal: facts.isExternal,
    description: facts.description,
    columns: facts.columns.map((column) => readColumn(column, columns[column.name])),
    label: facts.label,
    owner: facts.owner,
    attachedNode: facts.attachedNode,
    columnName: facts.columnName,
    macros: readTexts(readRecord(body.depends_on).macros),
    language: readFilledText(body.language),
    exposure:
      section === 'exposures'
        ? { type: readFilledText(body.type), maturity: readFilledText(body.maturity), url: readFilledText(body.url) }
        : null,
    constraints: readConstraints(body.constraints),
  };
  return { document, code: readText(body.raw_code) ?? readText(body.macro_sql) ?? readText(body.raw_sql) };
}

function readColumn(column: ColumnFacts, body: unknown): DocumentColumn {
  const read = readRecord(body);
  const { name, dataType, description } = column;
  return {
    name,
    dataType,
    description,
    tags: readTexts(read.tags),
    meta: readRecord(read.meta),
    constraints: readConstraints(read.constraints),
  };
}

function readConstraints(list: unknown): readonly Constraint[] {
  if (!Array.isArray(list)) return [];
  return list.flatMap((each) => {
    const type = readFilledText(readRecord(each).type);
    if (type === null) return [];
    return [{ type, columns: readTexts(readRecord(each).columns), expression: readFilledText(readRecord(each).expression) }];
  });
}

/** What the warehouse says of a relation, beside what the project says of its columns. */
import type { NodeDocument } from '@weft/dbt/artifacts/node-document';
import { readNumber, readRecord, readText } from '@weft/dbt/artifacts/read-field';
import type { Desk } from './desk.ts';
import type { Resolvers } from './resolvers.ts';
import type { CatalogEntry, ShownNode } from './site.ts';

export interface Catalog {
  readonly environmentId: number;
  readonly uniqueId: string;
  /** null: `dbt docs generate` told nothing of it. */
  readonly entry: CatalogEntry | null;
  readonly body: Readonly<Record<string, unknown>>;
  readonly document: NodeDocument | null;
}

export const catalogued = {
  catalog: async ({ state, node }: ShownNode, _: unknown, desk: Desk): Promise<Catalog | null> => {
    const entry = (await state.catalog()).get(node.uniqueId) ?? null;
    const catalog = await readCatalog({ entry, node, environmentId: state.environment.id }, desk);
    return entry === null && catalog.document?.columns.length === 0 ? null : catalog;
  },
} satisfies Resolvers;

export async function readCatalog(
  { entry, node, environmentId }: Pick<ShownNode, 'node'> & { readonly entry: CatalogEntry | null; readonly environmentId: number },
  desk: Desk,
): Promise<Catalog> {
  const [body, document] = await Promise.all([entry === null ? {} : desk.body(entry.entryId), desk.document(node.entryId)]);
  return { environmentId, uniqueId: node.uniqueId, entry, body, document };
}

export interface CatalogColumn {
  readonly name: string;
  readonly index: number | null;
  readonly type: string | null;
  readonly comment: string | null;
  readonly description: string | null;
  readonly tags: readonly string[];
  readonly meta: Readonly<Record<string, unknown>>;
}

/** The warehouse's, in its order, then those that only the project knows. Names are compared as warehouses do, without their case. */
export function columnsOf({ body, document }: Pick<Catalog, 'body' | 'document'>): readonly CatalogColumn[] {
  const described = new Map((document?.columns ?? []).map((column) => [column.name.toLowerCase(), column]));
  const found = Object.entries(readRecord(body.columns)).map(([key, value]): CatalogColumn => {
    const read = readRecord(value);
    const name = readText(read.name) ?? key;
    const own = described.get(name.toLowerCase());
    described.delete(name.toLowerCase());
    return {
      ...{ name, index: readNumber(read.index), type: readText(read.type), comment: readText(read.comment) },
      ...{ description: own?.description ?? null, tags: own?.tags ?? [], meta: own?.meta ?? {} },
    };
  });
  found.sort((a, b) => (a.index ?? 0) - (b.index ?? 0));
  const rest = [...described.values()].map((column): CatalogColumn => {
    const { name, dataType, description, tags, meta } = column;
    return { name, index: null, type: dataType, comment: null, description, tags, meta };
  });
  return [...found, ...rest];
}

export interface CatalogStat {
  readonly id: string;
  readonly label: string | null;
  readonly value: unknown;
  readonly include: boolean | null;
  readonly description: string | null;
}

export function statsOf({ body }: Pick<Catalog, 'body'>): readonly CatalogStat[] {
  return Object.entries(readRecord(body.stats)).map(([key, value]) => {
    const { id, label, value: told, include, description } = readRecord(value);
    return {
      ...{ id: readText(id) ?? key, label: readText(label), value: told ?? null },
      ...{ include: typeof include === 'boolean' ? include : null, description: readText(description) },
    };
  });
}

/** Each adapter has its own name for it. */
function statNumber(catalog: Catalog, names: readonly string[]): number | null {
  const value = statsOf(catalog).find(({ id }) => names.includes(id))?.value;
  const read = typeof value === 'string' && value.trim() !== '' ? Number(value) : value;
  return typeof read === 'number' && Number.isFinite(read) ? Math.round(read) : null;
}

export function rowCountOf(catalog: Catalog): number | null {
  return statNumber(catalog, ['row_count', 'num_rows', 'rows']);
}

export const catalogResolvers = {
  CatalogNode: {
    uniqueId: ({ uniqueId }: Catalog) => uniqueId,
    environmentId: ({ environmentId }: Catalog) => environmentId,
    type: ({ body }: Catalog) => readText(readRecord(body.metadata).type),
    owner: ({ body }: Catalog) => readText(readRecord(body.metadata).owner),
    comment: ({ body }: Catalog) => readText(readRecord(body.metadata).comment),
    columns: columnsOf,
    stats: statsOf,
    rowCountStat: rowCountOf,
    bytesStat: (catalog: Catalog) => statNumber(catalog, ['bytes', 'num_bytes', 'size']),
    runGeneratedAt: ({ entry }: Catalog) => entry?.generatedAt ?? null,
    runId: async ({ entry }: Catalog, _: unknown, desk: Desk) =>
      entry === null ? null : ((await desk.runOf(entry.invocationId))?.runId ?? null),
    jobDefinitionId: async ({ entry }: Catalog, _: unknown, desk: Desk) =>
      entry === null ? null : ((await desk.runOf(entry.invocationId))?.jobId ?? null),
  },
} satisfies Readonly<Record<string, Resolvers>>;

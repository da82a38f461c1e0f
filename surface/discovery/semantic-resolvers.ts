/** Fields of metrics, semantic models and saved queries. */
import { readRecord, readText, readTexts } from '@weft/dbt/artifacts/read-field';
import type { Desk } from './desk.ts';
import { definedFields, graphFields, nodeFields } from './node-fields.ts';
import type { Resolvers } from './resolvers.ts';
import type { ShownNode } from './site.ts';

type Body = Readonly<Record<string, unknown>>;

function ofBody<Value>(read: (body: Body) => Value) {
  return async ({ node }: ShownNode, _: unknown, desk: Desk): Promise<Value> => read(await desk.body(node.entryId));
}

export function listOf(value: unknown): readonly Body[] {
  return Array.isArray(value) ? value.map(readRecord) : [];
}

function objectOrNull(value: unknown): Body | null {
  const read = readRecord(value);
  return Object.keys(read).length === 0 ? null : read;
}

export function dimensionsOf(body: Body) {
  return listOf(body.dimensions).map(({ name, type, description, expr, type_params }) => ({
    ...{ name: readText(name), type: readText(type), description: readText(description), expr: readText(expr) },
    typeParams: objectOrNull(type_params),
  }));
}

export function entitiesOf(body: Body) {
  return listOf(body.entities).map(({ name, type, description, expr }) => ({
    ...{ name: readText(name), type: readText(type), description: readText(description), expr: readText(expr) },
  }));
}

export function measuresOf(body: Body) {
  return listOf(body.measures).map(({ name, agg, description, expr, create_metric }) => ({
    ...{ name: readText(name), agg: readText(agg), description: readText(description), expr: readText(expr) },
    createMetric: typeof create_metric === 'boolean' ? create_metric : null,
  }));
}

const metricFields = {
  type: ofBody(({ type }) => readText(type)),
  typeParams: ofBody(({ type_params }) => objectOrNull(type_params)),
  filter: ofBody(({ filter }) => objectOrNull(filter)),
  formula: ofBody(({ type_params }) => readText(readRecord(type_params).expr)),
  group: ({ node }: ShownNode) => node.group,
} satisfies Resolvers;

const semanticModelFields = {
  dimensions: ofBody(dimensionsOf),
  entities: ofBody(entitiesOf),
  measures: ofBody(measuresOf),
} satisfies Resolvers;

const savedQueryFields = {
  group: ({ node }: ShownNode) => node.group,
  exports: ofBody(({ exports }) =>
    listOf(exports).map(({ name, config }) => {
      const { alias, database, schema, schema_name, export_as } = readRecord(config);
      const names = { alias: readText(alias), database: readText(database), schema: readText(schema_name) ?? readText(schema) };
      return { name: readText(name), config: { ...names, exportAs: readText(export_as) ?? 'table' } };
    }),
  ),
  queryParams: ofBody(({ query_params }) => {
    const { metrics, group_by, order_by, limit, where } = readRecord(query_params);
    const filters = listOf(readRecord(where).where_filters).map((it) => ({ whereSqlTemplate: readText(it.where_sql_template) ?? '' }));
    return {
      ...{ metrics: readTexts(metrics), groupBy: readTexts(group_by), orderBy: readTexts(order_by) },
      limit: typeof limit === 'number' ? limit : null,
      where: filters.length === 0 ? null : { whereFilters: filters },
    };
  }),
} satisfies Resolvers;

export const semanticResolvers = {
  MetricDefinitionNode: { ...nodeFields, ...definedFields, ...graphFields, ...metricFields },
  MetricDefinitionNestedNode: { ...nodeFields, ...definedFields, ...metricFields },
  SemanticModelDefinitionNode: { ...nodeFields, ...definedFields, ...graphFields, ...semanticModelFields },
  SemanticModelDefinitionNestedNode: { ...nodeFields, ...definedFields, ...semanticModelFields },
  SavedQueryDefinitionNode: { ...nodeFields, ...definedFields, ...graphFields, ...savedQueryFields },
  SavedQueryDefinitionNestedNode: { ...nodeFields, ...definedFields, ...savedQueryFields },
} satisfies Readonly<Record<string, Resolvers>>;

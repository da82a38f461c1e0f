/** What is particular to a kind of node, as lines that a page shows: read from its entry of the manifest. Pure. */
import { readFilledText, readRecord, readTexts } from '@weft/dbt/artifacts/read-field';

export interface BodyFact {
  readonly label: string;
  readonly value: string;
}

type Body = Readonly<Record<string, unknown>>;

export function readBodyFacts(resourceType: string, body: Body): readonly BodyFact[] {
  const config = readRecord(body.config);
  return (readers[resourceType]?.(body, config) ?? []).filter(({ value }) => value !== '');
}

const readers: Readonly<Record<string, (body: Body, config: Body) => readonly BodyFact[]>> = {
  model: (_, config) => [
    fact('Unique key', listed(config.unique_key)),
    fact('Incremental strategy', config.incremental_strategy),
    fact('On schema change', config.materialized === 'incremental' ? config.on_schema_change : null),
  ],
  snapshot: (_, config) => [
    fact('Strategy', config.strategy),
    fact('Unique key', listed(config.unique_key)),
    fact('Updated at', config.updated_at),
    fact('Checked columns', listed(config.check_cols)),
    fact('Hard deletes', config.hard_deletes),
  ],
  source: (body) => [
    fact('Source', body.source_name),
    fact('Loader', body.loader),
    fact('Loaded at field', body.loaded_at_field),
    fact('Warn after', period(readRecord(body.freshness).warn_after)),
    fact('Error after', period(readRecord(body.freshness).error_after)),
  ],
  test: (body, config) => [
    fact('Test', readRecord(body.test_metadata).name),
    fact('Severity', config.severity),
    fact('Where', config.where),
    fact('Arguments', json(readRecord(readRecord(body.test_metadata).kwargs))),
  ],
  exposure: (body) => [fact('Type', body.type), fact('Maturity', body.maturity), fact('Address', body.url)],
  metric: (body) => [
    fact('Type', body.type),
    fact('Measure', readRecord(readRecord(body.type_params).measure).name),
    fact('Expression', readRecord(body.type_params).expr),
    fact('Input metrics', named(readRecord(body.type_params).metrics)),
    fact('Time granularity', body.time_granularity),
    fact('Filter', json(readRecord(body.filter))),
  ],
  semantic_model: (body) => [
    fact('Entities', named(body.entities)),
    fact('Dimensions', named(body.dimensions)),
    fact('Measures', named(body.measures)),
    fact('Default time dimension', readRecord(body.defaults).agg_time_dimension),
  ],
  saved_query: (body) => [
    fact('Metrics', listed(readRecord(body.query_params).metrics)),
    fact('Grouped by', listed(readRecord(body.query_params).group_by)),
    fact('Exports', named(body.exports)),
  ],
  unit_test: (body) => [
    fact('Model', body.model),
    fact('Given', inputs(body.given)),
    fact('Expected rows', count(readRecord(body.expect).rows)),
  ],
  macro: (body) => [fact('Arguments', named(body.arguments))],
};

function fact(label: string, value: unknown): BodyFact {
  return { label, value: typeof value === 'number' || typeof value === 'boolean' ? String(value) : (readFilledText(value) ?? '') };
}

function listed(value: unknown): string {
  return readTexts(value).join(', ');
}

function named(value: unknown): string {
  if (!Array.isArray(value)) return '';
  const names = value.flatMap((each) => {
    const { name, type, agg } = readRecord(each);
    const kind = readFilledText(type) ?? readFilledText(agg);
    const text = readFilledText(name);
    return text === null ? [] : [kind === null ? text : `${text} (${kind})`];
  });
  return names.join(', ');
}

function inputs(value: unknown): string {
  if (!Array.isArray(value)) return '';
  return value.flatMap((each) => readFilledText(readRecord(each).input) ?? []).join(', ');
}

function count(value: unknown): number | null {
  return Array.isArray(value) ? value.length : null;
}

function period(value: unknown): string {
  const { count: number, period: unit } = readRecord(value);
  return typeof number === 'number' && typeof unit === 'string' ? `${number} ${unit}${number === 1 ? '' : 's'}` : '';
}

function json(value: Body): string {
  return Object.keys(value).length === 0 ? '' : JSON.stringify(value);
}

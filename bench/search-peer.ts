/** The search that a product on PostgreSQL would have: full text with weights by field, trigrams of names for what is inside of words or mistyped. */
import type { PoolClient } from 'pg';
import type { SearchQuery } from './search-queries.ts';

const found = 20;

/** The texts that our own index is made of, laid out as plain columns: not counted into the time of the peer's index. */
export async function layOutTexts(client: PoolClient): Promise<number> {
  await client.query('create extension if not exists pg_trgm');
  await client.query('create schema bench');
  await client.query(`
    create table bench.texts as
    select entry_id as id, document->>'name' as name,
      (select string_agg(part->>'name', ' ') from json_array_elements(document->'columns') part) as columns,
      concat_ws(' ', document->>'description', (select string_agg(part->>'description', ' ') from json_array_elements(document->'columns') part))
        as description,
      concat_ws(' ', document->>'originalFilePath', code) as code
    from catalog.document where not (document->>'isExternal')::boolean`);
  await client.query('analyze bench.texts');
  const { rows } = await client.query<{ count: number }>('select count(*)::int as count from bench.texts');
  return rows[0]?.count ?? 0;
}

const weighed = [
  ['name', 'A'],
  ['columns', 'B'],
  ['description', 'C'],
  ['code', 'D'],
].map(([column, weight]) => `setweight(to_tsvector('simple', translate(coalesce(${column}, ''), '_./', '   ')), '${weight}')`);

export async function buildPeer(client: PoolClient): Promise<{ readonly milliseconds: number; readonly bytes: number }> {
  const from = performance.now();
  await client.query(`create table bench.search as select id, name, ${weighed.join(' || ')} as words from bench.texts`);
  await client.query('create index search_words on bench.search using gin (words)');
  await client.query('create index search_names on bench.search using gin (name gin_trgm_ops)');
  await client.query('analyze bench.search');
  const milliseconds = performance.now() - from;
  const { rows } = await client.query<{ bytes: number }>(`select pg_total_relation_size('bench.search')::float8 as bytes`);
  return { milliseconds, bytes: rows[0]?.bytes ?? 0 };
}

const byWords = `select id from bench.search, to_tsquery('simple', $1) asked where words @@ asked order by ts_rank(words, asked) desc limit ${found}`;
const byLikeness = `select id from bench.search where $1 <% name order by word_similarity($1, name) desc limit ${found}`;
const byInside = `select id from bench.search where name like '%' || $1 || '%' order by length(name) limit ${found}`;

/** How many of the best were found. */
export async function askPeer(client: PoolClient, { kind, text, words }: SearchQuery): Promise<number> {
  const ask = async (name: string, sql: string, value: string) => (await client.query({ name, text: sql, values: [value] })).rows.length;
  if (kind === 'typo') return ask('likeness', byLikeness, text);
  if (kind === 'infix') return ask('inside', byInside, text);
  return ask('words', byWords, words.join(' & ') + (kind === 'prefix' ? ':*' : ''));
}

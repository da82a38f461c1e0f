-- What the catalog shows and searches of an entry, once an entry: pages and the index are made from these rows, without the packs.
create table catalog.document (
  entry_id bigint primary key,
  project_id bigint not null,
  -- As dbt/artifacts/node-document.ts reads it.
  document json not null,
  -- As it was written, for searching; null: it has none.
  code text
);

-- Which results are the newest of an environment, asked before every question about what is applied.
create index invocation_environment on ingest.invocation (environment_id, id desc);

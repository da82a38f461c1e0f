-- Column-level lineage: what is known of each node's columns in an environment's newest state.
create table lineage.node (
  environment_id bigint not null,
  account_id bigint not null,
  project_id bigint not null,
  unique_id text not null,
  entry_id bigint not null,
  -- What the answer follows from: the entry, the dialect, and the columns of all that it reads. Equal inputs are one answer.
  inputs_digest bytea not null,
  -- Of its own columns: what reads it is resolved anew when this changes.
  columns_digest bytea not null,
  -- Another project's model: the name of the dbt project that makes it.
  producer text,
  is_public boolean not null,
  answer jsonb not null,
  primary key (environment_id, unique_id)
);
create index node_inputs on lineage.node (entry_id, inputs_digest);
create index node_producer on lineage.node (account_id, producer) where producer is not null;

create table lineage.progress (
  environment_id bigint primary key,
  account_id bigint not null,
  state_version_id bigint not null,
  node_count integer not null,
  done_count integer not null,
  traced_count integer not null,
  started_at timestamptz not null,
  finished_at timestamptz
);

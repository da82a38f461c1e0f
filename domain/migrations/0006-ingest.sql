create schema ingest;

-- Ids of entries are handed out in blocks, so that those of one intake lie together and a version's list of them takes almost no room.
create sequence ingest.entry_id increment by 4096;

-- One attempt at taking in the artifacts of one dbt command. Its id is also that of the pack it writes and of the invocation it may become.
create table ingest.intake (
  id bigint generated always as identity primary key,
  account_id bigint not null references identity.account,
  project_id bigint not null references projects.project,
  environment_id bigint not null references projects.environment,
  -- null: of a run that Weft made.
  upload_id bigint,
  started_at timestamptz not null,
  -- null: under way or broken off. Entries of such an intake are never relied on, since their bodies may not be on disk.
  sealed_at timestamptz,
  -- What acceptance needs; null once the intake is settled, whichever way.
  staged jsonb,
  -- The manifest's and the catalog's entries, as ingest.state_version has them.
  manifest_entry_ids bytea,
  catalog_entry_ids bytea
);
create index intake_unsettled on ingest.intake (started_at) where sealed_at is null or staged is not null;

create table ingest.upload (
  id bigint generated always as identity primary key,
  account_id bigint not null references identity.account,
  project_id bigint not null references projects.project,
  environment_id bigint not null references projects.environment,
  created_by text not null,
  -- The job that the client says it runs for; nothing is known of jobs here.
  job_id_hint bigint,
  -- sha256 of the secret in the upload address.
  secret_hash bytea not null,
  created_at timestamptz not null,
  expires_at timestamptz not null,
  state text not null check (state in ('open', 'received', 'completed', 'accepted', 'rejected', 'duplicate', 'expired')),
  -- What was received, to tell a repeated PUT from another one.
  size_bytes bigint,
  crc32 bigint,
  intake_id bigint references ingest.intake,
  received_at timestamptz,
  completed_at timestamptz,
  settled_at timestamptz,
  -- Times that acceptance ended in something unforeseen.
  failures integer not null default 0,
  -- The invocation that it became, or that it repeats.
  invocation_id bigint,
  reason_kind text,
  reason_code text,
  reason_message text,
  check ((state in ('rejected', 'expired')) = (reason_code is not null))
);
create index upload_environment on ingest.upload (environment_id, id desc);
create index upload_waiting on ingest.upload (expires_at) where state in ('open', 'received');

-- One value of a top-level map of a manifest or catalog, without its created_at part of the hash. Never changed; bodies are in packs.
-- The same hash may be here twice: two uploads at once do not wait for each other.
create table ingest.entry (
  id bigint primary key,
  project_id bigint not null,
  pack_id bigint not null,
  pack_offset bigint not null,
  pack_length integer not null,
  pack_index smallint not null,
  is_external boolean not null,
  is_contract_enforced boolean not null,
  section text not null,
  key text not null,
  hash bytea not null,
  resource_type text,
  name text,
  package_name text,
  database_name text,
  schema_name text,
  identifier text,
  relation_name text,
  access text,
  group_name text,
  -- JSON: a version is a number or a string, and 1 is not "1".
  version text,
  latest_version text,
  deprecation_date text,
  materialized text,
  original_file_path text,
  depends_on text[]
);
create index entry_hash on ingest.entry (project_id, hash);
create index entry_pack on ingest.entry using brin (pack_id);

-- A project's state: an ordered list of entries. Equal states are one row, however many invocations found them.
create table ingest.state_version (
  id bigint generated always as identity primary key,
  project_id bigint not null references projects.project,
  -- sha256 over the names of the sections and the hashes of the entries, in order.
  digest bytea not null,
  -- Differences between neighbouring ids, zigzag varints, deflated.
  entry_ids bytea not null,
  entry_count integer not null,
  -- [name, entries] in the manifest's order, such as [["nodes", 12], ["sources", 3]].
  sections jsonb not null,
  -- 12 for manifest/v12.
  schema_version integer not null,
  invocation_id bigint not null,
  created_at timestamptz not null
);
alter table ingest.state_version alter column entry_ids set storage external;
create unique index state_version_digest on ingest.state_version (project_id, digest);

-- One dbt command, whoever ran it.
create table ingest.invocation (
  id bigint primary key references ingest.intake,
  account_id bigint not null references identity.account,
  project_id bigint not null references projects.project,
  environment_id bigint not null references projects.environment,
  source text not null check (source in ('upload', 'run')),
  upload_id bigint references ingest.upload,
  run_id bigint,
  step_index integer,
  is_ci boolean not null,
  -- As the artifacts themselves say; an upload that repeats both is a repetition.
  dbt_invocation_id text not null,
  generated_at timestamptz not null,
  command text,
  invocation_command text,
  dbt_version text not null,
  adapter_type text,
  outcome text not null check (outcome in ('success', 'error')),
  status_counts jsonb not null,
  started_at timestamptz not null,
  finished_at timestamptz not null,
  elapsed_seconds double precision,
  -- null: no manifest among the artifacts.
  state_version_id bigint references ingest.state_version,
  -- The manifest's top-level values that are not maps, metadata above all.
  manifest_head jsonb,
  accepted_at timestamptz not null,
  check ((source = 'upload') = (upload_id is not null)),
  check ((source = 'run') = (run_id is not null))
);
create unique index invocation_identity on ingest.invocation (environment_id, dbt_invocation_id, generated_at);
create index invocation_run on ingest.invocation (run_id) where run_id is not null;

create table ingest.artifact (
  invocation_id bigint not null references ingest.invocation,
  name text not null,
  -- Of the file as dbt wrote it.
  size_bytes bigint not null,
  -- null for the manifest, which is put together again from the state.
  sha256 bytea,
  blob_key text,
  primary key (invocation_id, name)
);

-- Rows may be here before their invocation is accepted; only those of an ingest.invocation count.
create table ingest.node_result (
  invocation_id bigint not null,
  position integer not null,
  failures integer,
  started_at timestamptz,
  completed_at timestamptz,
  execution_seconds real,
  unique_id text not null,
  status text not null,
  message text,
  relation_name text,
  primary key (invocation_id, position)
);

-- What the newest accepted manifest says.
create table ingest.definition (
  environment_id bigint primary key references projects.environment,
  state_version_id bigint not null references ingest.state_version,
  invocation_id bigint not null references ingest.invocation,
  generated_at timestamptz not null
);

-- Invocations whose results count as applied, but are not merged into ingest.applied_node yet: who reads puts both together.
-- Merging tens of thousands of rows would keep a publication waiting that has no need of them.
create table ingest.unmerged (
  environment_id bigint not null references projects.environment,
  invocation_id bigint not null references ingest.invocation,
  primary key (environment_id, invocation_id)
);

-- What was last done to each node; grows by results and is never shortened by a run that left nodes out.
create table ingest.applied_node (
  environment_id bigint not null references projects.environment,
  unique_id text not null,
  completed_at timestamptz not null,
  started_at timestamptz,
  invocation_id bigint not null,
  -- The node as it was when it ran; null when no manifest came with the results.
  entry_id bigint,
  success_at timestamptz,
  success_invocation_id bigint,
  success_entry_id bigint,
  execution_seconds real,
  failures integer,
  status text not null,
  message text,
  relation_name text,
  primary key (environment_id, unique_id)
) with (fillfactor = 70);

create table ingest.applied_catalog (
  environment_id bigint not null references projects.environment,
  unique_id text not null,
  entry_id bigint not null,
  invocation_id bigint not null,
  generated_at timestamptz not null,
  primary key (environment_id, unique_id)
) with (fillfactor = 70);

create table ingest.applied_source (
  environment_id bigint not null references projects.environment,
  unique_id text not null,
  -- When the freshness was looked at.
  checked_at timestamptz not null,
  status text not null,
  max_loaded_at timestamptz,
  age_seconds double precision,
  criteria jsonb,
  message text,
  invocation_id bigint not null,
  primary key (environment_id, unique_id)
) with (fillfactor = 70);

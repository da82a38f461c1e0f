-- What CI runs wrote into warehouses, told by dbt before it was written: whoever dies in between leaves a record that is too long, never too short.
create table runs.relation (
  run_id bigint not null references runs.run,
  account_id bigint not null,
  project_id bigint not null,
  environment_id bigint not null,
  job_id bigint not null,
  -- `pr:github:12`, or `run:77` of a run without a pull request: what is cleaned up together.
  scope text not null,
  -- Names the warehouse, such as `duckdb /data/x.duckdb`: a connection may lead elsewhere later.
  place text not null,
  -- `db.schema.name` in lower case and without quotes: equal for what may be the same relation.
  key text not null,
  -- relation: a table or view; schema: made by the run, since dbt did not find it.
  kind text not null check (kind in ('relation', 'schema')),
  database_name text not null,
  schema_name text not null,
  identifier text not null,
  unique_id text,
  resource_type text,
  materialized text,
  recorded_at timestamptz not null,
  -- What a clean-up found about it; null: it is to be cleaned up.
  settled_at timestamptz,
  fate text check (fate in ('dropped', 'gone', 'kept')),
  primary key (run_id, kind, key)
);
create index relation_scope on runs.relation (project_id, scope) where settled_at is null;
create index relation_key on runs.relation (account_id, key) where settled_at is null;
create index relation_job on runs.relation (job_id) where settled_at is null;

-- Who uses a single-writer warehouse beside runs, or wants to: runs that were asked for later wait.
create table runs.warehouse_turn (
  id bigint generated always as identity primary key,
  warehouse_key text not null,
  reason text not null,
  asked_at timestamptz not null,
  taken_at timestamptz,
  heartbeat_at timestamptz not null
);

create schema if not exists ci;

create table ci.clean_up (
  id bigint generated always as identity primary key,
  account_id bigint not null references identity.account,
  project_id bigint not null references projects.project,
  -- What it cleans up after: a pull request, a job, an environment, or runs.
  subject jsonb not null,
  reason text not null check (reason in ('closed', 'merged', 'expired', 'job_deleted', 'environment_deleted', 'by_hand')),
  actor jsonb,
  -- Asked for twice in the same name, it is one.
  made_by text unique,
  state text not null check (state in ('queued', 'running', 'succeeded', 'failed')),
  message text,
  attempts integer not null default 0,
  created_at timestamptz not null,
  started_at timestamptz,
  finished_at timestamptz
);
create index clean_up_project on ci.clean_up (project_id, id);

create table ci.clean_up_item (
  clean_up_id bigint not null references ci.clean_up on delete cascade,
  key text not null,
  kind text not null check (kind in ('relation', 'schema')),
  environment_id bigint not null,
  database_name text not null,
  schema_name text not null,
  identifier text not null,
  outcome text not null check (outcome in ('planned', 'dropped', 'gone', 'kept', 'failed')),
  message text,
  settled_at timestamptz,
  primary key (clean_up_id, kind, key)
);

alter table runs.step drop constraint step_kind_check;
alter table runs.step add constraint step_kind_check
  check (kind in ('clone', 'profile', 'deps', 'freshness', 'lint', 'command', 'docs', 'ingest'));

-- What a linter found in the files of a run.
create table runs.lint_finding (
  run_id bigint not null,
  step_index integer not null,
  position integer not null,
  path text not null,
  line integer not null,
  line_column integer not null,
  rule text not null,
  rule_name text not null,
  message text not null,
  is_warning boolean not null,
  primary key (run_id, step_index, position),
  foreign key (run_id, step_index) references runs.step
);

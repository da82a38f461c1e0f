create schema runs;

create table runs.run (
  id bigint generated always as identity primary key,
  account_id bigint not null references identity.account,
  project_id bigint not null references projects.project,
  environment_id bigint not null references projects.environment,
  -- Jobs lie above runs, so no reference: a job is never removed, only marked as deleted.
  job_id bigint not null,
  state text not null check (state in ('queued', 'starting', 'running', 'succeeded', 'failed', 'cancelled')),
  -- The job as it was when the run was asked for, with the overrides of the request put in.
  plan jsonb not null,
  -- Why it runs, and what the request asked to be different.
  cause_category text not null,
  trigger jsonb not null,
  git_branch text,
  git_sha text,
  -- The concrete version, known once the engine is there.
  dbt_version text,
  created_at timestamptz not null,
  should_start_at timestamptz not null,
  dequeued_at timestamptz,
  started_at timestamptz,
  finished_at timestamptz,
  heartbeat_at timestamptz,
  cancel_requested_at timestamptz,
  cancel_reason text,
  status_message text,
  -- Names a warehouse that has one writer at a time; null: any number of runs may be in it.
  warehouse_key text,
  wait_reason text,
  blocked_by bigint[] not null default '{}',
  -- The machine and home of the worker that has it, and which life of that worker.
  worker_place text,
  worker_id uuid,
  has_docs_generated boolean not null default false,
  has_sources_generated boolean not null default false,
  artifacts_saved boolean not null default false,
  -- `upload:12`: what made this run already finished, so that telling it twice makes one run.
  recorded_from text unique,
  check ((state in ('succeeded', 'failed', 'cancelled')) = (finished_at is not null)),
  check (state not in ('starting', 'running') or (dequeued_at is not null and worker_id is not null))
);
create index run_account on runs.run (account_id, id);
create index run_finished on runs.run (account_id, finished_at);
create index run_job on runs.run (job_id, id);
create index run_environment on runs.run (environment_id, id);
create index run_project on runs.run (project_id, id);
create index run_unfinished on runs.run (id) where state in ('queued', 'starting', 'running');

create table runs.step (
  run_id bigint not null references runs.run,
  index integer not null check (index >= 1),
  kind text not null check (kind in ('clone', 'profile', 'deps', 'freshness', 'command', 'docs', 'ingest')),
  name text not null,
  -- The dbt command line; null: Weft's own work.
  command text,
  state text not null check (state in ('queued', 'running', 'succeeded', 'failed', 'cancelled', 'skipped')),
  started_at timestamptz,
  finished_at timestamptz,
  exit_code integer,
  message text,
  invocation_id bigint,
  -- False: the log still lies in the folder of live logs.
  is_log_stored boolean not null default false,
  primary key (run_id, index)
);
create index step_invocation on runs.step (invocation_id) where invocation_id is not null;

create table runs.node (
  run_id bigint not null,
  step_index integer not null,
  unique_id text not null,
  name text not null,
  resource_type text not null,
  materialized text,
  relation_name text,
  node_index integer,
  node_total integer,
  state text not null check (state in ('running', 'succeeded', 'failed', 'warned', 'skipped', 'cancelled')),
  -- dbt's own word: success, error, pass, fail, warn, skipped, partial success, runtime error.
  dbt_status text,
  message text,
  started_at timestamptz,
  finished_at timestamptz,
  execution_seconds double precision,
  primary key (run_id, step_index, unique_id),
  foreign key (run_id, step_index) references runs.step
);

-- Files that a step left, cut out of one pack blob a step.
create table runs.artifact (
  run_id bigint not null,
  step_index integer not null,
  path text not null,
  blob_key text not null,
  byte_offset bigint not null,
  size_bytes bigint not null,
  primary key (run_id, step_index, path),
  foreign key (run_id, step_index) references runs.step
);

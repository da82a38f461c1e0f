create schema jobs;

create table jobs.job (
  id bigint generated always as identity primary key,
  account_id bigint not null references identity.account,
  project_id bigint not null references projects.project,
  environment_id bigint not null references projects.environment,
  name text not null,
  description text not null,
  -- Null: the environment's.
  dbt_version text,
  execute_steps text[] not null,
  threads integer not null check (threads between 1 and 64),
  target_name text not null,
  timeout_seconds integer not null check (timeout_seconds >= 0),
  generate_docs boolean not null,
  run_generate_sources boolean not null,
  triggers jsonb not null,
  -- As it was sent: clients compare it field by field with what they wrote.
  schedule jsonb,
  job_type text not null,
  deferring_environment_id bigint references projects.environment,
  deferring_job_id bigint references jobs.job,
  -- What else the official API lets people set, kept until it is used.
  settings jsonb not null default '{}',
  created_at timestamptz not null,
  updated_at timestamptz not null,
  -- Runs of a deleted job stay, and name it.
  deleted_at timestamptz
);
create index job_account on jobs.job (account_id, id);
create index job_project on jobs.job (project_id, id);
-- Uploads that name no job belong to one that Weft makes for the environment.
create unique index job_hybrid on jobs.job (environment_id) where job_type = 'hybrid' and deleted_at is null;

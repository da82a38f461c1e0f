-- What a run compared with and deferred to, or why with nothing: decided when it begins, and kept.
alter table runs.run add column deferral jsonb;
-- The newest successful run of an environment or a job is asked for at the start of every run that defers.
create index run_succeeded_environment on runs.run (environment_id, finished_at desc) where state = 'succeeded';
create index run_succeeded_job on runs.run (job_id, finished_at desc) where state = 'succeeded';

-- Why a step that selects by `state:` selected what it did; the whole explanation is a blob.
create table runs.selection (
  run_id bigint not null references runs.run,
  step_index integer not null,
  -- Counts and what people read first.
  summary jsonb not null,
  blob_key text not null,
  written_at timestamptz not null,
  primary key (run_id, step_index)
);

-- Differences that are none: a node that changed by nothing else is taken for unchanged.
create table runs.ignore_rule (
  id bigint generated always as identity primary key,
  account_id bigint not null references identity.account,
  project_id bigint not null references projects.project,
  -- A unique id, `*` standing for any part of it.
  node_pattern text not null,
  facet text not null,
  -- The config, property or macro; null: whichever.
  key text,
  why text not null,
  created_by text not null,
  created_at timestamptz not null,
  removed_at timestamptz
);
create index ignore_rule_project on runs.ignore_rule (project_id) where removed_at is null;

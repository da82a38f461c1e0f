-- Jobs of the project whose docs and freshness its pages show. Jobs lie above projects, so no reference.
alter table projects.project add column docs_job_id bigint;
alter table projects.project add column freshness_job_id bigint;

-- Instead of the project's, where dbt_project.yml lies.
alter table projects.environment add column dbt_project_subdirectory text;
alter table projects.environment add column supports_docs boolean not null default true;
alter table projects.environment add column enable_model_query_history boolean not null default false;
alter table projects.environment add column enable_dbt_state boolean not null default false;

-- Repositories that lie elsewhere are fetched into a bare mirror; `remote_url` is null for those that Weft keeps itself.
alter table git.repository add column remote_url text;
alter table git.repository add column full_name text;
alter table git.repository add column git_clone_strategy text not null default 'deploy_key';
alter table git.repository add column pull_request_url_template text not null default '';
-- Ids that clients of a git provider's app send, kept for them to read again.
alter table git.repository add column provider jsonb not null default '{}';
alter table git.repository add column username text;
-- Sealed by the secret box: the token for http(s), the private key for ssh.
alter table git.repository add column sealed_token text;
alter table git.repository add column sealed_private_key text;
alter table git.repository add column public_key text;
alter table git.repository add column updated_at timestamptz;
update git.repository set updated_at = created_at;
alter table git.repository alter column updated_at set not null;
alter table git.repository add column deleted_at timestamptz;
-- A project that gives its repository up can have another; the folder of the old one stays.
alter table git.repository drop constraint repository_project_id_key;
create unique index repository_project on git.repository (project_id) where deleted_at is null;

-- `{ "job_id", "project_id", "statuses" }` of the job whose end starts this one, as it was sent.
alter table jobs.job add column completion_trigger jsonb;
-- When the schedule starts it next; null: it has none that is on.
alter table jobs.job add column next_run_at timestamptz;
create index job_due on jobs.job (next_run_at) where deleted_at is null and next_run_at is not null;
create index job_completion on jobs.job (((completion_trigger ->> 'jobId')::bigint)) where deleted_at is null and completion_trigger is not null;

-- The run that this one takes up where it failed.
alter table runs.run add column retry_of bigint references runs.run;
alter table runs.run add column cancelled_by jsonb;
create index run_retry on runs.run (retry_of) where retry_of is not null;

-- A list has its first page from an index whatever it is ordered by, and unfinished runs last.
drop index runs.run_finished;
create index run_finished on runs.run (account_id, finished_at, id);
create index run_finished_last on runs.run (account_id, finished_at desc nulls last, id desc);
create index run_created on runs.run (account_id, created_at, id);
create index run_job_finished on runs.run (job_id, finished_at desc nulls last, id desc);
create index run_environment_finished on runs.run (environment_id, finished_at desc nulls last, id desc);
create index run_state on runs.run (account_id, state, id);

-- How many finished runs there are, so that the total of a list costs a few rows and is exact: finished runs never change what they are
-- counted by, and those that are not finished are few and are counted where they lie.
create table runs.tally (
  account_id bigint not null,
  project_id bigint not null,
  environment_id bigint not null,
  job_id bigint not null,
  cause_category text not null,
  state text not null,
  run_count bigint not null,
  primary key (account_id, project_id, environment_id, job_id, cause_category, state)
);
create index tally_job on runs.tally (job_id);

create function runs.tally_inserted() returns trigger language plpgsql as $$
begin
  insert into runs.tally (account_id, project_id, environment_id, job_id, cause_category, state, run_count)
  select account_id, project_id, environment_id, job_id, cause_category, state, count(*)
  from inserted where finished_at is not null
  group by account_id, project_id, environment_id, job_id, cause_category, state
  order by account_id, project_id, environment_id, job_id, cause_category, state
  on conflict (account_id, project_id, environment_id, job_id, cause_category, state) do update set run_count = runs.tally.run_count + excluded.run_count;
  return null;
end $$;
create trigger tally_inserted after insert on runs.run referencing new table as inserted for each statement execute function runs.tally_inserted();

create function runs.tally_changed() returns trigger language plpgsql as $$
begin
  if tg_op <> 'INSERT' and old.finished_at is not null then
    update runs.tally set run_count = run_count - 1
    where (account_id, project_id, environment_id, job_id, cause_category, state)
      = (old.account_id, old.project_id, old.environment_id, old.job_id, old.cause_category, old.state);
  end if;
  if tg_op <> 'DELETE' and new.finished_at is not null then
    insert into runs.tally (account_id, project_id, environment_id, job_id, cause_category, state, run_count)
    values (new.account_id, new.project_id, new.environment_id, new.job_id, new.cause_category, new.state, 1)
    on conflict (account_id, project_id, environment_id, job_id, cause_category, state) do update set run_count = runs.tally.run_count + 1;
  end if;
  return null;
end $$;
create trigger tally_updated after update on runs.run for each row
  when ((old.finished_at is null) is distinct from (new.finished_at is null) or (new.finished_at is not null and old.state <> new.state))
  execute function runs.tally_changed();
create trigger tally_deleted after delete on runs.run for each row when (old.finished_at is not null) execute function runs.tally_changed();

insert into runs.tally (account_id, project_id, environment_id, job_id, cause_category, state, run_count)
select account_id, project_id, environment_id, job_id, cause_category, state, count(*) from runs.run where finished_at is not null
group by account_id, project_id, environment_id, job_id, cause_category, state;

create schema lineage;
-- A BI tool whose dashboards are to show in lineage, and what a project watches in it.
create table lineage.integration (
  id bigint generated always as identity primary key,
  account_id bigint not null references identity.account,
  project_id bigint not null references projects.project,
  name text not null,
  config jsonb not null,
  -- The secret fields of its configuration, sealed as one JSON text.
  sealed_secrets text,
  created_at timestamptz not null,
  updated_at timestamptz not null
);
create index integration_project on lineage.integration (project_id, id);
create table lineage.selection (
  integration_id bigint not null references lineage.integration on delete cascade,
  identifier text not null,
  name text not null,
  type text not null,
  primary key (integration_id, identifier)
);

create schema catalog;
create table catalog.favorite_asset (
  id bigint generated always as identity primary key,
  account_id bigint not null references identity.account,
  user_id bigint not null references identity."user",
  project_id bigint not null references projects.project,
  environment_id bigint not null references projects.environment,
  -- dbt's unique id.
  asset_id text not null,
  name text not null,
  asset_type text not null,
  created_at timestamptz not null,
  unique (user_id, environment_id, asset_id)
);

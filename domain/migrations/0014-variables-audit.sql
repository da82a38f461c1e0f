create schema audit;

create table audit.event (
  id bigint generated always as identity primary key,
  -- Null: of no account that is known, such as a token that nobody has.
  account_id bigint references identity.account,
  at timestamptz not null,
  actor_kind text not null,
  actor_id bigint,
  actor_label text not null,
  address text,
  user_agent text,
  event text not null,
  subject_type text,
  subject_id text,
  subject_label text,
  project_id bigint,
  -- Null: Weft ended between the deed's beginning and its end.
  outcome text check (outcome in ('done', 'refused', 'failed')),
  before jsonb,
  after jsonb,
  fault_code text,
  -- More than 1: requests of one caller on one route that were refused within a minute.
  request_count integer not null default 1 check (request_count > 0)
);
create index event_account on audit.event (account_id, at desc, id desc);
create index event_at on audit.event (at);

-- An event says how things were: only its end may be added, once, and only age takes it away.
create function audit.keep_event() returns trigger language plpgsql as $$
declare
  open_until_the_end constant text[] := array['outcome', 'after', 'subject_id', 'subject_label', 'fault_code'];
begin
  if tg_op = 'DELETE' then
    if current_setting('weft.audit_retention', true) = 'on' then return old; end if;
  elsif tg_op = 'UPDATE' then
    if old.outcome is null and new.outcome is not null and to_jsonb(new) - open_until_the_end = to_jsonb(old) - open_until_the_end then
      return new;
    end if;
  end if;
  raise exception 'audit.event is append-only: % refused', lower(tg_op);
end $$;
create trigger event_is_kept before update or delete on audit.event for each row execute function audit.keep_event();
create trigger event_is_not_emptied before truncate on audit.event for each statement execute function audit.keep_event();

-- An account without a row keeps its events for a year.
create table audit.retention (
  account_id bigint primary key references identity.account,
  days integer not null check (days between 1 and 3650),
  updated_at timestamptz not null
);

create table audit.export (
  id bigint generated always as identity primary key,
  account_id bigint not null references identity.account,
  -- What the API names it by.
  job_identifier text not null unique,
  requested_by text not null,
  filter jsonb not null,
  created_at timestamptz not null,
  finished_at timestamptz,
  -- Null: not written yet, or it failed.
  blob_key text,
  size_bytes bigint,
  event_count bigint,
  failure text
);
create index export_account on audit.export (account_id, id desc);

create schema variables;

create table variables.variable (
  id bigint generated always as identity primary key,
  account_id bigint not null references identity.account,
  project_id bigint not null references projects.project,
  name text not null,
  level text not null check (level in ('project', 'environment', 'job', 'user')),
  environment_id bigint references projects.environment,
  job_id bigint references jobs.job,
  user_id bigint references identity."user",
  -- Sealed under the row's own id, secret or not.
  sealed_value text not null,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  check ((level = 'environment') = (environment_id is not null)),
  check ((level = 'job') = (job_id is not null)),
  check ((level = 'user') = (user_id is not null))
);
create unique index variable_place on variables.variable
  (project_id, name, level, coalesce(environment_id, 0), coalesce(job_id, 0), coalesce(user_id, 0));

create schema network;

-- One an account, made with its first rule; without one, people come from wherever they are.
create table network.rule_set (
  id bigint generated always as identity primary key,
  account_id bigint not null unique references identity.account,
  is_enabled boolean not null,
  created_at timestamptz not null,
  updated_at timestamptz not null
);

create table network.rule (
  id bigint generated always as identity primary key,
  account_id bigint not null references identity.account,
  rule_set_id bigint not null references network.rule_set,
  name text not null,
  description text not null,
  kind text not null check (kind in ('allow', 'deny')),
  created_by_user_id bigint,
  created_by_service_token_id bigint,
  created_at timestamptz not null,
  updated_at timestamptz not null
);
create unique index rule_name on network.rule (account_id, lower(name));

create table network.address_range (
  id bigint generated always as identity primary key,
  rule_id bigint not null references network.rule on delete cascade,
  -- As it was written: clients compare it with what they sent.
  cidr text not null,
  created_at timestamptz not null,
  updated_at timestamptz not null
);
create index address_range_rule on network.address_range (rule_id);

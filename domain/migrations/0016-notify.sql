create schema notify;

create table notify.subscription (
  id bigint generated always as identity primary key,
  -- What clients know it by: wsu_…
  public_id text not null unique,
  account_id bigint not null references identity.account,
  name text not null,
  description text not null,
  event_types text[] not null check (cardinality(event_types) > 0),
  -- Empty: all jobs. Jobs lie in another module and are never removed, so no reference.
  job_ids bigint[] not null,
  client_url text not null,
  is_active boolean not null,
  sealed_secret text not null,
  created_by text not null,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  deleted_at timestamptz,
  last_status_code integer,
  last_dispatched_at timestamptz,
  -- Since when no delivery has succeeded; null: the last one did, or there was none.
  failing_since timestamptz
);
create index subscription_account on notify.subscription (account_id, id) where deleted_at is null;

create table notify.event (
  id bigint generated always as identity primary key,
  public_id text not null unique,
  account_id bigint not null,
  subscription_id bigint not null references notify.subscription,
  event_type text not null,
  -- Null: a test, which is about no run.
  run_id bigint,
  job_id bigint,
  -- Exactly the bytes that are sent, each time.
  body text not null,
  state text not null check (state in ('pending', 'delivered', 'failed', 'dropped')),
  -- Failed tries of the present round; a redelivery by hand begins a new one.
  tries integer not null,
  next_try_at timestamptz,
  created_at timestamptz not null,
  -- News may come twice: an event of a run is one.
  unique (subscription_id, run_id, event_type)
);
create index event_subscription on notify.event (subscription_id, id);
create index event_age on notify.event (created_at);

-- One row for each request that left: written before it leaves, so that none is ever sent that is not here.
create table notify.receipt (
  id bigint generated always as identity primary key,
  public_id text not null unique,
  event_id bigint not null references notify.event on delete cascade,
  attempt integer not null,
  request_headers jsonb not null,
  started_at timestamptz not null,
  finished_at timestamptz,
  -- Null while there is no answer.
  status_code integer,
  error text,
  response_body text not null,
  unique (event_id, attempt)
);

-- Slack or Teams: a place that takes messages at an address which is itself the secret.
create table notify.channel (
  id bigint generated always as identity primary key,
  account_id bigint not null references identity.account,
  kind text not null check (kind in ('slack', 'teams')),
  name text not null,
  -- What the API calls slack_channel_id: as a person gave it, or made here.
  channel_id text not null,
  sealed_url text not null,
  created_by text not null,
  created_at timestamptz not null,
  last_sent_at timestamptz,
  problem text,
  failing_since timestamptz,
  deleted_at timestamptz
);
create unique index channel_key on notify.channel (account_id, channel_id) where deleted_at is null;

create table notify.notification (
  id bigint generated always as identity primary key,
  account_id bigint not null references identity.account,
  -- 1: to whom it goes. 2 and 4: who made it; null when that was a program.
  user_id bigint references identity.user,
  type integer not null check (type in (1, 2, 4)),
  external_email text,
  slack_channel_id text,
  slack_channel_name text,
  on_success bigint[] not null,
  on_failure bigint[] not null,
  on_cancel bigint[] not null,
  on_warning bigint[] not null,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  deleted_at timestamptz,
  check ((type = 4) = (external_email is not null)),
  check ((type = 2) = (slack_channel_id is not null))
);
create index notification_account on notify.notification (account_id, id);

create table notify.model_setting (
  environment_id bigint primary key references projects.environment,
  account_id bigint not null,
  is_enabled boolean not null,
  on_success boolean not null,
  on_failure boolean not null,
  on_warning boolean not null,
  on_skipped boolean not null,
  created_at timestamptz not null,
  updated_at timestamptz not null
);

-- What was, or is to be, told to one address about one run: a row is written in the transaction that queues the message.
create table notify.message (
  id bigint generated always as identity primary key,
  account_id bigint not null,
  run_id bigint not null,
  -- What it is about: the run's end, or the models of an owner, at once or in sum.
  kind text not null check (kind in ('run', 'models_at_once', 'models')),
  -- `email:a@example.com` or `channel:12`.
  target text not null,
  subject text not null,
  content jsonb not null,
  state text not null check (state in ('queued', 'sent', 'failed')),
  tries integer not null,
  problem text,
  created_at timestamptz not null,
  sent_at timestamptz,
  unique (run_id, kind, target)
);
create index message_account on notify.message (account_id, id);
create index message_age on notify.message (created_at);

-- Addresses that have said that they want no more mail about models that they own: no row of ours names them otherwise.
create table notify.unsubscribed (
  account_id bigint not null references identity.account,
  email text not null check (email = lower(email)),
  created_at timestamptz not null,
  primary key (account_id, email)
);

-- The same schema holds what CI runs created, which another migration adds.
create schema if not exists ci;

create table ci.hook (
  repository_id bigint primary key references git.repository,
  account_id bigint not null references identity.account,
  project_id bigint not null,
  -- In its address: 160 random bits.
  public_id text not null unique,
  provider text not null check (provider in ('github', 'gitlab', 'bitbucket', 'generic')),
  -- Null: what the repository's address says.
  api_base_url text,
  sealed_secret text not null,
  is_commenting boolean not null,
  created_by text not null,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  -- Deliveries that were not signed as they must be: counted, never kept.
  refused_count bigint not null default 0,
  refused_at timestamptz,
  refused_reason text
);

create table ci.delivery (
  id bigint generated always as identity primary key,
  repository_id bigint not null references ci.hook on delete cascade,
  -- As the provider names it. The header that names it is not signed, so what the body was counts too.
  delivery_key text not null,
  body_hash text not null,
  name text not null,
  -- What was read of it, never the whole.
  event jsonb not null,
  outcome text not null check (outcome in ('waiting', 'acted', 'nothing', 'failed')),
  explanation text not null,
  -- How often it came in all.
  count integer not null,
  received_at timestamptz not null,
  last_received_at timestamptz not null,
  unique (repository_id, delivery_key),
  unique (repository_id, body_hash)
);
create index delivery_repository on ci.delivery (repository_id, id);
create index delivery_age on ci.delivery (received_at);

create table ci.pull_request (
  id bigint generated always as identity primary key,
  account_id bigint not null references identity.account,
  project_id bigint not null,
  repository_id bigint not null references git.repository,
  provider text not null check (provider in ('github', 'gitlab', 'azure', 'bitbucket', 'generic')),
  number bigint not null,
  title text not null,
  author text,
  url text,
  -- Null, as the branches: an API call that named a branch only told of it.
  head_sha text,
  head_branch text,
  base_branch text,
  is_draft boolean not null,
  is_fork boolean not null,
  state text not null check (state in ('open', 'closed', 'merged')),
  -- Grows each time that it is opened again: the same commit is then checked anew.
  openings integer not null,
  -- By the provider's clock, so that late news of an earlier state changes nothing.
  told_at timestamptz not null,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  unique (repository_id, number)
);
create index pull_request_account on ci.pull_request (account_id, updated_at desc, id desc);

-- What became of one job for one commit of a pull request: a run, or why there is none.
create table ci.pr_check (
  id bigint generated always as identity primary key,
  pull_request_id bigint not null references ci.pull_request on delete cascade,
  job_id bigint not null,
  head_sha text,
  outcome text not null check (outcome in ('run', 'not_affected', 'refused')),
  explanation text not null,
  run_id bigint unique,
  -- The run that checks a newer commit, for which this one was ended.
  superseded_by bigint,
  made_at timestamptz not null
);
create index pr_check_pull_request on ci.pr_check (pull_request_id, id);
create unique index pr_check_without_run on ci.pr_check (pull_request_id, job_id, coalesce(head_sha, '')) where run_id is null;

-- What the provider is to show: a commit status a job and commit, and the one comment.
create table ci.report (
  id bigint generated always as identity primary key,
  pull_request_id bigint not null references ci.pull_request on delete cascade,
  kind text not null check (kind in ('status', 'comment')),
  -- Empty and 0 for the comment.
  sha text not null,
  job_id bigint not null,
  wanted jsonb not null,
  -- Grows with every change of what is wanted; sent when both are equal.
  version integer not null,
  sent_version integer not null,
  -- The provider's own id of the comment.
  remote_id text,
  tries integer not null,
  problem text,
  -- Nobody else sends it until then: an older state must never arrive after a newer one.
  held_until timestamptz,
  sent_at timestamptz,
  updated_at timestamptz not null,
  unique (pull_request_id, kind, sha, job_id)
);

alter table git.repository
  -- What each branch was when it was last announced, `{"main": "<sha>"}`; null: never looked at.
  add column branches jsonb,
  add column fetched_at timestamptz,
  add column fetch_failure text;

create table git.deploy_credential (
  id bigint generated always as identity primary key,
  repository_id bigint not null references git.repository,
  name text not null,
  may_push boolean not null,
  token_hash bytea not null unique,
  token_hint text not null,
  created_by text not null,
  created_at timestamptz not null,
  last_used_at timestamptz,
  revoked_at timestamptz
);
create index deploy_credential_repository on git.deploy_credential (repository_id);

create table git.move (
  repository_id bigint primary key references git.repository,
  remote_url text not null,
  username text,
  sealed_token text,
  sealed_private_key text,
  public_key text,
  state text not null,
  steps jsonb not null,
  asked_by text not null,
  created_at timestamptz not null,
  updated_at timestamptz not null
);

create schema identity;

create table identity.account (
  id bigint generated always as identity primary key,
  name text not null,
  is_hybrid_enabled boolean not null default true,
  created_at timestamptz not null,
  updated_at timestamptz not null
);

create table identity.user (
  id bigint generated always as identity primary key,
  email text not null,
  first_name text not null,
  last_name text not null,
  password_hash text not null,
  created_at timestamptz not null,
  last_login_at timestamptz
);
create unique index user_email on identity.user (lower(email));

create table identity.membership (
  account_id bigint not null references identity.account,
  user_id bigint not null references identity.user,
  created_at timestamptz not null,
  primary key (account_id, user_id)
);

create table identity.session (
  id bigint generated always as identity primary key,
  user_id bigint not null references identity.user,
  token_hash bytea not null unique,
  created_at timestamptz not null,
  last_used_at timestamptz not null,
  expires_at timestamptz not null
);

create table identity.service_token (
  id bigint generated always as identity primary key,
  account_id bigint not null references identity.account,
  name text not null,
  token_hash bytea not null unique,
  token_hint text not null,
  created_by text not null,
  created_at timestamptz not null,
  last_used_at timestamptz,
  revoked_at timestamptz
);
create index service_token_account on identity.service_token (account_id);

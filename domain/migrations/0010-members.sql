-- What a seat may do at most, and whether the person is let in at all.
alter table identity.membership add column licence text not null default 'developer'
  check (licence in ('developer', 'read_only', 'analyst', 'it'));
alter table identity.membership add column state text not null default 'active' check (state in ('active', 'deactivated'));
create index membership_user on identity.membership (user_id);

alter table identity.service_token add column expires_at timestamptz;

create table identity.personal_token (
  id bigint generated always as identity primary key,
  account_id bigint not null references identity.account,
  user_id bigint not null references identity.user,
  name text not null,
  token_hash bytea not null unique,
  token_hint text not null,
  -- null: all that the person may.
  scopes text[],
  created_at timestamptz not null,
  updated_at timestamptz not null,
  expires_at timestamptz,
  last_used_at timestamptz,
  revoked_at timestamptz
);
create index personal_token_user on identity.personal_token (user_id);

create table access.group (
  id bigint generated always as identity primary key,
  account_id bigint not null references identity.account,
  name text not null,
  -- The group that stands for the owners: its last member cannot leave it. Null for all others.
  built_in text check (built_in in ('owner', 'member', 'everyone')),
  assign_by_default boolean not null,
  scim_managed boolean not null default false,
  sso_mapping_groups text[] not null default '{}',
  created_at timestamptz not null,
  updated_at timestamptz not null
);
create unique index group_name on access.group (account_id, lower(name));
create unique index group_built_in on access.group (account_id, built_in) where built_in is not null;

create table access.group_member (
  group_id bigint not null references access.group on delete cascade,
  user_id bigint not null references identity.user,
  primary key (group_id, user_id)
);
create index group_member_user on access.group_member (user_id);

alter table access.permission_grant add column group_id bigint references access.group on delete cascade;
alter table access.permission_grant add column writable_environment_categories text[] not null default '{}';
alter table access.permission_grant drop constraint permission_grant_check;
alter table access.permission_grant add check (num_nonnulls(user_id, service_token_id, group_id) = 1);
create index permission_grant_group on access.permission_grant (group_id);

create table access.license_map (
  id bigint generated always as identity primary key,
  account_id bigint not null references identity.account,
  licence text not null check (licence in ('developer', 'read_only', 'analyst', 'it')),
  sso_license_mapping_groups text[] not null,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  unique (account_id, licence)
);

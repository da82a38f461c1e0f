create schema connections;

create table connections.connection (
  id bigint generated always as identity primary key,
  account_id bigint not null references identity.account,
  name text not null,
  adapter text not null check (adapter in ('duckdb', 'postgres')),
  config jsonb not null,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  deleted_at timestamptz
);
create unique index connection_name on connections.connection (account_id, name) where deleted_at is null;

create table connections.credential (
  id bigint generated always as identity primary key,
  account_id bigint not null references identity.account,
  project_id bigint not null references projects.project,
  adapter text not null check (adapter in ('duckdb', 'postgres')),
  target_schema text not null,
  target_name text not null,
  threads integer not null check (threads between 1 and 64),
  username text,
  -- Sealed by the secret box; never read back by a person.
  sealed_password text,
  created_at timestamptz not null,
  updated_at timestamptz not null
);
alter table projects.environment add foreign key (connection_id) references connections.connection;
alter table projects.environment add foreign key (credential_id) references connections.credential;

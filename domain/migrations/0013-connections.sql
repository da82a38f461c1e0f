-- What an environment enters its warehouse with, beside the connection and the credentials.
alter table projects.environment
  add column extended_attributes_id bigint,
  add column primary_profile_id bigint;

alter table connections.connection
  drop constraint connection_adapter_check,
  add column adapter_version text,
  -- Field name to sealed text; never read back by a person.
  add column sealed jsonb not null default '{}',
  add column is_ssh_tunnel_enabled boolean not null default false,
  add column oauth_configuration_id bigint,
  add column created_by text not null default '';
update connections.connection set adapter_version = adapter || '_v0';
alter table connections.connection
  alter column adapter_version set not null,
  add check (adapter in ('duckdb', 'postgres', 'redshift', 'snowflake', 'bigquery', 'databricks', 'trino', 'spark'));

alter table connections.credential
  drop constraint credential_adapter_check,
  add column adapter_version text,
  add column plain jsonb not null default '{}',
  add column sealed jsonb not null default '{}',
  -- When the key pair was last exchanged for another.
  add column rotated_at timestamptz,
  add column deleted_at timestamptz;
update connections.credential
  set adapter_version = adapter || '_v0',
      plain = case when username is null then '{}'::jsonb else jsonb_build_object('username', username) end,
      sealed = case when sealed_password is null then '{}'::jsonb else jsonb_build_object('password', sealed_password) end;
alter table connections.credential
  alter column adapter_version set not null,
  add check (adapter in ('duckdb', 'postgres', 'redshift', 'snowflake', 'bigquery', 'databricks', 'trino', 'spark')),
  drop column username,
  drop column sealed_password;

create table connections.extended_attributes (
  id bigint generated always as identity primary key,
  account_id bigint not null references identity.account,
  project_id bigint not null references projects.project,
  -- As it was sent: the order of keys and the form of numbers are the sender's.
  text text not null,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  deleted_at timestamptz
);

create table connections.profile (
  id bigint generated always as identity primary key,
  account_id bigint not null references identity.account,
  project_id bigint not null references projects.project,
  key text not null,
  connection_id bigint not null references connections.connection,
  credential_id bigint not null references connections.credential,
  extended_attributes_id bigint references connections.extended_attributes,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  deleted_at timestamptz
);
create unique index profile_key on connections.profile (project_id, key) where deleted_at is null;

alter table projects.environment
  add foreign key (extended_attributes_id) references connections.extended_attributes,
  add foreign key (primary_profile_id) references connections.profile;

-- With what a person develops in a project.
create table connections.user_credential (
  id bigint generated always as identity primary key,
  account_id bigint not null references identity.account,
  user_id bigint not null,
  project_id bigint not null references projects.project,
  credential_id bigint not null references connections.credential,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  deleted_at timestamptz
);
create unique index user_credential_project on connections.user_credential (user_id, project_id) where deleted_at is null;

-- The keys of a credential's pair: the one in use, the one that is tried, the one that runs under way may still use.
create table connections.credential_key (
  id bigint generated always as identity primary key,
  credential_id bigint not null references connections.credential,
  state text not null check (state in ('next', 'current', 'retired', 'forgotten')),
  -- As Snowflake shows it (RSA_PUBLIC_KEY_FP).
  fingerprint text not null,
  -- For the warehouse: what a person gives to it.
  public_key text not null,
  sealed jsonb not null,
  created_at timestamptz not null,
  current_at timestamptz,
  retired_at timestamptz
);
create unique index credential_key_state on connections.credential_key (credential_id, state) where state in ('next', 'current');

create table connections.oauth_configuration (
  id bigint generated always as identity primary key,
  account_id bigint not null references identity.account,
  type text not null,
  name text not null,
  client_id text not null,
  sealed_client_secret text,
  authorize_url text not null,
  token_url text not null,
  redirect_uri text not null,
  application_id_uri text,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  deleted_at timestamptz
);
alter table connections.connection add foreign key (oauth_configuration_id) references connections.oauth_configuration;

-- A person who is at the warehouse's own sign-in page; gone when they come back, or after a while.
create table connections.oauth_request (
  state_hash text primary key,
  account_id bigint not null references identity.account,
  user_id bigint not null,
  connection_id bigint not null references connections.connection,
  sealed_verifier text not null,
  created_at timestamptz not null
);

create table connections.warehouse_identity (
  id bigint generated always as identity primary key,
  account_id bigint not null references identity.account,
  user_id bigint not null,
  connection_id bigint not null references connections.connection,
  username text not null,
  sealed_refresh_token text not null,
  linked_at timestamptz not null,
  expires_at timestamptz
);
create unique index warehouse_identity_connection on connections.warehouse_identity (user_id, connection_id);

create table connections.ssh_tunnel (
  id bigint generated always as identity primary key,
  account_id bigint not null references identity.account,
  connection_id bigint not null references connections.connection,
  username text not null,
  port integer not null,
  hostname text not null,
  public_key text not null,
  sealed_private_key text not null,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  deleted_at timestamptz
);

create table connections.semantic_layer_credential (
  id bigint generated always as identity primary key,
  account_id bigint not null references identity.account,
  project_id bigint not null references projects.project,
  name text not null,
  adapter_version text not null,
  plain jsonb not null,
  sealed jsonb not null,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  deleted_at timestamptz
);

create table connections.semantic_layer_configuration (
  id bigint generated always as identity primary key,
  account_id bigint not null references identity.account,
  project_id bigint not null references projects.project,
  environment_id bigint not null references projects.environment,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  deleted_at timestamptz
);
create unique index semantic_layer_configuration_project on connections.semantic_layer_configuration (project_id) where deleted_at is null;

-- The project's adapter, as old clients make one before a connection.
create table connections.project_adapter (
  id bigint generated always as identity primary key,
  account_id bigint not null references identity.account,
  project_id bigint not null references projects.project,
  adapter_version text not null,
  metadata jsonb not null,
  created_by_id bigint,
  created_by_service_token_id bigint,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  deleted_at timestamptz
);

create table connections.connection_test (
  id bigint generated always as identity primary key,
  account_id bigint not null references identity.account,
  -- null: what was entered in a form and is not saved.
  connection_id bigint references connections.connection,
  credential_id bigint references connections.credential,
  -- Where credentials of a project were tried; null: by who keeps the account's connections.
  project_id bigint references projects.project,
  asked_by text not null,
  -- Who may ask how it went: a person or a service token, of other modules, so no reference.
  user_id bigint,
  service_token_id bigint,
  -- The key that was tried; null: what the credentials have.
  credential_key_id bigint references connections.credential_key,
  state text not null check (state in ('running', 'succeeded', 'failed')),
  steps jsonb not null,
  advice jsonb,
  -- The adapter's own words.
  detail text,
  created_at timestamptz not null,
  finished_at timestamptz
);
create index connection_test_connection on connections.connection_test (connection_id, id);

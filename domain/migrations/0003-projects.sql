create schema projects;

create table projects.project (
  id bigint generated always as identity primary key,
  account_id bigint not null references identity.account,
  name text not null,
  description text not null default '',
  kind text not null check (kind in ('default', 'hybrid')),
  -- The `name:` of its dbt_project.yml; unknown until the first accepted manifest or the first checkout.
  dbt_project_name text,
  dbt_project_subdirectory text,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  deleted_at timestamptz
);
create unique index project_name on projects.project (account_id, name) where deleted_at is null;
create unique index project_dbt_project_name on projects.project (account_id, dbt_project_name) where deleted_at is null;

create table projects.environment (
  id bigint generated always as identity primary key,
  account_id bigint not null references identity.account,
  project_id bigint not null references projects.project,
  name text not null,
  type text not null check (type in ('development', 'deployment')),
  deployment_type text check (deployment_type in ('production', 'staging')),
  -- A release track or a version, as people name it.
  dbt_version text not null,
  custom_branch text,
  connection_id bigint,
  credential_id bigint,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  deleted_at timestamptz,
  check (type = 'deployment' or deployment_type is null)
);
create unique index environment_name on projects.environment (project_id, name) where deleted_at is null;
create unique index environment_deployment_type on projects.environment (project_id, deployment_type) where deleted_at is null and deployment_type is not null;
create unique index environment_development on projects.environment (project_id) where deleted_at is null and type = 'development';
alter table access.permission_grant add foreign key (project_id) references projects.project;

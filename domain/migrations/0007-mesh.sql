create schema mesh;

-- What an environment offers to other projects: its public models, without SQL. A new row only when what is offered changed.
create table mesh.publication (
  id bigint generated always as identity primary key,
  account_id bigint not null references identity.account,
  project_id bigint not null references projects.project,
  environment_id bigint not null references projects.environment,
  dbt_project_name text not null,
  invocation_id bigint not null,
  digest text not null,
  body text not null,
  public_model_count integer not null,
  generated_at timestamptz not null,
  -- The newest invocation that found the same models offered, and when.
  confirmed_invocation_id bigint not null,
  confirmed_at timestamptz not null
);
create index publication_environment on mesh.publication (environment_id, id desc);

create table mesh.current_publication (
  environment_id bigint primary key references projects.environment,
  publication_id bigint not null references mesh.publication
);

-- Which projects a project builds on: as its dependencies.yml declares, or as its manifest shows.
create table mesh.dependency (
  project_id bigint not null references projects.project,
  upstream_name text not null,
  seen_at timestamptz not null,
  primary key (project_id, upstream_name)
);

-- Which node of a consumer reads which public model of another project, as of the consumer environment's newest manifest.
create table mesh.reference (
  environment_id bigint not null references projects.environment,
  consumer_unique_id text not null,
  upstream_unique_id text not null,
  primary key (environment_id, consumer_unique_id, upstream_unique_id)
);
create index reference_upstream on mesh.reference (upstream_unique_id);

create schema git;

create table git.repository (
  id bigint generated always as identity primary key,
  account_id bigint not null references identity.account,
  project_id bigint not null unique references projects.project,
  name text not null,
  default_branch text not null,
  created_at timestamptz not null
);

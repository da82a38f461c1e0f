create schema access;

-- One row: a subject holds a permission set in an account, for one project or (project_id null) for all of them.
create table access.permission_grant (
  id bigint generated always as identity primary key,
  account_id bigint not null references identity.account,
  user_id bigint references identity.user,
  service_token_id bigint references identity.service_token,
  permission_set text not null,
  project_id bigint,
  check (num_nonnulls(user_id, service_token_id) = 1)
);
create index permission_grant_user on access.permission_grant (user_id);
create index permission_grant_service_token on access.permission_grant (service_token_id);

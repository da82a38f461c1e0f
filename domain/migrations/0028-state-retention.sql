-- For how long states of environments are kept: a choice of the account's; without a row everything is kept.
create schema governance;
create table governance.retention (
  account_id bigint primary key,
  -- States younger than this stay.
  days integer not null,
  -- So many of the newest of each environment stay, however old.
  states_min integer not null,
  changed_at timestamptz not null
);

-- Asked of each version before it goes: who still has it.
create index invocation_state_version on ingest.invocation (state_version_id) where state_version_id is not null;

-- Where people of an account sign in: an OpenID Connect provider or a SAML identity provider.
create table identity.sso_provider (
  id bigint generated always as identity primary key,
  account_id bigint not null references identity.account,
  -- In addresses that name no account, so unique in the whole Weft.
  slug text not null unique,
  name text not null,
  is_enabled boolean not null,
  -- In lower case. Empty: people of every domain may come, but nobody who is here already is known by their address.
  email_domains text[] not null,
  -- What the protocol needs, without secrets.
  settings jsonb not null,
  sealed_client_secret text,
  -- Whoever may appoint owners saved it as it is: without that it lets no owner in.
  vouched_by_owner boolean not null default false,
  created_at timestamptz not null,
  updated_at timestamptz not null
);
create index sso_provider_account on identity.sso_provider (account_id);

-- A sign-in that was begun and not finished: used up by the first answer that names it.
create table identity.sso_attempt (
  -- SHA-256 of the state, of the SAML request's id, or of the ticket with which a browser comes for what its SAML answer said.
  key_hash bytea primary key,
  kind text not null check (kind in ('oidc', 'saml', 'ticket')),
  provider_id bigint not null references identity.sso_provider on delete cascade,
  -- SHA-256 of the cookie of the browser that began; null: the identity provider began.
  browser_hash bytea,
  sealed_content text not null,
  return_path text not null,
  expires_at timestamptz not null
);
create index sso_attempt_expiry on identity.sso_attempt (expires_at);

-- SAML assertions that were taken, until they would expire: none is taken twice.
create table identity.sso_assertion (
  provider_id bigint not null references identity.sso_provider on delete cascade,
  assertion_hash bytea not null,
  expires_at timestamptz not null,
  primary key (provider_id, assertion_hash)
);
create index sso_assertion_expiry on identity.sso_assertion (expires_at);

-- Who is whom: a provider's own name of a person stays when their address changes.
create table identity.sso_identity (
  provider_id bigint not null references identity.sso_provider on delete cascade,
  subject text not null,
  user_id bigint not null references identity.user on delete cascade,
  primary key (provider_id, subject)
);
create index sso_identity_user on identity.sso_identity (user_id);

create table identity.sso_policy (
  account_id bigint primary key references identity.account,
  is_required boolean not null
);

create table identity.scim_config (
  account_id bigint primary key references identity.account,
  is_enabled boolean not null,
  -- Whether people may change by hand who is in a group that SCIM keeps.
  allows_manual_changes boolean not null,
  -- Whether the identity provider says what licence a person has.
  controls_licences boolean not null
);

create table identity.scim_token (
  id bigint generated always as identity primary key,
  account_id bigint not null references identity.account,
  name text not null,
  token_hash bytea not null unique,
  created_at timestamptz not null,
  last_used_at timestamptz,
  revoked_at timestamptz
);
create index scim_token_account on identity.scim_token (account_id);

-- What the identity provider calls a member; gone with the seat.
create table identity.scim_user (
  account_id bigint not null,
  user_id bigint not null,
  external_id text,
  updated_at timestamptz not null,
  primary key (account_id, user_id),
  foreign key (account_id, user_id) references identity.membership on delete cascade
);

create table access.scim_group (
  group_id bigint primary key references access.group on delete cascade,
  external_id text
);

-- null: signs in by an identity provider or a passkey only.
alter table identity.user alter column password_hash drop not null;

alter table identity.account add column requires_second_factor boolean not null default false;

alter table identity.session add column user_agent text not null default '';
alter table identity.session add column address text not null default '';
alter table identity.session add column method text not null default 'password';
-- When the person last proved who they are: at sign-in, or when they were asked again.
alter table identity.session add column confirmed_at timestamptz not null default 'epoch';
create index session_of_user on identity.session (user_id);
create index session_expiry on identity.session (expires_at);

-- Tries at secrets that people guess: passwords, codes. The key is a hash: people type passwords where their address belongs.
create table identity.guess (
  key_hash bytea primary key,
  tries int not null,
  locked_until timestamptz not null,
  last_at timestamptz not null
);
create index guess_age on identity.guess (last_at);

-- Between a right password and the second step. One of them ends by five wrong codes, by five minutes, or by going in.
create table identity.sign_in_step (
  token_hash bytea primary key,
  user_id bigint not null references identity.user on delete cascade,
  tries int not null,
  expires_at timestamptz not null
);
create index sign_in_step_expiry on identity.sign_in_step (expires_at);

create table identity.totp (
  user_id bigint primary key references identity.user on delete cascade,
  sealed_secret text not null,
  -- null: begun, and not confirmed by a code yet.
  confirmed_at timestamptz,
  -- The time step of the last code that was taken: neither it nor an earlier one is taken again.
  last_step bigint not null,
  created_at timestamptz not null
);

create table identity.recovery_code (
  user_id bigint not null references identity.user on delete cascade,
  code_hash bytea not null,
  used_at timestamptz,
  primary key (user_id, code_hash)
);

create table identity.passkey (
  id bigint generated always as identity primary key,
  user_id bigint not null references identity.user on delete cascade,
  credential_id text not null unique,
  public_key bytea not null,
  -- As the authenticator last said; 0 for those that do not count.
  counter bigint not null,
  transports text[] not null,
  name text not null,
  created_at timestamptz not null,
  last_used_at timestamptz
);
create index passkey_user on identity.passkey (user_id);

-- What a passkey must sign: used up by the first answer.
create table identity.challenge (
  challenge_hash bytea primary key,
  purpose text not null check (purpose in ('register', 'sign_in', 'second_step')),
  -- null: whoever the passkey belongs to.
  user_id bigint references identity.user on delete cascade,
  expires_at timestamptz not null
);
create index challenge_expiry on identity.challenge (expires_at);

-- What a link lets its reader do: choose a password, or show that an e-mail address is theirs.
create table identity.link (
  token_hash bytea primary key,
  purpose text not null check (purpose in ('password', 'email')),
  user_id bigint not null references identity.user on delete cascade,
  -- The new address, where that is what the link is for.
  email text,
  made_by text not null,
  created_at timestamptz not null,
  expires_at timestamptz not null
);
create index link_user on identity.link (user_id);
create index link_expiry on identity.link (expires_at);

create table identity.invitation (
  id bigint generated always as identity primary key,
  account_id bigint not null references identity.account,
  email text not null,
  licence text not null check (licence in ('developer', 'read_only', 'analyst', 'it')),
  group_ids bigint[] not null,
  token_hash bytea not null unique,
  invited_by text not null,
  created_at timestamptz not null,
  sent_at timestamptz not null,
  expires_at timestamptz not null,
  redeemed_at timestamptz,
  withdrawn_at timestamptz
);
-- One open invitation a person and account.
create unique index invitation_open on identity.invitation (account_id, lower(email)) where redeemed_at is null and withdrawn_at is null;

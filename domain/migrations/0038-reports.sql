-- Nobody tries any more, until a person asks or something newer is wanted.
alter table ci.report add column is_given_up boolean not null default false;

-- Of a run that succeeded: how many of its nodes warned, or failed without failing it. Counted once, when it ends: a list of runs tells it of each.
alter table runs.run add column warning_count integer not null default 0;
update runs.run set warning_count = found.count
from (select run_id, count(*) from runs.node where state in ('warned', 'failed') group by run_id) as found
where run.id = found.run_id and run.state = 'succeeded';

-- What lists are ordered and filtered by and what is not a column yet: computed once, so that an index has it.
alter table runs.run add column duration_ms bigint not null generated always as
  (coalesce(floor(extract(epoch from finished_at - started_at) * 1000)::bigint, -1)) stored;
alter table runs.run add column pull_request_number bigint generated always as (coalesce(
  (trigger #>> '{pullRequest,github}')::bigint, (trigger #>> '{pullRequest,gitlab}')::bigint,
  (trigger #>> '{pullRequest,azure}')::bigint, (trigger #>> '{pullRequest,nonNative}')::bigint)) stored;
alter table runs.run add column deferring_run_id bigint generated always as
  (case when deferral #>> '{deferred,kind}' = 'found' then (deferral #>> '{deferred,runId}')::bigint end) stored;

create index run_duration on runs.run (account_id, duration_ms, id);
create index run_cause on runs.run (account_id, cause_category, id);
create index run_branch on runs.run (account_id, git_branch, id) where git_branch is not null;
create index run_pull_request on runs.run (account_id, pull_request_number, id) where pull_request_number is not null;
create index run_deferring on runs.run (deferring_run_id) where deferring_run_id is not null;

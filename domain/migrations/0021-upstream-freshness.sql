-- Public models of other projects that must be fresh before a job starts, or whose becoming fresh starts it; null: none.
alter table jobs.job add column upstream jsonb;
create index job_upstream on jobs.job (account_id) where upstream is not null and deleted_at is null;

-- What outside the queue a run waits for, or waited for; null: nothing.
alter table runs.run add column hold jsonb;
create index run_held on runs.run (id) where state = 'queued' and hold is not null;

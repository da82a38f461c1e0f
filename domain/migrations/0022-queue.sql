-- How many runs of an account may be under way at once, CI not counted; null: as many as the machines take.
alter table identity.account add column run_slots integer check (run_slots >= 1);

-- How many runs may be in a warehouse at once; null: any number (a DuckDB file always has one).
alter table connections.connection add column max_runs integer check (max_runs >= 1);

-- Where a queued run stands in line: when it was asked for, later by what its cause gives way to others. It never changes, so everybody's turn comes.
alter table runs.run add column line_at timestamptz;
update runs.run set line_at = created_at where state = 'queued';
alter table runs.run add constraint run_line_known check (state <> 'queued' or line_at is not null);

-- How many runs may hold `warehouse_key` at once.
alter table runs.run add column warehouse_limit integer not null default 1 check (warehouse_limit >= 1);

create index run_line on runs.run (line_at, id) where state = 'queued';
create index run_of_worker on runs.run (worker_id) where state in ('starting', 'running');

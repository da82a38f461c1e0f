/** Runs by filter and page, kept true by the account's events. */
import { Pagination } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { Empty } from '../../kit/empty.tsx';
import { Loaded, RowSkeletons } from '../../kit/loaded.tsx';
import panel from '../../kit/panel.module.css';
import { RunFilters } from './run-filters.tsx';
import classes from './run-list.module.css';
import { runsPerPage, runsQuery } from './run-queries.ts';
import { RunTable } from './run-table.tsx';

const withoutProject = ['project'] as const;

export function RunList({ accountId, projectId }: { readonly accountId: number; readonly projectId: number | undefined }): ReactNode {
  const { page = 1, ...search } = useSearch({ strict: false });
  const navigate = useNavigate();
  const filter = {
    status: search.status,
    project: projectId ?? search.project,
    environment: search.environment,
    job: search.job,
    cause: search.cause,
  };
  const runs = useQuery(runsQuery(accountId, filter, page));
  const hasFilter = Object.values(search).some((value) => value !== undefined);
  const change = (next: object) => void navigate({ to: '.', search: next, replace: true, resetScroll: false });
  return (
    <section className={panel.panel} aria-label="Runs">
      <div className={panel.flush}>
        <RunFilters accountId={accountId} projectId={projectId} search={search} onChange={change} />
        <Loaded from={runs} skeleton={<RowSkeletons rows={10} />}>
          {(found) => (
            <>
              <RunTable
                accountId={accountId}
                runs={found.items}
                isPartial={found.totalCount > runsPerPage}
                {...(projectId === undefined ? {} : { without: withoutProject })}
                {...(hasFilter ? { empty: <NothingFound onClear={() => change({})} /> } : {})}
              />
              <Pages total={found.totalCount} page={page} onPage={(next) => change({ ...search, page: next })} />
            </>
          )}
        </Loaded>
      </div>
    </section>
  );
}

function NothingFound({ onClear }: { readonly onClear: () => void }): ReactNode {
  return (
    <div className={classes.empty}>
      <Empty
        title="No run matches these filters"
        action={
          <button type="button" className={classes.clear} onClick={onClear}>
            Clear the filters
          </button>
        }
      />
    </div>
  );
}

function Pages(props: { readonly total: number; readonly page: number; readonly onPage: (page: number) => void }): ReactNode {
  const { total, page, onPage } = props;
  const count = Math.ceil(total / runsPerPage);
  if (count <= 1) return null;
  const first = (page - 1) * runsPerPage + 1;
  return (
    <div className={classes.pages}>
      <span className="weft-dim">
        {first}–{Math.min(first + runsPerPage - 1, total)} of {total}
      </span>
      <Pagination
        total={count}
        value={page}
        onChange={onPage}
        size="sm"
        getControlProps={(control) => ({ 'aria-label': control === 'next' ? 'Next page' : 'Previous page' })}
        getItemProps={(item) => ({ 'aria-label': `Page ${item}` })}
      />
    </div>
  );
}

/** Runs by filter and order, leafed through, kept true by the account's events. */
import { Button } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import type { WireRunLeaf } from '@weft/wire/weft/run-list';
import type { ReactNode } from 'react';
import type { Sorting } from '../../kit/arrange-rows.ts';
import { Empty } from '../../kit/empty.tsx';
import { Loaded, RowSkeletons } from '../../kit/loaded.tsx';
import panel from '../../kit/panel.module.css';
import { RunFilters } from './run-filters.tsx';
import { useRunKeys } from './run-keys.ts';
import classes from './run-list.module.css';
import type { RunFilter, RunPlace } from './run-queries.ts';
import { runsPerPage, runsQuery } from './run-queries.ts';
import { RunTable } from './run-table.tsx';

const withoutProject = ['project'] as const;
const firstPage = { behind: undefined, front: undefined };

export function RunList({ accountId, projectId }: { readonly accountId: number; readonly projectId: number | undefined }): ReactNode {
  const search = useSearch({ strict: false });
  const navigate = useNavigate();
  const { status, environment, job, cause, branch, pr, within, since, until } = search;
  const filter: RunFilter = {
    ...{ status, environment, job, cause, branch, pr, within, since, until },
    project: projectId ?? search.project,
  };
  const place: RunPlace = { sort: search.sort, after: search.behind, before: search.front };
  const runs = useQuery(runsQuery(accountId, filter, place));
  const hasFilter = Object.entries(filter).some(([name, value]) => value !== undefined && (name !== 'project' || projectId === undefined));
  const go = (next: object, isStep = false) => void navigate({ to: '.', search: next, replace: !isStep, resetScroll: isStep });
  const turn = (next: RunPlace | null) => (next === null ? undefined : go({ ...search, behind: next.after, front: next.before }, true));
  useRunKeys({
    newer: () => turn(runs.data?.before == null ? null : { before: runs.data.before }),
    older: () => turn(runs.data?.after == null ? null : { after: runs.data.after }),
  });
  return (
    <section className={panel.panel} aria-label="Runs">
      <div className={panel.flush}>
        <RunFilters
          accountId={accountId}
          projectId={projectId}
          filter={filter}
          hasFilter={hasFilter}
          onChange={(next) => go({ ...next, sort: search.sort })}
        />
        <Loaded from={runs} skeleton={<RowSkeletons rows={10} />}>
          {(found) => (
            <>
              <RunTable
                accountId={accountId}
                runs={found.runs}
                sorting={sortingOf(search.sort)}
                onSort={(sorting) => go({ ...search, ...firstPage, sort: sortOf(sorting) })}
                {...(projectId === undefined ? {} : { without: withoutProject })}
                {...(hasFilter ? { empty: <NothingFound onClear={() => go({ sort: search.sort })} /> } : {})}
              />
              <Pages leaf={found} isFirst={place.after === undefined && place.before === undefined} onTurn={turn} />
            </>
          )}
        </Loaded>
      </div>
    </section>
  );
}

/** The columns that the server sorts by; the list goes by the ids of runs, so by when they were asked for. */
function sortingOf(sort: string | undefined): Sorting {
  if (sort === 'duration' || sort === '-duration') return { key: 'duration', isDescending: sort === '-duration' };
  return { key: 'started', isDescending: sort === undefined };
}

function sortOf({ key, isDescending }: Sorting): RunPlace['sort'] {
  if (key === 'duration') return isDescending ? '-duration' : 'duration';
  return isDescending ? undefined : 'id';
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

/** By places and not by numbers: the page that one looks at stays the same while runs come in above it. */
function Pages(props: { readonly leaf: WireRunLeaf; readonly isFirst: boolean; readonly onTurn: (to: RunPlace) => void }): ReactNode {
  const { leaf, isFirst, onTurn } = props;
  const { before, after, total, runs } = leaf;
  const count = `${total.is_more ? 'more than ' : ''}${total.count.toLocaleString('en')}`;
  if (total.count <= runsPerPage && !total.is_more && isFirst) return null;
  return (
    <nav className={classes.pages} aria-label="Pages of runs">
      <span className="weft-dim">
        {isFirst
          ? `The first ${runs.length} of ${count} runs`
          : after === null
            ? `The last ${runs.length} of ${count} runs`
            : `${runs.length} of ${count} runs`}
      </span>
      <span className={classes.turns}>
        <Button size="xs" variant="default" disabled={isFirst} onClick={() => onTurn({})}>
          First
        </Button>
        <Button size="xs" variant="default" disabled={before === null} onClick={() => before !== null && onTurn({ before })}>
          Previous
        </Button>
        <Button size="xs" variant="default" disabled={after === null} onClick={() => after !== null && onTurn({ after })}>
          Next
        </Button>
        <Button size="xs" variant="default" disabled={after === null} onClick={() => onTurn({ before: 'last' })}>
          Last
        </Button>
      </span>
    </nav>
  );
}

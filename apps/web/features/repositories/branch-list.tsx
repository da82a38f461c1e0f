/** The branches of a project's repository: what is newest in each, who committed it and when. */
import { useQuery } from '@tanstack/react-query';
import type { WireBranch } from '@weft/wire/weft/repository';
import type { ReactNode } from 'react';
import { InlineCode } from '../../kit/copy.tsx';
import type { Column } from '../../kit/data-table.tsx';
import { DataTable } from '../../kit/data-table.tsx';
import { Empty } from '../../kit/empty.tsx';
import { Loaded } from '../../kit/loaded.tsx';
import { Panel } from '../../kit/panel.tsx';
import { Ago } from '../../kit/time.tsx';
import { branchesQuery, type RepositoryPlace } from './repository-queries.ts';

export function BranchList({ place, isRemote }: { readonly place: RepositoryPlace; readonly isRemote: boolean }): ReactNode {
  const branches = useQuery(branchesQuery(place));
  const none = isRemote
    ? 'Weft has not fetched it yet: the first run does, or whatever else looks into it.'
    : 'Push a commit to the default branch, and it is what runs take.';
  return (
    <Panel title="Branches" isFlush>
      <Loaded from={branches}>
        {(found) => (
          <DataTable
            label="Branches"
            rows={found}
            columns={columns}
            keyOf={({ name }) => name}
            {...(found.length > 8 ? { textOf: ({ name, author, message }: WireBranch) => `${name} ${author} ${message}` } : {})}
            empty={
              <div style={{ padding: '4px 16px 12px' }}>
                <Empty title="No branches yet">{none}</Empty>
              </div>
            }
          />
        )}
      </Loaded>
    </Panel>
  );
}

const columns: readonly Column<WireBranch>[] = [
  {
    key: 'name',
    title: 'Branch',
    sortBy: ({ name }) => name,
    cell: ({ name, is_default }) => (
      <>
        <b>{name}</b> {is_default ? <span className="weft-dim">default</span> : null}
      </>
    ),
  },
  { key: 'sha', title: 'Commit', cell: ({ sha, name }) => <InlineCode value={sha.slice(0, 12)} what={`Commit of ${name}`} /> },
  { key: 'message', title: 'Message', isMinor: true, cell: ({ message }) => message },
  { key: 'author', title: 'By', sortBy: ({ author }) => author, cell: ({ author }) => author },
  {
    key: 'at',
    title: 'Committed',
    align: 'end',
    sortBy: ({ committed_at }) => committed_at,
    cell: ({ committed_at }) => <Ago at={committed_at} />,
  },
];

/** Explore → Lineage: what reads what across all projects, as far as one may see, as a picture and as a table. */
import { Skeleton } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { useMemo } from 'react';
import { Empty } from '../../kit/empty.tsx';
import { Loaded } from '../../kit/loaded.tsx';
import { Notice } from '../../kit/notice.tsx';
import { PageHeader } from '../../kit/page-header.tsx';
import { useAccountId } from '../../kit/page-ids.ts';
import { usePageTitle } from '../../kit/page-title.ts';
import { ViewSwitch } from '../catalog/view-switch.tsx';
import { makeColumnPicture } from './column-picture.ts';
import classes from './lineage.module.css';
import { columnTraceQuery, lineageQuery } from './lineage-queries.ts';
import { askedOf, type LineageSearch, readLineageSearch } from './lineage-search.ts';
import { LineageTools } from './lineage-tools.tsx';
import { LineageView } from './lineage-view.tsx';
import { type Picture, type PictureNode, readPicture } from './picture.ts';

export function LineagePage(): ReactNode {
  usePageTitle('Lineage');
  const accountId = useAccountId();
  const search = readLineageSearch(useSearch({ strict: false }));
  const navigate = useNavigate();
  // Of what the address says by then: where one looks is told late, and takes back nothing that was done since.
  const go = (change: Partial<LineageSearch>, isStep = true) =>
    void navigate({
      ...{ to: '/lineage/$accountId', params: { accountId }, replace: !isStep },
      search: (before) => ({ ...readLineageSearch(before), ...change }),
    });
  const found = useQuery(lineageQuery(accountId, askedOf(search)));
  const picture = useMemo(() => (found.data === undefined ? null : readPicture(found.data)), [found.data]);
  const isNarrowed = search.select !== undefined || search.hide !== undefined;
  return (
    <>
      <PageHeader title="Lineage" subtitle="What reads what, across all projects." actions={<ViewSwitch accountId={accountId} />} />
      <LineageTools accountId={accountId} search={search} problems={found.data?.problems ?? []} go={go} />
      <Loaded from={found} skeleton={<PictureSkeleton />}>
        {(lineage) =>
          picture === null || picture.nodes.length === 0 ? (
            <Nothing isNarrowed={isNarrowed} />
          ) : (
            <>
              {lineage.is_cut ? (
                <Notice tone="warn" title={`${lineage.named_count.toLocaleString('en')} nodes are more than can be drawn at once`}>
                  These are the first {picture.nodes.length.toLocaleString('en')}. Select fewer to see all of them.
                </Notice>
              ) : null}
              <Shown accountId={accountId} picture={picture} search={search} go={go} />
            </>
          )
        }
      </Loaded>
    </>
  );
}

export type Go = (change: Partial<LineageSearch>, isStep?: boolean) => void;

interface ShownProps {
  readonly accountId: number;
  readonly picture: Picture;
  readonly search: LineageSearch;
  readonly go: Go;
}

/** All nodes, or the way of one column. */
function Shown(props: ShownProps): ReactNode {
  const { picture, search } = props;
  const node = picture.nodes.find(({ uniqueId }) => uniqueId !== '' && uniqueId === search.focus);
  if (search.column === undefined || node === undefined) return <LineageView {...props} column={undefined} />;
  return <ColumnWay {...props} node={node} column={search.column} />;
}

function ColumnWay(props: ShownProps & { readonly node: PictureNode; readonly column: string }): ReactNode {
  const { accountId, node, column, search } = props;
  const { environmentId, uniqueId } = node;
  const isWithUses = search.uses !== false;
  const trace = useQuery(columnTraceQuery(accountId, { environmentId, uniqueId, column }));
  // All that the column can come from or go to, whatever is selected.
  const around = useQuery(lineageQuery(accountId, { select: `+${uniqueId}+`, view: search.view }));
  const picture = useMemo(() => {
    if (trace.data === undefined || around.data === undefined) return null;
    return makeColumnPicture({ uniqueId, column, ...trace.data, isWithUses }, readPicture(around.data).nodes);
  }, [trace.data, around.data, uniqueId, column, isWithUses]);
  const isCut = trace.data !== undefined && (trace.data.up.is_cut || trace.data.down.is_cut);
  return (
    <Loaded from={trace} skeleton={<PictureSkeleton />}>
      {() => (
        <>
          {isCut ? <Notice tone="warn">The column goes further than is drawn here.</Notice> : null}
          {picture === null ? <PictureSkeleton /> : <LineageView {...props} picture={picture} column={column} />}
        </>
      )}
    </Loaded>
  );
}

function Nothing({ isNarrowed }: { readonly isNarrowed: boolean }): ReactNode {
  if (isNarrowed)
    return (
      <Empty title="Nothing is selected">
        No node that you may see is named by this. A name alone is one node; <code>1+name+1</code> is it with its neighbours.
      </Empty>
    );
  return (
    <Empty title="No nodes yet">
      Upload a project’s artifacts, or run a project here: its models and sources are then drawn in one graph.
    </Empty>
  );
}

function PictureSkeleton(): ReactNode {
  return (
    <div aria-busy="true" role="status" aria-label="Loading" className={classes.body}>
      <Skeleton className={classes.stage} radius="md" />
    </div>
  );
}

/** What CI left in the warehouse: what a clean-up would drop and what stays, doing it, and what clean-ups did before. */
import { Button } from '@mantine/core';
import { IconTrash } from '@tabler/icons-react';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import type { WireCleanUpPage, WireCleanUpThing, WirePlannedItem } from '@weft/wire/weft/clean-up';
import { type ReactNode, useState } from 'react';
import { Confirm } from '../../kit/confirm.tsx';
import { type Column, DataTable } from '../../kit/data-table.tsx';
import { Empty } from '../../kit/empty.tsx';
import { Loaded, RowSkeletons } from '../../kit/loaded.tsx';
import { MarkWord } from '../../kit/mark-word.tsx';
import { Panel } from '../../kit/panel.tsx';
import { said } from '../../kit/said.ts';
import { useMay } from '../session/session-queries.ts';
import classes from './clean-up-history.module.css';
import { CleanUpHistory } from './clean-up-history.tsx';
import { askForCleanUp, type CleanUpSubject, cleanUpQuery, isUnderWay } from './clean-up-queries.ts';

interface Props {
  readonly accountId: number;
  readonly projectId: number;
  readonly subject: CleanUpSubject;
  /** For the question, such as `pull request #12`. */
  readonly name: string;
}

export function CleanUpPanel(props: Props): ReactNode {
  const { accountId, projectId, subject } = props;
  const page = useQuery(cleanUpQuery(accountId, subject));
  return (
    <>
      <Panel title="In the warehouse" isFlush aside={page.data === undefined ? undefined : <CleanUpNow {...props} page={page.data} />}>
        <Loaded from={page} skeleton={<RowSkeletons rows={3} />}>
          {({ plan }) => (
            <DataTable
              label="What a clean-up goes through"
              rows={plan}
              columns={columnsOf(accountId, projectId)}
              keyOf={({ kind, database, schema, identifier }) => `${kind} ${database} ${schema} ${identifier}`}
              {...(plan.length > 10 ? { textOf: (item: WirePlannedItem) => `${nameOf(item)} ${item.kept_because ?? ''}` } : {})}
              empty={
                <div className={classes.empty}>
                  <Empty title="Nothing is left to clean up">
                    What CI runs make in the warehouse is written down as they make it, and listed here until it is dropped.
                  </Empty>
                </div>
              }
            />
          )}
        </Loaded>
      </Panel>
      {page.data === undefined || page.data.clean_ups.length === 0 ? null : <CleanUpHistory cleanUps={page.data.clean_ups} />}
    </>
  );
}

function CleanUpNow({ accountId, projectId, subject, name, page }: Props & { readonly page: WireCleanUpPage }): ReactNode {
  const [isAsking, setAsking] = useState(false);
  const may = useMay(accountId, { projectId });
  const queries = useQueryClient();
  const clean = useMutation({
    mutationFn: () => askForCleanUp(accountId, subject),
    onSuccess: async ({ id }) => {
      setAsking(false);
      said(id === null ? 'There is nothing left to clean up.' : 'The clean-up is on its way.');
      await queries.invalidateQueries({ queryKey: ['runs', accountId, 'clean-up'] });
    },
  });
  const dropped = page.plan.filter(({ kept_because: why }) => why === null);
  const isBusy = page.clean_ups.some(isUnderWay);
  if (page.plan.length === 0 || !may('runs:write')) return null;
  return (
    <>
      <Button
        size="compact-sm"
        variant="default"
        leftSection={<IconTrash size={14} />}
        disabled={isBusy || dropped.length === 0}
        onClick={() => setAsking(true)}
      >
        {isBusy ? 'Being cleaned up' : 'Clean up now'}
      </Button>
      <Confirm
        title={`Clean up after ${name}?`}
        deed={dropped.length === 1 ? `Drop ${nameOf(dropped[0] ?? noThing)}` : `Drop ${dropped.length} things`}
        isOpen={isAsking}
        isBusy={clean.isPending}
        error={clean.error}
        onClose={() => setAsking(false)}
        onConfirm={() => clean.mutate()}
      >
        {countOf(dropped)} will be dropped
        {page.plan.length > dropped.length ? `, and ${page.plan.length - dropped.length} stay, for the reasons given` : ''}. It waits for
        runs that are under way there. A new run makes again what it needs.
      </Confirm>
    </>
  );
}

const noThing: WireCleanUpThing = { kind: 'relation', database: '', schema: '', identifier: '' };

function countOf(things: readonly WireCleanUpThing[]): string {
  const schemas = things.filter(({ kind }) => kind === 'schema').length;
  const relations = things.length - schemas;
  return [
    ...(relations === 0 ? [] : [`${relations} ${relations === 1 ? 'relation' : 'relations'}`]),
    ...(schemas === 0 ? [] : [`${schemas} ${schemas === 1 ? 'schema' : 'schemas'}`]),
  ].join(' and ');
}

/** As people write it. */
export function nameOf({ database, schema, identifier }: WireCleanUpThing): string {
  return [database, schema, identifier].filter((part) => part !== '').join('.');
}

function columnsOf(accountId: number, projectId: number): readonly Column<WirePlannedItem>[] {
  return [
    { key: 'name', title: 'Name', sortBy: nameOf, cell: (item) => <code>{nameOf(item)}</code> },
    {
      key: 'kind',
      title: 'Kind',
      width: '110px',
      sortBy: ({ kind, resource_type: type }) => type ?? kind,
      cell: ({ kind, resource_type: type }) => (kind === 'schema' ? 'schema' : (type ?? 'relation')),
    },
    {
      key: 'fate',
      title: 'Would be',
      width: '110px',
      sortBy: ({ kept_because: why }) => (why === null ? 0 : 1),
      cell: ({ kept_because: why }) => <MarkWord tone={why === null ? 'busy' : 'still'}>{why === null ? 'Dropped' : 'Kept'}</MarkWord>,
    },
    { key: 'why', title: 'Why it stays', cell: ({ kept_because: why }) => why ?? '' },
    {
      key: 'runs',
      title: 'Made by',
      isMinor: true,
      cell: ({ run_ids: ids }) =>
        ids.slice(-3).map((runId, at) => (
          <span key={runId}>
            {at === 0 ? '' : ', '}
            <Link to="/deploy/$accountId/projects/$projectId/runs/$runId" params={{ accountId, projectId, runId }}>
              run #{runId}
            </Link>
          </span>
        )),
    },
  ];
}

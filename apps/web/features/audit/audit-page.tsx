/** The audit log of the account: what was changed and who was refused. */
import { Button, Group, NumberInput, Select, TextInput } from '@mantine/core';
import { IconDownload } from '@tabler/icons-react';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type { WireAuditLog } from '@weft/wire/v3/audit-log';
import type { ReactNode } from 'react';
import { useState } from 'react';
import type { Column } from '../../kit/data-table.tsx';
import { DataTable } from '../../kit/data-table.tsx';
import { Empty } from '../../kit/empty.tsx';
import { Form } from '../../kit/form.tsx';
import { Loaded } from '../../kit/loaded.tsx';
import { useAccountId } from '../../kit/page-ids.ts';
import { usePageTitle } from '../../kit/page-title.ts';
import { Panel } from '../../kit/panel.tsx';
import { said } from '../../kit/said.ts';
import { Ago } from '../../kit/time.tsx';
import { useMay } from '../session/session-queries.ts';
import classes from './audit.module.css';
import { AuditEvent } from './audit-event.tsx';
import { AuditExports } from './audit-exports.tsx';
import {
  type AuditSearch,
  auditEventsQuery,
  auditFactsQuery,
  auditPageSize,
  auditQueryString,
  changeRetention,
  noAuditSearch,
} from './audit-queries.ts';
import { OutcomeMark, outcomeWords } from './outcome-mark.tsx';

export function AuditPage(): ReactNode {
  const accountId = useAccountId();
  const may = useMay(accountId);
  usePageTitle('Audit log', 'Settings');
  if (!may('audit:read')) return <Empty title="You may not see the audit log">Ask an account admin for the right to.</Empty>;
  return (
    <>
      <Events accountId={accountId} />
      {may('account:write') ? <Retention accountId={accountId} /> : null}
    </>
  );
}

function Events({ accountId }: { readonly accountId: number }): ReactNode {
  const [search, setSearch] = useState(noAuditSearch);
  const [page, setPage] = useState(0);
  const [shown, setShown] = useState<WireAuditLog | null>(null);
  const events = useQuery(auditEventsQuery(accountId, search, page));
  const change = (part: Partial<AuditSearch>) => {
    setSearch({ ...search, ...part });
    setPage(0);
  };
  const isFiltered = Object.values(search).some((value) => value !== '');
  return (
    <>
      <Panel
        title="Audit log"
        isFlush
        aside={
          <Button
            component="a"
            href={`/api/v3/accounts/${accountId}/audit-logs/download/${auditQueryString(search)}`}
            variant="default"
            size="xs"
            leftSection={<IconDownload size={14} />}
          >
            Download as CSV
          </Button>
        }
      >
        <Filters accountId={accountId} search={search} onChange={change} />
        <Loaded from={events}>
          {({ items, totalCount }) => (
            <>
              <DataTable
                label="Events"
                rows={items}
                columns={columnsOf(setShown)}
                keyOf={({ id }) => id}
                empty={
                  <div style={{ padding: '4px 16px 12px' }}>
                    <Empty
                      title={isFiltered ? 'Nothing like this was done' : 'Nothing was changed yet'}
                      action={
                        isFiltered ? (
                          <Button variant="default" size="sm" onClick={() => change(noAuditSearch)}>
                            Clear the filters
                          </Button>
                        ) : undefined
                      }
                    >
                      Every change by people and programs, and every access that was refused, is written here.
                    </Empty>
                  </div>
                }
              />
              <Foot page={page} shown={items.length} total={totalCount} onPage={setPage} />
            </>
          )}
        </Loaded>
      </Panel>
      <AuditExports accountId={accountId} search={search} />
      <AuditEvent event={shown} onClose={() => setShown(null)} />
    </>
  );
}

function Filters(props: {
  readonly accountId: number;
  readonly search: AuditSearch;
  readonly onChange: (part: Partial<AuditSearch>) => void;
}): ReactNode {
  const { search, onChange } = props;
  const types = useQuery(auditFactsQuery(props.accountId)).data?.event_types ?? [];
  return (
    <div className={classes.filters}>
      <TextInput
        size="xs"
        label="Who"
        placeholder="E-mail or token"
        data-filter
        value={search.actor}
        onChange={(event) => onChange({ actor: event.currentTarget.value })}
      />
      <Select
        size="xs"
        label="What"
        placeholder="Everything"
        data={[...types]}
        searchable
        clearable
        value={search.event || null}
        onChange={(event) => onChange({ event: event ?? '' })}
      />
      <TextInput
        size="xs"
        label="To which thing"
        placeholder="Name or ID"
        value={search.subject}
        onChange={(event) => onChange({ subject: event.currentTarget.value })}
      />
      <Select
        size="xs"
        label="Outcome"
        placeholder="Any"
        data={Object.entries(outcomeWords).map(([value, label]) => ({ value, label }))}
        clearable
        value={search.outcome || null}
        onChange={(outcome) => onChange({ outcome: outcome ?? '' })}
      />
      <TextInput
        size="xs"
        type="date"
        label="From"
        value={search.from}
        onChange={(event) => onChange({ from: event.currentTarget.value })}
      />
      <TextInput size="xs" type="date" label="To" value={search.to} onChange={(event) => onChange({ to: event.currentTarget.value })} />
    </div>
  );
}

function columnsOf(onShow: (event: WireAuditLog) => void): readonly Column<WireAuditLog>[] {
  return [
    { key: 'when', title: 'When', width: '110px', cell: ({ created_at }) => <Ago at={created_at} /> },
    {
      key: 'who',
      title: 'Who',
      cell: ({ actor, event_context: { address } }) => (
        <>
          {actor.name} {address === null ? null : <span className="weft-dim">{address}</span>}
        </>
      ),
    },
    {
      key: 'what',
      title: 'What',
      cell: (event) => (
        <button type="button" className={classes.event} onClick={() => onShow(event)}>
          {event.event_label}
          {event.event_context.request_count > 1 ? <span className="weft-dim"> × {event.event_context.request_count}</span> : null}
        </button>
      ),
    },
    {
      key: 'outcome',
      title: 'Outcome',
      width: '110px',
      cell: ({ event_context: { outcome, fault_code } }) => <OutcomeMark outcome={outcome} faultCode={fault_code} />,
    },
  ];
}

function Foot(props: {
  readonly page: number;
  readonly shown: number;
  readonly total: number;
  readonly onPage: (page: number) => void;
}): ReactNode {
  const { page, shown, total, onPage } = props;
  const first = page * auditPageSize;
  if (total === 0) return null;
  return (
    <div className={classes.foot}>
      <span className="weft-dim">
        {first + 1} to {first + shown} of {total}
      </span>
      <Button size="compact-xs" variant="default" disabled={page === 0} onClick={() => onPage(page - 1)}>
        Newer
      </Button>
      <Button size="compact-xs" variant="default" disabled={first + shown >= total} onClick={() => onPage(page + 1)}>
        Older
      </Button>
    </div>
  );
}

function Retention({ accountId }: { readonly accountId: number }): ReactNode {
  const facts = useQuery(auditFactsQuery(accountId));
  return (
    <Panel title="How long it is kept">
      <Loaded from={facts}>{({ retention_days: days }) => <RetentionForm key={days} accountId={accountId} days={days} />}</Loaded>
    </Panel>
  );
}

function RetentionForm({ accountId, days }: { readonly accountId: number; readonly days: number }): ReactNode {
  const [draft, setDraft] = useState<number | string>(days);
  const queries = useQueryClient();
  const save = useMutation({
    mutationFn: () => changeRetention(accountId, Number(draft)),
    onSuccess: async () => {
      await queries.invalidateQueries({ queryKey: ['audit', accountId] });
      said('Saved. Older events go within a day.');
    },
  });
  return (
    <Form deed="Save" isBusy={save.isPending} error={save.error} isDisabled={Number(draft) === days} onSubmit={() => save.mutate()}>
      <Group>
        <NumberInput
          label="Days"
          description="1 to 3650; nothing else takes an event away"
          min={1}
          max={3650}
          value={draft}
          onChange={setDraft}
        />
      </Group>
    </Form>
  );
}

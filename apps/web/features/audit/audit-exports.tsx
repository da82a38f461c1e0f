/** Exports of the audit log that are written in the background, for logs that are too long to wait for. */
import { Anchor, Button } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type { WireAuditExport } from '@weft/wire/weft/audit';
import type { ReactNode } from 'react';
import type { Column } from '../../kit/data-table.tsx';
import { DataTable } from '../../kit/data-table.tsx';
import { Failed, Loaded } from '../../kit/loaded.tsx';
import { Panel } from '../../kit/panel.tsx';
import { Ago } from '../../kit/time.tsx';
import { type AuditSearch, auditExportsQuery, startAuditExport } from './audit-queries.ts';

export function AuditExports({ accountId, search }: { readonly accountId: number; readonly search: AuditSearch }): ReactNode {
  const exports = useQuery(auditExportsQuery(accountId));
  const queries = useQueryClient();
  const start = useMutation({
    mutationFn: () => startAuditExport(accountId, search),
    onSuccess: () => queries.invalidateQueries({ queryKey: ['audit', accountId] }),
  });
  return (
    <Panel
      title="Exports"
      isFlush
      aside={
        <Button size="xs" variant="default" loading={start.isPending} onClick={() => start.mutate()}>
          Export in the background
        </Button>
      }
    >
      {start.error === null ? null : <Failed error={start.error} />}
      <Loaded from={exports}>
        {(found) => (
          <DataTable
            label="Exports"
            rows={found}
            columns={columns}
            keyOf={({ job_id }) => job_id}
            empty={
              <p className="weft-dim" style={{ padding: '0 16px 12px', margin: 0, fontSize: 13 }}>
                A long log is better written in the background: it holds what the filters above leave, and stays here to be fetched.
              </p>
            }
          />
        )}
      </Loaded>
    </Panel>
  );
}

const columns: readonly Column<WireAuditExport>[] = [
  { key: 'at', title: 'Asked for', cell: ({ created_at }) => <Ago at={created_at} /> },
  { key: 'by', title: 'By', cell: ({ requested_by }) => requested_by },
  { key: 'count', title: 'Events', align: 'end', cell: ({ event_count }) => event_count?.toLocaleString() ?? '–' },
  {
    key: 'file',
    title: 'File',
    align: 'end',
    cell: ({ download_url: url, failure }) =>
      failure !== null ? (
        failure
      ) : url === null ? (
        'being written …'
      ) : (
        <Anchor href={new URL(url).pathname} size="sm">
          Download
        </Anchor>
      ),
  },
];

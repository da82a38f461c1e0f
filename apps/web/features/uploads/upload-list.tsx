/** What was uploaded to an environment, the refused ones with their reasons. */
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import type { WireUpload, WireUploadState } from '@weft/wire/weft/upload';
import type { ReactNode } from 'react';
import type { Column } from '../../kit/data-table.tsx';
import { DataTable } from '../../kit/data-table.tsx';
import { Empty } from '../../kit/empty.tsx';
import { Loaded } from '../../kit/loaded.tsx';
import { Panel } from '../../kit/panel.tsx';
import { shortSize } from '../../kit/read-time.ts';
import { Ago } from '../../kit/time.tsx';
import classes from './upload-list.module.css';
import { uploadsQuery } from './upload-queries.ts';

export function UploadList(props: { readonly accountId: number; readonly projectId: number; readonly environmentId: number }): ReactNode {
  const { accountId, projectId, environmentId } = props;
  const uploads = useQuery(uploadsQuery(accountId, environmentId));
  return (
    <Panel title="Latest uploads" isFlush>
      <Loaded from={uploads}>
        {(found) => (
          <DataTable
            label="Uploads"
            rows={found}
            columns={columnsOf(accountId, projectId)}
            keyOf={({ id }) => id}
            empty={
              <div className={classes.empty}>
                <Empty title="Nothing has been uploaded here">
                  The first dbt command that runs with the variables above appears here by itself, also when it is refused.
                </Empty>
              </div>
            }
          />
        )}
      </Loaded>
    </Panel>
  );
}

function columnsOf(accountId: number, projectId: number): readonly Column<WireUpload>[] {
  return [
    {
      key: 'state',
      title: 'State',
      width: '110px',
      sortBy: ({ state }) => state,
      cell: ({ state }) => <UploadState state={state} />,
    },
    {
      key: 'command',
      title: 'Command',
      sortBy: ({ command }) => command,
      cell: ({ command }) => (command === null ? <span className="weft-dim">–</span> : <code>dbt {command}</code>),
    },
    {
      key: 'run',
      title: 'Run, or why not',
      cell: (upload) => <Outcome accountId={accountId} projectId={projectId} upload={upload} />,
    },
    {
      key: 'version',
      title: 'dbt',
      isMinor: true,
      sortBy: ({ dbt_version }) => dbt_version,
      cell: ({ dbt_version }) => dbt_version ?? '–',
    },
    {
      key: 'by',
      title: 'Uploaded by',
      isMinor: true,
      sortBy: ({ uploaded_by }) => uploaded_by,
      cell: ({ uploaded_by }) => uploaded_by ?? '–',
    },
    {
      key: 'size',
      title: 'Size',
      align: 'end',
      isMinor: true,
      sortBy: ({ size_bytes }) => size_bytes,
      cell: ({ size_bytes }) => (size_bytes === null ? '–' : shortSize(size_bytes)),
    },
    { key: 'when', title: 'When', align: 'end', sortBy: ({ created_at }) => created_at, cell: ({ created_at }) => <Ago at={created_at} /> },
  ];
}

const words: Readonly<Record<WireUploadState, string>> = {
  created: 'Announced',
  received: 'Received',
  processing: 'Reading',
  accepted: 'Accepted',
  duplicate: 'Known already',
  rejected: 'Refused',
  expired: 'Never sent',
};

function UploadState({ state }: { readonly state: WireUploadState }): ReactNode {
  return (
    <span className={classes.state} data-state={state}>
      {words[state]}
    </span>
  );
}

function Outcome(props: { readonly accountId: number; readonly projectId: number; readonly upload: WireUpload }): ReactNode {
  const { accountId, projectId } = props;
  const { run_id, reason } = props.upload;
  return (
    <div className={classes.outcome}>
      {run_id === null ? null : (
        <Link to="/deploy/$accountId/projects/$projectId/runs/$runId" params={{ accountId, projectId, runId: run_id }}>
          Run #{run_id}
        </Link>
      )}
      {reason === null ? null : <span className={classes.reason}>{reason}</span>}
    </div>
  );
}

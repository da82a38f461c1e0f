/** How fresh the sources were, where the run looked: from dbt's sources.json. */
import { useQueries, useQuery } from '@tanstack/react-query';
import type { WireRun } from '@weft/wire/v2/run';
import type { WireRunFile } from '@weft/wire/weft/run-files';
import type { ReactNode } from 'react';
import { getFile } from '../../kit/api.ts';
import type { Column } from '../../kit/data-table.tsx';
import { DataTable } from '../../kit/data-table.tsx';
import { Panel } from '../../kit/panel.tsx';
import { shortDuration } from '../../kit/read-time.ts';
import { Ago } from '../../kit/time.tsx';
import { NodeState } from './node-state.tsx';
import { artifactPath, runFilesQuery } from './run-queries.ts';
import { isOver } from './run-status.tsx';

/** As dbt writes it; a source that could not be looked at has an error in place of the times. */
interface SourceResult {
  readonly unique_id: string;
  readonly status: string;
  readonly max_loaded_at?: string;
  readonly max_loaded_at_time_ago_in_s?: number;
  readonly error?: string | null;
}

export function SourceFreshness({ run }: { readonly run: WireRun }): ReactNode {
  const files = useQuery({ ...runFilesQuery(run.account_id, run.id), enabled: isOver(run.status) }).data ?? [];
  const wanted = files.filter(({ path }) => path === 'sources.json');
  const rows = useQueries({
    queries: wanted.map((file: WireRunFile) => ({
      queryKey: ['runs', run.account_id, 'sources', run.id, file.step_index],
      queryFn: () => getFile<{ readonly results: readonly SourceResult[] }>(artifactPath(run.account_id, run.id, file)),
    })),
    combine: (answers) => answers.flatMap(({ data }) => data?.results ?? []),
  });
  if (rows.length === 0) return null;
  return (
    <Panel title="Source freshness" isFlush aside={<span>{rows.length}</span>}>
      <DataTable label="Source freshness" rows={rows} columns={columns} keyOf={({ unique_id }) => unique_id} />
    </Panel>
  );
}

function stateOf(status: string) {
  if (status === 'pass') return 'success';
  return status === 'warn' ? 'warn' : 'error';
}

const columns: readonly Column<SourceResult>[] = [
  {
    key: 'state',
    title: 'State',
    width: '96px',
    sortBy: ({ status }) => status,
    cell: ({ status }) => <NodeState state={stateOf(status)} />,
  },
  {
    key: 'name',
    title: 'Source',
    sortBy: ({ unique_id }) => unique_id,
    cell: ({ unique_id }) => unique_id.split('.').slice(2).join('.'),
  },
  { key: 'loaded', title: 'Loaded', sortBy: (it) => it.max_loaded_at ?? null, cell: (it) => <Ago at={it.max_loaded_at ?? null} /> },
  {
    key: 'age',
    title: 'Age',
    align: 'end',
    sortBy: (it) => it.max_loaded_at_time_ago_in_s ?? null,
    cell: (it) => (it.max_loaded_at_time_ago_in_s === undefined ? '–' : shortDuration(it.max_loaded_at_time_ago_in_s)),
  },
  { key: 'error', title: 'Message', cell: ({ error }) => error ?? '' },
];

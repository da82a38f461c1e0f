/** What linting found in the files that a run's pull request changes: file, line, rule and words. */
import { useQuery } from '@tanstack/react-query';
import type { WireRun } from '@weft/wire/v2/run';
import type { WireLintFinding, WireRunLint } from '@weft/wire/weft/lint';
import type { ReactNode } from 'react';
import type { Column } from '../../kit/data-table.tsx';
import { DataTable } from '../../kit/data-table.tsx';
import { Empty } from '../../kit/empty.tsx';
import { Loaded, RowSkeletons } from '../../kit/loaded.tsx';
import { MarkWord } from '../../kit/mark-word.tsx';
import { Notice } from '../../kit/notice.tsx';
import { Panel } from '../../kit/panel.tsx';
import { runLintQuery } from './run-queries.ts';

const fileFirst = { key: 'file', isDescending: false };

export function LintTab({ run }: { readonly run: WireRun }): ReactNode {
  const lint = useQuery(runLintQuery(run.account_id, run.id));
  return (
    <Panel title="Lint" isFlush={lint.data === undefined || lint.data.findings.length > 0}>
      <Loaded from={lint} skeleton={<RowSkeletons rows={6} />}>
        {(found) => <Findings lint={found} />}
      </Loaded>
    </Panel>
  );
}

function Findings({ lint }: { readonly lint: WireRunLint }): ReactNode {
  const { findings, status, message, fails_run: failsRun } = lint;
  if (findings.length === 0 && status === 20)
    return (
      <Notice tone="bad" title="Nothing was linted">
        <span style={{ whiteSpace: 'pre-wrap' }}>{message}</span>
      </Notice>
    );
  if (findings.length === 0)
    return status === 10 ? (
      <Empty title="Nothing found">
        Either no SQL file is changed, or those that are keep to every rule. The log of the step says which.
      </Empty>
    ) : (
      <Empty title={status === 3 ? 'Linting is under way' : 'It did not come to linting'}>
        {status === 3 ? 'What is found appears when it has ended.' : 'An earlier step failed, or the run was stopped.'}
      </Empty>
    );
  return (
    <DataTable
      label="Findings"
      rows={findings.map((finding, position) => ({ ...finding, position }))}
      columns={columns}
      keyOf={({ position }) => position}
      textOf={({ path, rule, rule_name, message: words }) => `${path} ${rule} ${rule_name} ${words}`}
      sorting={fileFirst}
      tools={
        <span className="weft-dim">
          {failsRun ? 'What is no warning fails the run.' : 'The run goes on, whatever is found.'} A project’s own <code>.sqlfluff</code>{' '}
          says which rules count.
        </span>
      }
    />
  );
}

/** As a word that sorts by file, then line. */
const placeOf = ({ path, line, column }: WireLintFinding) => `${path} ${String(line).padStart(7, '0')} ${String(column).padStart(5, '0')}`;

const columns: readonly Column<WireLintFinding & { readonly position: number }>[] = [
  {
    key: 'file',
    title: 'File',
    sortBy: placeOf,
    cell: ({ path, line, column }) => (
      <code>
        {path}:{line}:{column}
      </code>
    ),
  },
  {
    key: 'rule',
    title: 'Rule',
    sortBy: ({ rule }) => rule,
    cell: ({ rule, rule_name: name }) => (
      <>
        <code>{rule}</code> <span className="weft-dim">{name}</span>
      </>
    ),
  },
  {
    key: 'weight',
    title: 'Counts as',
    width: '110px',
    sortBy: ({ is_warning: isWarning }) => Number(isWarning),
    cell: ({ is_warning: isWarning }) => <MarkWord tone={isWarning ? 'still' : 'bad'}>{isWarning ? 'Warning' : 'Error'}</MarkWord>,
  },
  { key: 'words', title: 'What is wrong', cell: ({ message }) => message },
];

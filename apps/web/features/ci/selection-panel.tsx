/** Why a run selected what it did: what it compared with, what changed and by what, and how each other node came in. */
import { Button, TextInput } from '@mantine/core';
import { useMutation, useQuery } from '@tanstack/react-query';
import { Link, useNavigate } from '@tanstack/react-router';
import type { WireRun } from '@weft/wire/v2/run';
import type { WireRunSelection, WireSelected, WireState, WireStepSelection } from '@weft/wire/weft/selection';
import { type ReactNode, useState } from 'react';
import { ask } from '../../kit/api.ts';
import rows from '../../kit/change-list.module.css';
import { Empty } from '../../kit/empty.tsx';
import { Loaded, RowSkeletons } from '../../kit/loaded.tsx';
import { Notice } from '../../kit/notice.tsx';
import { Panel } from '../../kit/panel.tsx';
import { isOver } from '../runs/run-status.tsx';
import { ChangeRow } from './change-row.tsx';
import { IgnoreRules } from './ignore-rules.tsx';
import classes from './selection-panel.module.css';
import { selectionQuery } from './selection-queries.ts';

/** More rows than people read; the filter finds the rest. */
const rowsMax = 200;

export function SelectionPanel({ run }: { readonly run: WireRun }): ReactNode {
  const { account_id: accountId, id } = run;
  const selection = useQuery({ ...selectionQuery(accountId, id), refetchInterval: isOver(run.status) ? false : 3_000 });
  return (
    <Loaded from={selection} skeleton={<RowSkeletons rows={6} />}>
      {(found) => (
        <>
          <Compared run={run} found={found} />
          {found.steps.length === 0 ? (
            <Panel title="Selection">
              <Empty title="No command of this run selects by state">
                A command such as dbt build --select state:modified+ builds what changed and what hangs on it; why is told here.
              </Empty>
            </Panel>
          ) : null}
          {found.steps.map((step) => (
            <StepPart key={step.step_index} run={run} step={step} />
          ))}
          <IgnoreRules accountId={accountId} projectId={run.project_id} />
        </>
      )}
    </Loaded>
  );
}

function Compared({ run, found }: { readonly run: WireRun; readonly found: WireRunSelection }): ReactNode {
  const navigate = useNavigate();
  const { account_id: accountId, project_id: projectId } = run;
  const check = useMutation({
    mutationFn: () => ask<{ id: number }>('POST', `/api/weft/accounts/${accountId}/jobs/${run.job_id}/check-comparison/`),
    onSuccess: ({ id: runId }) =>
      navigate({
        to: '/deploy/$accountId/projects/$projectId/runs/$runId',
        params: { accountId, projectId, runId },
        search: { tab: 'selection' },
      }),
  });
  const { deferral } = found;
  if (deferral === null) return null;
  const isItself = deferral.compared.kind === 'found' && deferral.compared.git_sha !== null && deferral.compared.git_sha === found.git_sha;
  const falsePositives = found.steps.reduce((sum, step) => sum + step.changed_count, 0);
  return (
    <Panel
      title="Compared with"
      aside={
        <Button size="compact-sm" variant="default" loading={check.isPending} onClick={() => check.mutate()}>
          Check the comparison
        </Button>
      }
    >
      <div className={classes.states}>
        <State accountId={accountId} word="Compares with" state={deferral.compared} />
        <State accountId={accountId} word="Defers to" state={deferral.deferred} />
      </div>
      {isItself ? (
        <Notice tone={falsePositives === 0 ? 'still' : 'warn'} title="The same commit as the one it is compared with">
          {falsePositives === 0
            ? 'Nothing is told to differ, as it must be.'
            : `${falsePositives} nodes are told to differ: false positives.`}
        </Notice>
      ) : null}
      {check.error === null ? null : <Notice tone="bad">{check.error.message}</Notice>}
    </Panel>
  );
}

function State(props: { readonly accountId: number; readonly word: string; readonly state: WireState }): ReactNode {
  const { state, word, accountId } = props;
  if (state.kind === 'missing')
    return (
      <div>
        {word}: nothing. {state.why}
      </div>
    );
  return (
    <div>
      {word}{' '}
      <Link to="/find/$accountId/runs/$runId" params={{ accountId, runId: state.run_id }}>
        run #{state.run_id}
      </Link>{' '}
      of {state.job_name} in {state.environment_name}
      {state.git_sha === null ? '' : ` at ${state.git_sha.slice(0, 7)}`}: {state.why}
    </div>
  );
}

function StepPart({ run, step }: { readonly run: WireRun; readonly step: WireStepSelection }): ReactNode {
  const [asked, setAsked] = useState('');
  const isAsked = (name: string) => name.toLowerCase().includes(asked.trim().toLowerCase());
  const changes = step.changes.filter(({ unique_id }) => isAsked(unique_id));
  const selected = step.selected.filter(({ unique_id, because }) => because.kind !== 'changed' && isAsked(unique_id));
  return (
    <>
      <Panel title={`What changed (${step.changed_count})`} isFlush aside={<code>{step.command}</code>}>
        <div className={classes.bar}>
          <TextInput
            size="xs"
            aria-label="Filter nodes"
            placeholder="Filter nodes"
            value={asked}
            onChange={(event) => setAsked(event.currentTarget.value)}
          />
          <span className="weft-dim">
            {step.selected_count} selected{step.is_final ? '' : ' so far'}
            {step.ignored_count > 0 ? `, ${step.ignored_count} taken out by rules` : ''}
            {step.is_whole ? '' : '; a part of the selection is known to dbt alone'}
          </span>
        </div>
        {step.is_all_new ? <Notice tone="still">There was nothing to compare with, so every node counts as new.</Notice> : null}
        {step.selected_count === 0 && step.is_whole ? (
          <Notice tone="still">Nothing in this change affects the project's models.</Notice>
        ) : null}
        {step.adjusted_command === null ? null : (
          <Notice tone="still" title="Rules changed what dbt was asked for">
            <code>{step.adjusted_command}</code>
          </Notice>
        )}
        {step.notes.map((note) => (
          <Notice key={note} tone="warn">
            {note}
          </Notice>
        ))}
        <ul className={rows.list}>
          {changes.slice(0, rowsMax).map((change) => (
            <ChangeRow key={change.unique_id} accountId={run.account_id} projectId={run.project_id} change={change} />
          ))}
        </ul>
        <More shown={Math.min(rowsMax, changes.length)} total={changes.length + step.more_changes} />
      </Panel>
      {selected.length === 0 ? null : (
        <Panel title={`Selected with them (${selected.length})`} isFlush>
          <ul className={rows.list}>
            {selected.slice(0, rowsMax).map((node) => (
              <SelectedRow key={node.unique_id} node={node} />
            ))}
          </ul>
          <More shown={Math.min(rowsMax, selected.length)} total={selected.length} />
        </Panel>
      )}
    </>
  );
}

function More({ shown, total }: { readonly shown: number; readonly total: number }): ReactNode {
  if (shown >= total) return null;
  return (
    <div className={classes.bar}>
      <span className="weft-dim">
        {shown} of {total} shown: filter to find others.
      </span>
    </div>
  );
}

function SelectedRow({ node }: { readonly node: WireSelected }): ReactNode {
  return (
    <li className={rows.change}>
      <div className={rows.line}>
        <span className={rows.kind}>{node.resource_type}</span>
        <span className={rows.name}>{node.name}</span>
        <span className="weft-dim">{wordsOf(node.because)}</span>
      </div>
    </li>
  );
}

function wordsOf(because: WireSelected['because']): string {
  switch (because.kind) {
    case 'changed':
      return 'changed itself';
    case 'selector':
      return because.part === '' ? 'selected by dbt' : `by ${because.part}, whatever changed`;
    default: {
      const word = { downstream: 'downstream', upstream: 'upstream', test_of: 'tests it' }[because.kind];
      return `${word}: ${because.path.map((id) => id.split('.').slice(2).join('.')).join(' → ')}`;
    }
  }
}

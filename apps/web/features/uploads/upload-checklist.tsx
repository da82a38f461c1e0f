/** How far the set-up is; it ticks itself as things happen. */
import { IconCheck } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import type { WireChecklistStep } from '@weft/wire/weft/upload';
import type { ReactNode } from 'react';
import { Loaded, RowSkeletons } from '../../kit/loaded.tsx';
import { Notice } from '../../kit/notice.tsx';
import { Panel } from '../../kit/panel.tsx';
import classes from './upload-checklist.module.css';
import { uploadChecklistQuery } from './upload-queries.ts';

interface Place {
  readonly accountId: number;
  readonly projectId: number;
  readonly environmentId: number;
}

export function UploadChecklist(place: Place): ReactNode {
  const checklist = useQuery(uploadChecklistQuery(place.accountId, place.environmentId));
  const done = checklist.data?.steps.filter(({ is_done }) => is_done).length;
  return (
    <Panel
      title="Checklist"
      aside={
        checklist.data === undefined ? undefined : (
          <span aria-live="polite">
            {done} of {checklist.data.steps.length}
          </span>
        )
      }
    >
      <Loaded from={checklist} skeleton={<RowSkeletons rows={5} height={44} />}>
        {({ steps, oldest_dbt_version_problem: problem }) => (
          <>
            <ol className={classes.list}>
              {steps.map((step) => (
                <Step key={step.key} step={step} place={place} />
              ))}
            </ol>
            {problem === null ? null : <Notice tone="warn">{problem}</Notice>}
            <p className={classes.note}>This list ticks itself: leave the page open while dbt runs.</p>
          </>
        )}
      </Loaded>
    </Panel>
  );
}

function Step({ step, place }: { readonly step: WireChecklistStep; readonly place: Place }): ReactNode {
  const { accountId, projectId } = place;
  return (
    <li className={classes.step} data-done={step.is_done || undefined} data-step={step.key}>
      <span className={classes.mark}>{step.is_done ? <IconCheck size={13} stroke={3} aria-hidden="true" /> : null}</span>
      <div>
        <div className={classes.title}>
          {step.title}
          <span className={classes.unseen}>{step.is_done ? ', done' : ', to do'}</span>
        </div>
        <div className={classes.detail}>
          {step.detail}
          {step.run_id === null ? null : (
            <>
              {' '}
              <Link to="/deploy/$accountId/projects/$projectId/runs/$runId" params={{ accountId, projectId, runId: step.run_id }}>
                See run #{step.run_id}
              </Link>
            </>
          )}
        </div>
      </div>
    </li>
  );
}

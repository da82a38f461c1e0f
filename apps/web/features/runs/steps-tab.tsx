/** The steps of a run with their logs. */
import { useQuery } from '@tanstack/react-query';
import type { WireRun } from '@weft/wire/v2/run';
import type { ReactNode } from 'react';
import { Loaded } from '../../kit/loaded.tsx';
import { Panel } from '../../kit/panel.tsx';
import { runStepsQuery } from './run-queries.ts';
import { isOver } from './run-status.tsx';
import { RunSteps } from './run-steps.tsx';
import type { RunLogs } from './step-log.ts';

export function StepsTab({ run, logs }: { readonly run: WireRun; readonly logs: RunLogs }): ReactNode {
  const steps = useQuery(runStepsQuery(run.account_id, run.id));
  return (
    <Panel title="Steps" isFlush>
      <Loaded from={steps}>
        {(found) =>
          found.length > 0 ? (
            <RunSteps steps={found} logs={logs} />
          ) : (
            <p style={{ margin: 0, padding: '6px 16px 12px' }} className="weft-dim">
              {isOver(run.status) ? 'This run had no steps.' : 'The first step appears when the run begins.'}
            </p>
          )
        }
      </Loaded>
    </Panel>
  );
}

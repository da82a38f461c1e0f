/** How long a node took in its last runs, as bars, oldest first; each is the way to its run. */
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { shortDuration } from '../../kit/read-time.ts';
import classes from './run-bars.module.css';

export interface RunBar {
  readonly runId: number;
  readonly seconds: number;
  /** As dbt has it, or as the catalog sums it up: success, succeeded, error, fail, failed, warn, warned, and others. */
  readonly state: string;
  /** What tells it from another bar of the same run. */
  readonly key: string;
}

/** `search`: what to open in the run. `current`: the run that is being looked at. */
export function RunBars(props: {
  readonly accountId: number;
  readonly projectId: number;
  readonly bars: readonly RunBar[];
  readonly search?: { readonly tab: 'timing'; readonly node: string };
  readonly current?: number;
}): ReactNode {
  const { accountId, projectId, bars, search = {}, current } = props;
  const most = longestOf(bars);
  return (
    <div className={classes.bars}>
      {bars.map(({ runId, seconds, state, key }) => {
        const about = `Run #${runId}: ${shortDuration(seconds)}`;
        return (
          <Link
            key={key}
            to="/deploy/$accountId/projects/$projectId/runs/$runId"
            params={{ accountId, projectId, runId }}
            search={search}
            className={classes.bar}
            data-state={state}
            aria-current={runId === current ? 'true' : undefined}
            title={about}
            aria-label={about}
          >
            <span style={{ height: `${Math.max(4, (seconds / most) * 100)}%` }} />
          </Link>
        );
      })}
    </div>
  );
}

/** Seconds; never 0, so that it can be divided by. */
export function longestOf(bars: readonly RunBar[]): number {
  return Math.max(...bars.map(({ seconds }) => seconds), 0.001);
}

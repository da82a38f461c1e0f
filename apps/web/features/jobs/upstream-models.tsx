/** How fresh the models of other projects are that a job or a run waits for: where each was built last, and whether that is enough. */
import { IconCircleCheckFilled, IconCircleDashed } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import type { WireUpstreamModel } from '@weft/wire/weft/upstream';
import type { ReactNode } from 'react';
import { Ago } from '../../kit/time.tsx';
import classes from './upstream-models.module.css';

export function UpstreamModels(props: {
  readonly accountId: number;
  readonly models: readonly WireUpstreamModel[];
  /** Models must be newer; null: hours are what counts, or nothing was built yet. */
  readonly since: string | null;
}): ReactNode {
  const { accountId, models, since } = props;
  return (
    <>
      {since === null ? null : (
        <p className={classes.since}>
          Fresh is what was built after <Ago at={since} />, when this job’s last successful run began.
        </p>
      )}
      <ul className={classes.models} aria-label="Upstream models">
        {models.map((model) => (
          <li key={`${model.project_id} ${model.unique_id}`} data-fresh={model.is_fresh || undefined}>
            {model.is_fresh ? (
              <IconCircleCheckFilled size={15} className={classes.fresh} aria-hidden="true" />
            ) : (
              <IconCircleDashed size={15} className={classes.stale} aria-hidden="true" />
            )}
            <span>
              <Link
                to="/deploy/$accountId/projects/$projectId/public-models"
                params={{ accountId, projectId: model.project_id }}
                search={{ model: model.unique_id }}
              >
                {model.name}
              </Link>{' '}
              <span className={classes.where}>
                of {model.project_name}
                {model.environment_name === null ? '' : ` (${model.environment_name})`}
              </span>
            </span>
            <span className={classes.said}>
              {model.is_fresh ? 'fresh' : 'not fresh'},{' '}
              {model.last_success_at === null ? (
                'never built'
              ) : (
                <>
                  built <Ago at={model.last_success_at} />
                </>
              )}
              {model.last_status === null || model.last_status === 'success' ? '' : `; the last try ended with “${model.last_status}”`}
              {model.run_id === null ? null : (
                <>
                  {' by '}
                  <Link to="/find/$accountId/runs/$runId" params={{ accountId, runId: model.run_id }}>
                    run #{model.run_id}
                  </Link>
                </>
              )}
            </span>
          </li>
        ))}
      </ul>
    </>
  );
}

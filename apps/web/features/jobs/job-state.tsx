/** Where a job stands right now: how fresh the models are that it waits for, and what a run that began now would compare with and defer to. */
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import type { WireJob } from '@weft/wire/v2/job';
import type { WireState } from '@weft/wire/weft/selection';
import type { ReactNode } from 'react';
import { Loaded, RowSkeletons } from '../../kit/loaded.tsx';
import { Panel } from '../../kit/panel.tsx';
import classes from './job-facts.module.css';
import { jobDeferralQuery, jobUpstreamQuery } from './job-queries.ts';
import { UpstreamModels } from './upstream-models.tsx';

export function JobUpstream({ job }: { readonly job: WireJob }): ReactNode {
  const { account_id: accountId, id } = job;
  const isWanted = job.upstream_freshness !== undefined;
  const upstream = useQuery({ ...jobUpstreamQuery(accountId, id), enabled: isWanted });
  if (!isWanted) return null;
  return (
    <Panel
      title="Upstream models"
      aside={
        <Link to="/deploy/$accountId/orchestration" params={{ accountId }} search={{ project: job.project_id }}>
          See what starts what
        </Link>
      }
    >
      <Loaded from={upstream} skeleton={<RowSkeletons rows={3} />}>
        {({ models, since }) => {
          const fresh = models.filter(({ is_fresh }) => is_fresh).length;
          return (
            <>
              <p className={classes.text}>
                {fresh === models.length
                  ? 'All of them are fresh: a run that is asked for now waits for none.'
                  : `${fresh} of ${models.length} ${fresh === 1 ? 'is' : 'are'} fresh.`}
              </p>
              <UpstreamModels accountId={accountId} models={models} since={since} />
            </>
          );
        }}
      </Loaded>
    </Panel>
  );
}

/** Nothing for a job that compares with nothing: most do not. */
export function JobDeferral({ job }: { readonly job: WireJob }): ReactNode {
  const { account_id: accountId, id } = job;
  const deferral = useQuery(jobDeferralQuery(accountId, id)).data?.deferral;
  if (!deferral) return null;
  return (
    <Panel title="What a run would compare with now">
      <dl className={classes.states}>
        <dt>state:modified compares with</dt>
        <dd>
          <State accountId={accountId} state={deferral.compared} none="Nothing, so every node counts as new." />
        </dd>
        <dt>refs that are not built lead to</dt>
        <dd>
          <State accountId={accountId} state={deferral.deferred} none="Nothing else: each ref leads to the run’s own schema." />
        </dd>
      </dl>
    </Panel>
  );
}

function State(props: { readonly accountId: number; readonly state: WireState; readonly none: string }): ReactNode {
  const { state, accountId, none } = props;
  if (state.kind === 'missing')
    return (
      <>
        {none} {state.why}
      </>
    );
  return (
    <>
      <Link to="/find/$accountId/runs/$runId" params={{ accountId, runId: state.run_id }}>
        Run #{state.run_id}
      </Link>{' '}
      of {state.job_name} in {state.environment_name}
      {state.git_sha === null ? '' : `, commit ${state.git_sha.slice(0, 7)}`}
      {state.dbt_version === null ? '' : `, dbt ${state.dbt_version}`}. {state.why}
    </>
  );
}

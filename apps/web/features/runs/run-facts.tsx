/** The facts of a run: where, what, when, and why it waits or failed. */
import { IconHourglass } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import type { WireRun } from '@weft/wire/v2/run';
import type { ReactNode } from 'react';
import { InlineCode } from '../../kit/copy.tsx';
import { Notice } from '../../kit/notice.tsx';
import panel from '../../kit/panel.module.css';
import { Facts } from '../../kit/panel.tsx';
import { Ago, Lasting } from '../../kit/time.tsx';
import { EnvironmentLink } from '../environments/environment-link.tsx';
import { ProjectLink } from '../projects/project-crumbs.tsx';
import classes from './run-facts.module.css';
import { runAroundQuery, runChainQuery, runWaitQuery } from './run-queries.ts';
import { isOver } from './run-status.tsx';
import { causeWord } from './run-table.tsx';

export function RunFacts({ run }: { readonly run: WireRun }): ReactNode {
  const { account_id: accountId, project_id: projectId, environment_id: environmentId } = run;
  return (
    <section className={panel.panel} aria-label="Facts">
      <div className={classes.facts}>
        {run.status_message ? (
          <p className={classes.message} data-status={run.status}>
            {run.status_message}
          </p>
        ) : null}
        <Facts
          items={[
            ['Project', <ProjectLink key="project" accountId={accountId} projectId={projectId} />],
            [
              'Environment',
              <EnvironmentLink key="environment" accountId={accountId} projectId={projectId} environmentId={environmentId} />,
            ],
            [
              'Job',
              <Link
                key="job"
                to="/deploy/$accountId/projects/$projectId/jobs/$jobId"
                params={{ accountId, projectId, jobId: run.job_definition_id }}
              >
                {run.job_name}
              </Link>,
            ],
            [
              'Cause',
              <span key="cause" title={run.trigger?.cause}>
                {causeWord(run.cause_category)}
                <StartedBy run={run} />
              </span>,
            ],
            pullRequestOf(run) === null
              ? null
              : [
                  'Pull request',
                  <Link
                    key="pr"
                    to="/deploy/$accountId/runs"
                    params={{ accountId }}
                    search={{ project: projectId, pr: pullRequestOf(run) ?? 0 }}
                  >
                    #{pullRequestOf(run)}, all its runs
                  </Link>,
                ],
            run.status === cancelled ? ['Cancelled by', run.audit?.cancellation.actor.name ?? 'Weft'] : null,
            run.git_sha ? ['Commit', <CommitFact key="sha" run={run} sha={run.git_sha} />] : null,
            run.git_branch
              ? [
                  'Branch',
                  <Link
                    key="branch"
                    to="/deploy/$accountId/runs"
                    params={{ accountId }}
                    search={{ project: projectId, branch: run.git_branch }}
                  >
                    <code>{run.git_branch}</code>
                  </Link>,
                ]
              : null,
            run.has_docs_generated && isOver(run.status)
              ? [
                  'Docs',
                  <Link
                    key="docs"
                    to="/deploy/$accountId/projects/$projectId/runs/$runId"
                    params={{ accountId, projectId, runId: run.id }}
                    search={{ tab: 'artifacts' }}
                  >
                    among its artifacts
                  </Link>,
                ]
              : null,
            ['dbt version', run.dbt_version || '–'],
            ['Created', <Ago key="created" at={run.created_at} />],
            ['In queue', <Lasting key="queue" from={run.created_at} to={run.dequeued_at ?? run.started_at ?? run.finished_at} />],
            run.dequeued_at === null
              ? null
              : ['Preparing', <Lasting key="preparing" from={run.dequeued_at} to={run.started_at ?? run.finished_at} />],
            ['Began', <Ago key="began" at={run.started_at} />],
            ['Finished', <Ago key="finished" at={run.finished_at} />],
            ['Run', <Lasting key="duration" from={run.started_at} to={run.finished_at} />],
          ]}
        />
      </div>
    </section>
  );
}

/** The way back to the run that this one came after. */
function StartedBy({ run }: { readonly run: WireRun }): ReactNode {
  const { account_id: accountId } = run;
  const cause = useQuery(runChainQuery(accountId, run.id)).data?.started_by ?? null;
  if (cause === null) return null;
  return (
    <>
      {': '}
      <Link
        to="/deploy/$accountId/projects/$projectId/runs/$runId"
        params={{ accountId, projectId: cause.project_id, runId: cause.id }}
        title={cause.job_name}
      >
        run #{cause.id}
      </Link>
    </>
  );
}

function CommitFact({ run, sha }: { readonly run: WireRun; readonly sha: string }): ReactNode {
  const url = useQuery(runAroundQuery(run.account_id, run.id)).data?.commit_url ?? null;
  return (
    <>
      <InlineCode value={sha} shown={sha.slice(0, 12)} what="Commit" />
      {url === null ? null : (
        <a href={url} target="_blank" rel="noreferrer">
          open
        </a>
      )}
    </>
  );
}

function pullRequestOf({ trigger }: WireRun): number | null {
  if (trigger === undefined) return null;
  const { github_pull_request_id, gitlab_merge_request_id, azure_pull_request_id, non_native_pull_request_id } = trigger;
  return github_pull_request_id ?? gitlab_merge_request_id ?? azure_pull_request_id ?? non_native_pull_request_id;
}

const cancelled = 30;
const waiting = 1;

/** Asked for only while the run waits; the account's events ask again. */
export function RunWait({ run }: { readonly run: WireRun }): ReactNode {
  const wait = useQuery({ ...runWaitQuery(run.account_id, run.id), enabled: run.status === waiting }).data;
  if (run.status !== waiting || !wait?.is_waiting) return null;
  return (
    <Notice tone="still" icon={<IconHourglass size={17} />} title="Waiting">
      {wait.reason}
      {wait.place === null ? null : ` It is number ${wait.place} in its line.`} It waits since <Ago at={run.created_at} />.
      {wait.behind.length === 0 ? null : (
        <ul className={classes.behind}>
          {wait.behind.map(({ run_id, job_name }) => (
            <li key={run_id}>
              <Link to="/find/$accountId/runs/$runId" params={{ accountId: run.account_id, runId: run_id }}>
                Run #{run_id}
              </Link>{' '}
              of {job_name}
            </li>
          ))}
        </ul>
      )}
    </Notice>
  );
}

/** What a job does and where, and how to start it from outside. */
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import type { WireJob } from '@weft/wire/v2/job';
import type { ReactNode } from 'react';
import { CodeBlock } from '../../kit/code-block.tsx';
import { InlineCode } from '../../kit/copy.tsx';
import { Facts, Panel } from '../../kit/panel.tsx';
import { Ago } from '../../kit/time.tsx';
import { EnvironmentLink } from '../environments/environment-link.tsx';
import { environmentsQuery } from '../environments/environment-queries.ts';
import { serverQuery } from '../settings/server-queries.ts';
import classes from './job-facts.module.css';
import { isStartable } from './job-queries.ts';
import { KeptForLater, startsOf } from './job-starts.tsx';

export function JobFacts({ job }: { readonly job: WireJob }): ReactNode {
  const { account_id: accountId, project_id: projectId, environment_id: environmentId } = job;
  const environment = useQuery(environmentsQuery(accountId)).data?.find(({ id }) => id === environmentId);
  const settings: readonly (readonly [string, ReactNode] | null)[] = isStartable(job)
    ? [
        ['dbt version', job.dbt_version ?? `${environment?.dbt_version ?? ''} (the environment’s)`],
        ['Threads', job.settings.threads],
        ['Target name', <code key="target">{job.settings.target_name}</code>],
        ['Timeout', job.execution.timeout_seconds === 0 ? 'none' : `${job.execution.timeout_seconds} s`],
        ['Generate docs', job.generate_docs ? 'yes' : 'no'],
        ['Source freshness', job.run_generate_sources ? 'yes' : 'no'],
        job.job_type === 'ci' ? ['Lint', lintWords(job)] : null,
        ...startsOf(job),
      ]
    : [];
  return (
    <Panel title={isStartable(job) ? 'What it does' : 'Where uploads land'}>
      {isStartable(job) ? (
        <ol className={classes.commands}>
          {job.execute_steps.map((step) => (
            <li key={step}>
              <code>{step}</code>
            </li>
          ))}
        </ol>
      ) : (
        <p className={classes.text}>Every dbt command whose artifacts are uploaded to this environment becomes a run of this job.</p>
      )}
      <Facts
        items={[
          ['Environment', <EnvironmentLink key="environment" accountId={accountId} projectId={projectId} environmentId={environmentId} />],
          ...settings,
          ['Job ID', <InlineCode key="id" value={String(job.id)} what="Job ID" />],
          ['Account ID', <InlineCode key="account" value={String(accountId)} what="Account ID" />],
          ['Project ID', <InlineCode key="project" value={String(projectId)} what="Project ID" />],
          ['Changed', <Ago key="changed" at={job.updated_at} />],
        ]}
      />
      {isStartable(job) ? (
        <div className={classes.later}>
          <KeptForLater job={job} />
        </div>
      ) : null}
      {isStartable(job) ? <ByApi job={job} /> : null}
    </Panel>
  );
}

function lintWords({ run_lint: lints, errors_on_lint_failure: failsRun }: WireJob): string {
  if (!lints) return 'no';
  return failsRun ? 'changed files; what is found fails the run' : 'changed files; the run goes on whatever is found';
}

function ByApi({ job }: { readonly job: WireJob }): ReactNode {
  const server = useQuery(serverQuery(job.account_id)).data;
  if (server === undefined) return null;
  const url = `${server.public_url.replace(/\/$/, '')}/api/v2/accounts/${job.account_id}/jobs/${job.id}/run/`;
  const ca = server.ca_bundle_url === null ? '' : ' --cacert weft-ca.pem';
  const text = `curl${ca} -X POST ${url} \\\n  -H "Authorization: Token $DBT_CLOUD_TOKEN" \\\n  -H "Content-Type: application/json" \\\n  -d '{"cause": "Started by a script"}'`;
  return (
    <details className={classes.api}>
      <summary>Start it by API</summary>
      {server.ca_bundle_url === null ? null : (
        <CodeBlock title="Once: the certificate of this Weft’s own CA" text={`curl -o weft-ca.pem ${server.ca_bundle_url}`} />
      )}
      <CodeBlock title="Start this job" text={text} />
      <p className={classes.text}>
        The token is one of{' '}
        <Link to="/settings/accounts/$accountId/service-tokens" params={{ accountId: job.account_id }}>
          a service account
        </Link>{' '}
        with the set Job Runner, or your own. The answer’s <code>data.href</code> is the page of the run.
      </p>
    </details>
  );
}

/** On the page of a run of a pull request: the way to it, and to the run that took this one's place. */
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import type { WireRun } from '@weft/wire/v2/run';
import type { ReactNode } from 'react';
import { Notice } from '../../kit/notice.tsx';
import { pullRequestOfRunQuery } from './pull-request-queries.ts';

export function RunPullRequest({ run }: { readonly run: WireRun }): ReactNode {
  const { account_id: accountId, project_id: projectId } = run;
  const found = useQuery(pullRequestOfRunQuery(accountId, run.id)).data;
  if (!found) return null;
  return (
    <Notice tone="still" title={found.superseded_by === null ? 'Pull request' : 'A newer commit took its place'}>
      Of the pull request{' '}
      <Link
        to="/deploy/$accountId/projects/$projectId/pull-requests/$pullRequestId"
        params={{ accountId, projectId, pullRequestId: found.pull_request_id }}
      >
        #{found.number} {found.title}
      </Link>
      {found.superseded_by === null ? null : (
        <>
          ; see{' '}
          <Link to="/deploy/$accountId/projects/$projectId/runs/$runId" params={{ accountId, projectId, runId: found.superseded_by }}>
            run #{found.superseded_by}
          </Link>
        </>
      )}
      .
    </Notice>
  );
}

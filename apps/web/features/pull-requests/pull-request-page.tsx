/** One pull request: what each job made of each of its commits, which run took the place of which, and what its provider was told. */
import { Button } from '@mantine/core';
import { IconExternalLink } from '@tabler/icons-react';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import type { WirePullRequestCheck, WirePullRequestPage, WirePullRequestReport } from '@weft/wire/weft/pull-request';
import type { ReactNode } from 'react';
import { InlineCode } from '../../kit/copy.tsx';
import { type Column, DataTable } from '../../kit/data-table.tsx';
import { Empty } from '../../kit/empty.tsx';
import { Failed, Loaded } from '../../kit/loaded.tsx';
import { MarkWord } from '../../kit/mark-word.tsx';
import { PageHeader } from '../../kit/page-header.tsx';
import { useAccountId, usePullRequestId } from '../../kit/page-ids.ts';
import { usePageTitle } from '../../kit/page-title.ts';
import { Facts, Panel } from '../../kit/panel.tsx';
import { said } from '../../kit/said.ts';
import { Ago, Lasting } from '../../kit/time.tsx';
import { CleanUpPanel } from '../ci/clean-up-panel.tsx';
import { projectCrumbs } from '../projects/project-crumbs.tsx';
import { useMay } from '../session/session-queries.ts';
import { pullRequestQuery, resendReports } from './pull-request-queries.ts';
import { CheckState, PullRequestState, Sha } from './pull-request-words.tsx';

export function PullRequestPage(): ReactNode {
  const accountId = useAccountId();
  const found = useQuery(pullRequestQuery(accountId, usePullRequestId()));
  usePageTitle(found.data === undefined ? undefined : `#${found.data.number} ${found.data.title}`, 'Pull request');
  return <Loaded from={found}>{(it) => <PullRequest accountId={accountId} it={it} />}</Loaded>;
}

function PullRequest({ accountId, it }: { readonly accountId: number; readonly it: WirePullRequestPage }): ReactNode {
  return (
    <>
      <PageHeader
        title={`#${it.number} ${it.title}`}
        crumbs={[
          ...projectCrumbs(accountId, it.project_id),
          <Link key="all" to="/deploy/$accountId/pull-requests" params={{ accountId }} search={{ project: it.project_id }}>
            Pull requests
          </Link>,
        ]}
        badges={<PullRequestState it={it} />}
        actions={
          it.url === null ? undefined : (
            <Button
              component="a"
              href={it.url}
              target="_blank"
              rel="noreferrer noopener"
              variant="default"
              size="sm"
              rightSection={<IconExternalLink size={14} />}
            >
              {providerWords[it.provider]}
            </Button>
          )
        }
      />
      <Panel title="Pull request">
        <Facts
          items={[
            ['Author', it.author ?? 'not told'],
            ['Branch', it.head_branch === null ? 'not told' : <code key="head">{it.head_branch}</code>],
            ['Into', it.base_branch === null ? 'not told' : <code key="base">{it.base_branch}</code>],
            ['Newest commit', it.head_sha === null ? 'not told' : <InlineCode key="sha" value={it.head_sha.slice(0, 12)} what="Commit" />],
            ['First heard of', <Ago key="made" at={it.created_at} />],
            ['Last news', <Ago key="news" at={it.updated_at} />],
          ]}
        />
      </Panel>
      <Panel title="Checks" isFlush>
        <DataTable
          label="Checks"
          rows={it.checks}
          columns={checkColumns(accountId, it)}
          keyOf={({ id }) => id}
          empty={
            <Empty title="No job has looked at it">
              No CI job of the project runs on pull requests, or the webhook came before there was one.
            </Empty>
          }
        />
      </Panel>
      <Reports accountId={accountId} it={it} />
      <CleanUpPanel
        accountId={accountId}
        projectId={it.project_id}
        subject={{ kind: 'pull-requests', id: it.id }}
        name={`pull request #${it.number}`}
      />
    </>
  );
}

const providerWords = { github: 'GitHub', gitlab: 'GitLab', azure: 'Azure', bitbucket: 'Bitbucket', generic: 'Its page' } as const;

function checkColumns(accountId: number, { project_id: projectId }: WirePullRequestPage): readonly Column<WirePullRequestCheck>[] {
  return [
    {
      key: 'job',
      title: 'Job',
      sortBy: ({ job_name }) => job_name,
      cell: ({ job_id: jobId, job_name }) => (
        <Link to="/deploy/$accountId/projects/$projectId/jobs/$jobId" params={{ accountId, projectId, jobId }}>
          {job_name}
        </Link>
      ),
    },
    { key: 'sha', title: 'Commit', cell: ({ head_sha }) => <Sha sha={head_sha} /> },
    { key: 'state', title: 'State', cell: (check) => <CheckState accountId={accountId} projectId={projectId} check={check} /> },
    {
      key: 'run',
      title: 'Run',
      sortBy: ({ run }) => run?.id ?? 0,
      cell: ({ run }) => (run === null ? '–' : <RunLink accountId={accountId} projectId={projectId} runId={run.id} />),
    },
    {
      key: 'why',
      title: 'What happened',
      cell: ({ run, explanation }) =>
        run === null ? (
          explanation
        ) : run.superseded_by === null ? (
          (run.status_message ?? '')
        ) : (
          <>
            A newer commit took its place: <RunLink accountId={accountId} projectId={projectId} runId={run.superseded_by} />
          </>
        ),
    },
    { key: 'schema', title: 'Schema', isMinor: true, cell: ({ run }) => (run?.schema ? <code>{run.schema}</code> : '–') },
    {
      key: 'took',
      title: 'Took',
      isMinor: true,
      cell: ({ run }) => (run?.started_at ? <Lasting from={run.started_at} to={run.finished_at} /> : '–'),
    },
    { key: 'at', title: 'When', sortBy: ({ made_at }) => made_at, cell: ({ made_at }) => <Ago at={made_at} /> },
  ];
}

function RunLink(params: { readonly accountId: number; readonly projectId: number; readonly runId: number }): ReactNode {
  return (
    <Link to="/deploy/$accountId/projects/$projectId/runs/$runId" params={params}>
      run #{params.runId}
    </Link>
  );
}

function Reports({ accountId, it }: { readonly accountId: number; readonly it: WirePullRequestPage }): ReactNode {
  const may = useMay(accountId, { projectId: it.project_id });
  const queries = useQueryClient();
  const resend = useMutation({
    mutationFn: () => resendReports(accountId, it.id),
    onSuccess: async ({ queued_count }) => {
      said(queued_count === 0 ? 'The provider knows everything already.' : 'The provider is being told once more.');
      await queries.invalidateQueries({ queryKey: ['runs', accountId, 'pull-request', it.id] });
    },
  });
  const isWaiting = it.reports.some(({ delivery }) => delivery !== 'delivered');
  return (
    <Panel
      title="Told to the provider"
      isFlush
      aside={
        isWaiting && may('runs:write') ? (
          <Button size="compact-xs" variant="default" loading={resend.isPending} onClick={() => resend.mutate()}>
            Send again
          </Button>
        ) : undefined
      }
    >
      {resend.error === null ? null : <Failed error={resend.error} />}
      <DataTable
        label="Statuses and comment"
        rows={[...it.reports].reverse()}
        columns={reportColumns}
        keyOf={({ id }) => id}
        empty={
          <Empty title="Nothing is told">
            Commit statuses and a comment are written where the repository has a webhook of GitHub, GitLab or Bitbucket, and a token.
          </Empty>
        }
      />
    </Panel>
  );
}

const deliveries = {
  delivered: ['good', 'Delivered'],
  waiting: ['busy', 'On its way'],
  failing: ['busy', 'Tried again'],
  undelivered: ['bad', 'Not delivered'],
} as const;

const reportColumns: readonly Column<WirePullRequestReport>[] = [
  { key: 'context', title: 'What', cell: ({ kind, context }) => (kind === 'comment' ? 'Comment' : (context ?? '–')) },
  { key: 'sha', title: 'Commit', cell: ({ sha }) => <Sha sha={sha} /> },
  {
    key: 'state',
    title: 'Says',
    cell: ({ state, description }) => (state === null ? 'How every job went' : (description ?? state)),
  },
  {
    key: 'delivery',
    title: 'Delivery',
    sortBy: ({ delivery }) => delivery,
    cell: ({ delivery }) => {
      const [tone, word] = deliveries[delivery];
      return <MarkWord tone={tone}>{word}</MarkWord>;
    },
  },
  { key: 'problem', title: 'Problem', cell: ({ problem }) => problem ?? '' },
  { key: 'at', title: 'Told', cell: ({ sent_at }) => <Ago at={sent_at} /> },
];

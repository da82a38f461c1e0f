/** The account's pull requests: which there are, and what became of each job for their newest commit. */
import { Group, NativeSelect } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link, useNavigate, useSearch } from '@tanstack/react-router';
import type { WirePullRequest } from '@weft/wire/weft/pull-request';
import type { ReactNode } from 'react';
import { type Column, DataTable } from '../../kit/data-table.tsx';
import { Empty } from '../../kit/empty.tsx';
import { Loaded } from '../../kit/loaded.tsx';
import { MarkWord } from '../../kit/mark-word.tsx';
import { useAccountId } from '../../kit/page-ids.ts';
import { usePageTitle } from '../../kit/page-title.ts';
import { Pages } from '../../kit/pages.tsx';
import { Ago } from '../../kit/time.tsx';
import { ProjectLink } from '../projects/project-crumbs.tsx';
import { projectsQuery } from '../projects/project-queries.ts';
import { pullRequestsPerPage, pullRequestsQuery } from './pull-request-queries.ts';
import { CheckState, PullRequestState, Sha } from './pull-request-words.tsx';

export function PullRequestsPage(): ReactNode {
  const accountId = useAccountId();
  const search = useSearch({ strict: false });
  const navigate = useNavigate();
  const page = search.page ?? 1;
  const found = useQuery(pullRequestsQuery(accountId, search, page));
  usePageTitle('Pull requests');
  return (
    <Loaded from={found}>
      {({ items, totalCount }) => (
        <>
          <DataTable
            label="Pull requests"
            rows={items}
            columns={columnsOf(accountId)}
            keyOf={({ id }) => id}
            textOf={({ number, title, author, head_branch }) => `#${number} ${title} ${author ?? ''} ${head_branch ?? ''}`}
            tools={<Filters accountId={accountId} />}
          />
          {totalCount === 0 ? <None isFiltered={search.state !== undefined || search.project !== undefined} /> : null}
          <Pages
            page={page}
            pageCount={Math.ceil(totalCount / pullRequestsPerPage)}
            onGo={(next) =>
              void navigate({ to: '/deploy/$accountId/pull-requests', params: { accountId }, search: { ...search, page: next } })
            }
          />
        </>
      )}
    </Loaded>
  );
}

function None({ isFiltered }: { readonly isFiltered: boolean }): ReactNode {
  if (isFiltered) return <Empty title="No pull request is like that">Choose another state or project above.</Empty>;
  return (
    <Empty title="No pull requests yet">
      Make a webhook on the Repository page of a project and give it to GitHub, GitLab or Bitbucket; then tick “pull requests” in a CI job.
      Each pull request that is opened from then on stands here.
    </Empty>
  );
}

function Filters({ accountId }: { readonly accountId: number }): ReactNode {
  const search = useSearch({ strict: false });
  const navigate = useNavigate();
  const projects = useQuery(projectsQuery(accountId)).data ?? [];
  const go = (change: { readonly state?: string | undefined; readonly project?: number | undefined }) =>
    void navigate({ to: '/deploy/$accountId/pull-requests', params: { accountId }, search: { ...search, page: undefined, ...change } });
  return (
    <Group gap="xs">
      <NativeSelect
        size="xs"
        aria-label="State"
        value={search.state ?? ''}
        data={[
          { value: '', label: 'All states' },
          { value: 'open', label: 'Open' },
          { value: 'merged', label: 'Merged' },
          { value: 'closed', label: 'Closed' },
        ]}
        onChange={(event) => go({ state: event.currentTarget.value || undefined })}
      />
      <NativeSelect
        size="xs"
        aria-label="Project"
        value={search.project === undefined ? '' : String(search.project)}
        data={[{ value: '', label: 'All projects' }, ...projects.map(({ id, name }) => ({ value: String(id), label: name }))]}
        onChange={(event) => go({ project: Number(event.currentTarget.value) || undefined })}
      />
    </Group>
  );
}

function columnsOf(accountId: number): readonly Column<WirePullRequest>[] {
  return [
    {
      key: 'title',
      title: 'Pull request',
      sortBy: ({ number }) => number,
      cell: (it) => (
        <Link
          to="/deploy/$accountId/projects/$projectId/pull-requests/$pullRequestId"
          params={{ accountId, projectId: it.project_id, pullRequestId: it.id }}
        >
          #{it.number} {it.title}
        </Link>
      ),
    },
    { key: 'state', title: 'State', sortBy: ({ state }) => state, cell: (it) => <PullRequestState it={it} /> },
    {
      key: 'checks',
      title: 'Jobs',
      cell: (it) => (
        <Group gap="sm">
          {it.last_checks.map((check) => (
            <span key={check.id} title={check.job_name}>
              <CheckState accountId={accountId} projectId={it.project_id} check={check} />
            </span>
          ))}
          {it.last_checks.length === 0 ? <span className="weft-dim">none</span> : null}
          {it.undelivered_count > 0 ? <MarkWord tone="bad">{it.undelivered_count} not delivered</MarkWord> : null}
        </Group>
      ),
    },
    { key: 'sha', title: 'Commit', isMinor: true, cell: ({ head_sha }) => <Sha sha={head_sha} /> },
    {
      key: 'branches',
      title: 'Into',
      isMinor: true,
      sortBy: ({ base_branch }) => base_branch ?? '',
      cell: ({ base_branch }) => (base_branch === null ? '–' : <code>{base_branch}</code>),
    },
    {
      key: 'project',
      title: 'Project',
      isMinor: true,
      sortBy: ({ project_id }) => project_id,
      cell: ({ project_id }) => <ProjectLink accountId={accountId} projectId={project_id} />,
    },
    { key: 'author', title: 'Author', isMinor: true, sortBy: ({ author }) => author ?? '', cell: ({ author }) => author ?? '–' },
    { key: 'updated', title: 'Last news', sortBy: ({ updated_at }) => updated_at, cell: ({ updated_at }) => <Ago at={updated_at} /> },
  ];
}

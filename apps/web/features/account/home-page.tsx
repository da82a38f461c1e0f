/** The account's home: its projects, and what ran last. */
import { IconPlus } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { Empty } from '../../kit/empty.tsx';
import { ButtonLink } from '../../kit/links.tsx';
import { Loaded } from '../../kit/loaded.tsx';
import { PageHeader } from '../../kit/page-header.tsx';
import { useAccountId } from '../../kit/page-ids.ts';
import { usePageTitle } from '../../kit/page-title.ts';
import { Panel } from '../../kit/panel.tsx';
import { projectsQuery } from '../projects/project-queries.ts';
import { runsQuery } from '../runs/run-queries.ts';
import { RunTable } from '../runs/run-table.tsx';
import { useAccount, useMay } from '../session/session-queries.ts';
import { GettingStarted } from './getting-started.tsx';
import { overviewQuery } from './overview-queries.ts';
import { ProjectTable } from './project-table.tsx';

const recentRuns = 8;

export function HomePage(): ReactNode {
  const accountId = useAccountId();
  const account = useAccount(accountId);
  const may = useMay(accountId);
  const projects = useQuery({ ...projectsQuery(accountId), enabled: may('projects:read') });
  const overview = useQuery({ ...overviewQuery(accountId), enabled: may('projects:read') });
  usePageTitle(account?.name);
  return (
    <>
      <PageHeader
        title={account?.name ?? 'Account'}
        subtitle="Account home"
        actions={
          may('projects:create') ? (
            <ButtonLink to="/accounts/$accountId/new-project" params={{ accountId }} leftSection={<IconPlus size={15} />} size="sm">
              New project
            </ButtonLink>
          ) : null
        }
      />
      {may('projects:read') ? (
        <Loaded from={projects}>
          {(found) =>
            found.length === 0 ? (
              <GettingStarted accountId={accountId} mayCreate={may('projects:create')} />
            ) : (
              <>
                <Panel title="Projects" isFlush aside={<span>{found.length}</span>}>
                  <ProjectTable accountId={accountId} projects={found} overview={overview.data} />
                </Panel>
                {may('runs:read') ? <RecentRuns accountId={accountId} /> : null}
              </>
            )
          }
        </Loaded>
      ) : (
        <Empty
          title="You are in no project yet"
          action={
            <ButtonLink to="/mesh/$accountId" params={{ accountId }}>
              See what projects offer
            </ButtonLink>
          }
        >
          Your groups grant you no project. Ask an account admin for one that does; what projects offer to each other you can see already.
        </Empty>
      )}
    </>
  );
}

function RecentRuns({ accountId }: { readonly accountId: number }): ReactNode {
  const runs = useQuery(runsQuery(accountId, {}, { limit: recentRuns }));
  return (
    <Panel
      title="Latest runs"
      isFlush
      aside={
        <Link to="/deploy/$accountId/runs" params={{ accountId }}>
          All runs
        </Link>
      }
    >
      <Loaded from={runs}>{(page) => <RunTable accountId={accountId} runs={page.runs} />}</Loaded>
    </Panel>
  );
}

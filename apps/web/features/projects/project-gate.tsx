/** In front of every page of a project: whoever may not open the page reads whom to ask; whoever was granted nothing here sees what the project offers. */
import { useQuery } from '@tanstack/react-query';
import { Link, Outlet, useLocation } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { Empty } from '../../kit/empty.tsx';
import { Loaded } from '../../kit/loaded.tsx';
import { PageHeader } from '../../kit/page-header.tsx';
import { useAccountId, useProjectId } from '../../kit/page-ids.ts';
import { meshQuery } from '../mesh/mesh-queries.ts';
import type { Deed } from '../session/session-queries.ts';
import { useMay, useSeesProject } from '../session/session-queries.ts';
import { projectCrumbs } from './project-crumbs.tsx';
import { PublicModels } from './public-models.tsx';

export function ProjectGate(): ReactNode {
  const accountId = useAccountId();
  const projectId = useProjectId();
  const isSeen = useSeesProject(accountId, projectId);
  const may = useMay(accountId, { projectId });
  const { pathname } = useLocation();
  if (!isSeen) return <OfferedOnly accountId={accountId} projectId={projectId} />;
  const page = pages.find(({ path }) => path.test(pathname));
  if (page === undefined || may(page.deed)) return <Outlet />;
  return (
    <>
      <PageHeader title="Not for you to open" crumbs={projectCrumbs(accountId, projectId)} />
      <Empty title={`You may not ${page.what} here`}>Ask an account admin for a group, or a licence, that lets you.</Empty>
    </>
  );
}

/** By the end of the address; the first that fits. Pages that are not here are for whoever sees the project, or say it themselves. */
const pages: readonly { readonly path: RegExp; readonly deed: Deed; readonly what: string }[] = [
  { path: /\/environments\/(new|\d+\/edit)\/?$/, deed: 'environments:write', what: 'change environments' },
  { path: /\/(environments(\/.*)?|set-up)\/?$/, deed: 'environments:read', what: 'see environments' },
  { path: /\/jobs\/(new|\d+\/edit)\/?$/, deed: 'jobs:write', what: 'change jobs' },
  { path: /\/jobs(\/\d+)?\/?$/, deed: 'jobs:read', what: 'see jobs' },
  { path: /\/runs(\/\d+)?\/?$/, deed: 'runs:read', what: 'see runs' },
  { path: /\/repository\/?$/, deed: 'repositories:read', what: 'see the repository' },
  { path: /\/mesh-advice\/?$/, deed: 'metadata:read', what: 'see advice' },
];

/** Of a project that one may not open: what it offers to everybody in the account. */
export function OfferedOnly({ accountId, projectId }: { readonly accountId: number; readonly projectId: number }): ReactNode {
  const mesh = useQuery(meshQuery(accountId));
  return (
    <Loaded from={mesh}>
      {({ projects }) => (
        <>
          <PageHeader
            title={projects.find(({ id }) => id === projectId)?.name ?? 'Project'}
            crumbs={[
              <Link key="mesh" to="/mesh/$accountId" params={{ accountId }}>
                Mesh
              </Link>,
            ]}
            subtitle="You see what it offers to other projects. For more, ask an account admin for a group that is granted it."
          />
          <PublicModels />
        </>
      )}
    </Loaded>
  );
}

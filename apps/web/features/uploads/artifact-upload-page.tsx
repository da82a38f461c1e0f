/** Artifact upload: everything that somebody's own dbt needs to upload to this environment, and what came. */
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { Failed, Loaded, RowSkeletons } from '../../kit/loaded.tsx';
import { PageHeader } from '../../kit/page-header.tsx';
import { useAccountId, useEnvironmentId, useProjectId } from '../../kit/page-ids.ts';
import { usePageTitle } from '../../kit/page-title.ts';
import { environmentsQuery } from '../environments/environment-queries.ts';
import { EnvironmentKind } from '../environments/environment-words.tsx';
import { projectCrumbs } from '../projects/project-crumbs.tsx';
import { useProject } from '../projects/project-queries.ts';
import { serverQuery } from '../settings/server-queries.ts';
import classes from './artifact-upload.module.css';
import { UploadChecklist } from './upload-checklist.tsx';
import { UploadGuide } from './upload-guide.tsx';
import { UploadList } from './upload-list.tsx';

export function ArtifactUploadPage(): ReactNode {
  const accountId = useAccountId();
  const projectId = useProjectId();
  const environmentId = useEnvironmentId();
  const project = useProject(accountId, projectId);
  const environments = useQuery(environmentsQuery(accountId));
  const server = useQuery(serverQuery(accountId));
  const environment = environments.data?.find(({ id }) => id === environmentId);
  usePageTitle('Artifact upload', environment?.name, project?.name);
  if (environments.data !== undefined && environment === undefined)
    return <Failed error={new Error(`There is no environment ${environmentId} in this account.`)} />;
  return (
    <>
      <PageHeader
        title="Artifact upload"
        crumbs={[
          ...projectCrumbs(accountId, projectId),
          <Link
            key="environment"
            to="/deploy/$accountId/projects/$projectId/environments/$environmentId"
            params={{ accountId, projectId, environmentId }}
          >
            {environment?.name ?? 'Environment'}
          </Link>,
        ]}
        badges={environment === undefined ? null : <EnvironmentKind environment={environment} />}
        subtitle="dbt runs where it always did; what it writes to target/ comes here, and other projects can build on it."
      />
      <div className={classes.page}>
        <div>
          <Loaded from={server} skeleton={<RowSkeletons rows={8} />}>
            {(it) =>
              project === undefined || environment === undefined ? (
                <RowSkeletons rows={8} />
              ) : (
                <UploadGuide project={project} environment={environment} server={it} />
              )
            }
          </Loaded>
        </div>
        <div className={classes.aside}>
          <UploadChecklist accountId={accountId} projectId={projectId} environmentId={environmentId} />
        </div>
      </div>
      <UploadList accountId={accountId} projectId={projectId} environmentId={environmentId} />
    </>
  );
}

/** Where in its repository a project's dbt_project.yml lies, with the way to change it. */
import { Link } from '@tanstack/react-router';
import type { WireProject } from '@weft/wire/v3/project';
import type { ReactNode } from 'react';

export function Subdirectory({ project }: { readonly project: WireProject | undefined }): ReactNode {
  if (project === undefined) return null;
  const folder = project.dbt_project_subdirectory;
  return (
    <>
      {folder ? <code>{folder}</code> : 'its top'}{' '}
      <Link to="/deploy/$accountId/projects/$projectId/settings" params={{ accountId: project.account_id, projectId: project.id }}>
        Change
      </Link>
    </>
  );
}

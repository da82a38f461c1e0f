/** What is granted, told in a line each. */
import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { projectsQuery } from '../projects/project-queries.ts';
import { permissionSetTitle } from './permission-sets.ts';

export interface ShownGrant {
  readonly permission_set: string;
  readonly project_id: number | null;
  readonly writable_environment_categories: readonly string[];
}

export function GrantList({ accountId, grants }: { readonly accountId: number; readonly grants: readonly ShownGrant[] }): ReactNode {
  const projects = useQuery(projectsQuery(accountId)).data;
  const projectName = (id: number | null) => (id === null ? 'all projects' : (projects?.find((each) => each.id === id)?.name ?? `#${id}`));
  if (grants.length === 0) return <span className="weft-dim">nothing</span>;
  return grants.map(({ permission_set, project_id, writable_environment_categories }) => (
    <div key={`${permission_set} ${project_id} ${writable_environment_categories.join()}`}>
      {permissionSetTitle(permission_set)} <span className="weft-dim">on {projectName(project_id)}</span>
      {writable_environment_categories.length === 0 ? null : (
        <span className="weft-dim">, writes in {writable_environment_categories.join(', ')}</span>
      )}
    </div>
  ));
}

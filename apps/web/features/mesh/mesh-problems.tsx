/** What is wrong in the mesh, and what to do about it. */
import { Alert } from '@mantine/core';
import { IconAlertTriangle, IconRefreshAlert } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import type { WireMesh } from '@weft/wire/weft/mesh';
import type { ReactNode } from 'react';

export function MeshProblems({ accountId, mesh }: { readonly accountId: number; readonly mesh: WireMesh }): ReactNode {
  return (
    <>
      {mesh.cycles.map((cycle) => (
        <Alert
          key={cycle.join(' ')}
          color="red"
          variant="light"
          icon={<IconRefreshAlert size={18} />}
          title="Projects build on each other in a circle"
          mb="sm"
        >
          <code>{cycle.join(' → ')}</code>
          <div>Remove one of these dependencies from its project’s dependencies.yml.</div>
        </Alert>
      ))}
      {mesh.problems.map(({ code, message, remedy, project_id }) => (
        <Alert key={`${code} ${message}`} color="yellow" variant="light" icon={<IconAlertTriangle size={18} />} title={message} mb="sm">
          {remedy}{' '}
          {project_id === null ? null : (
            <Link to="/deploy/$accountId/projects/$projectId" params={{ accountId, projectId: project_id }}>
              Open the project
            </Link>
          )}
        </Alert>
      ))}
    </>
  );
}

/** What is wrong in the mesh, and what to do about it. */
import { IconRefreshAlert } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import type { WireMesh } from '@weft/wire/weft/mesh';
import type { ReactNode } from 'react';
import { Notice } from '../../kit/notice.tsx';

export function MeshProblems({ accountId, mesh }: { readonly accountId: number; readonly mesh: WireMesh }): ReactNode {
  return (
    <>
      {mesh.cycles.map((cycle) => (
        <Notice key={cycle.join(' ')} tone="bad" icon={<IconRefreshAlert size={18} />} title="Projects build on each other in a circle">
          <code>{cycle.join(' → ')}</code>
          <div>Remove one of these dependencies from its project’s dependencies.yml.</div>
        </Notice>
      ))}
      {mesh.problems.map(({ code, message, remedy, project_id }) => (
        <Notice key={`${code} ${message}`} tone="warn" title={message}>
          {remedy}{' '}
          {project_id === null ? null : (
            <Link to="/deploy/$accountId/projects/$projectId" params={{ accountId, projectId: project_id }}>
              Open the project
            </Link>
          )}
        </Notice>
      ))}
    </>
  );
}

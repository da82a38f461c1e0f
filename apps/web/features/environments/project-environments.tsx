/** The environments of one project. */
import { IconPlus } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { Empty } from '../../kit/empty.tsx';
import { ButtonLink } from '../../kit/links.tsx';
import { RowSkeletons } from '../../kit/loaded.tsx';
import { useAccountId, useProjectId } from '../../kit/page-ids.ts';
import { usePageTitle } from '../../kit/page-title.ts';
import panel from '../../kit/panel.module.css';
import { useProject } from '../projects/project-queries.ts';
import { useMay } from '../session/session-queries.ts';
import { useProjectEnvironments } from './environment-queries.ts';
import { EnvironmentTable } from './environment-table.tsx';

export function ProjectEnvironments(): ReactNode {
  const accountId = useAccountId();
  const projectId = useProjectId();
  const environments = useProjectEnvironments(accountId, projectId);
  const may = useMay(accountId, { projectId });
  usePageTitle('Environments', useProject(accountId, projectId)?.name);
  const create = may('environments:write') ? (
    <ButtonLink
      to="/deploy/$accountId/projects/$projectId/environments/new"
      params={{ accountId, projectId }}
      variant="default"
      leftSection={<IconPlus size={14} />}
    >
      Create environment
    </ButtonLink>
  ) : null;
  if (environments === undefined) return <RowSkeletons rows={3} />;
  return (
    <section className={panel.panel} aria-label="Environments">
      <div className={panel.flush}>
        <EnvironmentTable
          accountId={accountId}
          environments={environments}
          isOneProject
          tools={create}
          empty={
            <Empty title="No environments yet" action={create}>
              A production environment is where this project’s artifacts count: what runs or is uploaded there is what others see and refer
              to.
            </Empty>
          }
        />
      </div>
    </section>
  );
}

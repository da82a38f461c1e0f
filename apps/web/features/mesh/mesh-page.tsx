/** The mesh: which project builds on which, what each publishes, what is wrong, and what a ref means. */
import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { Empty } from '../../kit/empty.tsx';
import { ButtonLink } from '../../kit/links.tsx';
import { Loaded, RowSkeletons } from '../../kit/loaded.tsx';
import { PageHeader } from '../../kit/page-header.tsx';
import { useAccountId } from '../../kit/page-ids.ts';
import { usePageTitle } from '../../kit/page-title.ts';
import { Panel } from '../../kit/panel.tsx';
import { Deprecations } from '../governance/deprecations.tsx';
import { useMay } from '../session/session-queries.ts';
import { MeshGraph } from './mesh-graph.tsx';
import { MeshProblems } from './mesh-problems.tsx';
import { meshQuery } from './mesh-queries.ts';
import { PublicationTable } from './publication-table.tsx';
import { RefExplainer } from './ref-explainer.tsx';

export function MeshPage(): ReactNode {
  const accountId = useAccountId();
  const mesh = useQuery(meshQuery(accountId));
  const may = useMay(accountId);
  usePageTitle('Mesh');
  return (
    <>
      <PageHeader
        title="Mesh"
        subtitle="Which project builds on which, and what each of them publishes."
        actions={
          may('metadata:read') ? (
            <ButtonLink to="/lineage/$accountId" params={{ accountId }} variant="default">
              Lineage of all models
            </ButtonLink>
          ) : undefined
        }
      />
      <Loaded from={mesh} skeleton={<RowSkeletons rows={6} height={48} />}>
        {(found) =>
          found.projects.length === 0 ? (
            <Empty title="No projects, no mesh">A project that publishes models, and another that refers to them, make a mesh.</Empty>
          ) : (
            <>
              <MeshProblems accountId={accountId} mesh={found} />
              <Panel title="Projects">
                <MeshGraph accountId={accountId} projects={found.projects} cycles={found.cycles} />
              </Panel>
              <Panel title="Publications" isFlush>
                <PublicationTable accountId={accountId} projects={found.projects} />
              </Panel>
              <Deprecations accountId={accountId} />
              <RefExplainer accountId={accountId} projects={found.projects} />
            </>
          )
        }
      </Loaded>
    </>
  );
}

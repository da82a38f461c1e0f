/** What would make a project a good member of the mesh: groups, access, contracts, and what splitting it would take. */
import { useQuery } from '@tanstack/react-query';
import type { WireMeshAdvice } from '@weft/wire/weft/mesh-advice';
import type { ReactNode } from 'react';
import { Empty } from '../../kit/empty.tsx';
import { Loaded, RowSkeletons } from '../../kit/loaded.tsx';
import { useAccountId, useProjectId } from '../../kit/page-ids.ts';
import { usePageTitle } from '../../kit/page-title.ts';
import { Panel } from '../../kit/panel.tsx';
import { Ago } from '../../kit/time.tsx';
import { EnvironmentLink } from '../environments/environment-link.tsx';
import { useProject } from '../projects/project-queries.ts';
import { AdviceAccess } from './advice-access.tsx';
import { AdviceContracts } from './advice-contracts.tsx';
import { AdviceFiles } from './advice-files.tsx';
import { AdviceGroups } from './advice-groups.tsx';
import { meshAdviceQuery } from './advice-queries.ts';
import { AdviceSplit } from './advice-split.tsx';
import classes from './mesh-advice.module.css';

export function MeshAdvice(): ReactNode {
  const accountId = useAccountId();
  const projectId = useProjectId();
  const advice = useQuery(meshAdviceQuery(accountId, projectId, null));
  usePageTitle('Mesh advice', useProject(accountId, projectId)?.name);
  return (
    <Loaded from={advice} skeleton={<RowSkeletons rows={8} />}>
      {(found) =>
        found.source === null ? (
          <Panel title="Mesh advice">
            <Empty title="No manifest yet">
              Advice is read from the project’s newest manifest: run dbt in one of its environments, or upload artifacts.
            </Empty>
          </Panel>
        ) : (
          <Advice accountId={accountId} projectId={projectId} advice={found} source={found.source} />
        )
      }
    </Loaded>
  );
}

interface AdviceProps {
  readonly accountId: number;
  readonly projectId: number;
  readonly advice: WireMeshAdvice;
  readonly source: NonNullable<WireMeshAdvice['source']>;
}

function Advice(props: AdviceProps): ReactNode {
  const { accountId, projectId, advice } = props;
  return (
    <>
      <ReadFrom {...props} />
      <Contents advice={advice} />
      <div className={classes.parts}>
        <div id="groups">
          <AdviceGroups groups={advice.groups} leftOut={advice.left_out} />
        </div>
        <div id="access">
          <AdviceAccess access={advice.access} />
        </div>
        <div id="contracts">
          <AdviceContracts contracts={advice.contracts} />
        </div>
        <div id="files">
          <Panel title="Files to change">
            {advice.files.length === 0 ? (
              <Empty title="Nothing to propose">
                Groups are where their models lie, and every model has the narrowest access that its readers allow.
              </Empty>
            ) : (
              <AdviceFiles label="Files to change" files={advice.files} />
            )}
          </Panel>
        </div>
        <div id="split">
          <AdviceSplit accountId={accountId} projectId={projectId} choices={advice.split_choices} />
        </div>
      </div>
    </>
  );
}

/** Large projects have tables that are thousands of rows long. */
function Contents({ advice }: { readonly advice: WireMeshAdvice }): ReactNode {
  const parts = [
    ['groups', 'Groups', advice.groups.filter(({ state }) => state !== 'present').length],
    ['access', 'Access', advice.access.filter(({ present, proposed }) => present !== proposed).length],
    ['contracts', 'Contracts', advice.contracts.length],
    ['files', 'Files', advice.files.length],
  ] as const;
  return (
    <nav aria-label="Parts of the advice" className={classes.contents}>
      {parts.map(([id, title, count]) => (
        <a key={id} href={`#${id}`}>
          {title} <span className="weft-dim">{count === 0 ? 'nothing to change' : count}</span>
        </a>
      ))}
      <a href="#split">Split</a>
    </nav>
  );
}

function ReadFrom({ accountId, projectId, source }: AdviceProps): ReactNode {
  return (
    <p className={classes.intro}>
      Read from the manifest of <EnvironmentLink accountId={accountId} projectId={projectId} environmentId={source.environment_id} /> (
      <Ago at={source.generated_at} />
      ). Weft writes nothing into your repository: paste what you agree with. A model that sets one of these in its own{' '}
      <code>config()</code> keeps what it says there.
    </p>
  );
}

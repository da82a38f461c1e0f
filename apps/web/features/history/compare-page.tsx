/** What differs between two states of a project, what breaks others first; both are chosen here, and the address says which. */
import { Group, NativeSelect } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link, useNavigate, useSearch } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { useState } from 'react';
import { Empty } from '../../kit/empty.tsx';
import { Loaded, RowSkeletons } from '../../kit/loaded.tsx';
import { PageHeader } from '../../kit/page-header.tsx';
import { useAccountId, useProjectId } from '../../kit/page-ids.ts';
import { usePageTitle } from '../../kit/page-title.ts';
import { Panel } from '../../kit/panel.tsx';
import { useProjectEnvironments } from '../environments/environment-queries.ts';
import { byImportance } from '../environments/environment-words.tsx';
import { projectCrumbs } from '../projects/project-crumbs.tsx';
import { Changes, Reasons } from './changes.tsx';
import classes from './history.module.css';
import { differencesQuery, type InProject, statesQuery } from './history-queries.ts';
import { stateText } from './state-words.tsx';

const to = '/deploy/$accountId/projects/$projectId/history/compare';

export function ComparePage(): ReactNode {
  const at = { accountId: useAccountId(), projectId: useProjectId() };
  const { before, after, node } = useSearch({ strict: false });
  const navigate = useNavigate();
  usePageTitle('Compare states');
  const go = (change: { readonly before?: number | undefined; readonly after?: number | undefined }) =>
    void navigate({ to, params: at, search: { before, after, node, ...change } });
  return (
    <>
      <PageHeader
        title="Compare states"
        crumbs={[
          ...projectCrumbs(at.accountId, at.projectId),
          <Link key="history" to="/deploy/$accountId/projects/$projectId/history" params={at}>
            History
          </Link>,
        ]}
        subtitle="What of contracts, access, columns and versions differs, and what of it breaks others."
      />
      <div className={classes.pickers}>
        <Picker at={at} label="Before" chosen={before} onChoose={(id) => go({ before: id })} />
        <Picker at={at} label="After" chosen={after} onChoose={(id) => go({ after: id })} />
      </div>
      {before === undefined || after === undefined ? (
        <Empty title="Choose two states">Of one environment or of two: what differs between them is told here.</Empty>
      ) : (
        <>
          {node === undefined ? null : (
            <Panel title={node}>
              <Reasons at={at} before={before} after={after} uniqueId={node} />
            </Panel>
          )}
          <Differences at={at} before={before} after={after} />
        </>
      )}
    </>
  );
}

function Differences({ at, before, after }: { readonly at: InProject; readonly before: number; readonly after: number }): ReactNode {
  const found = useQuery(differencesQuery(at, before, after));
  return (
    <Loaded from={found} skeleton={<RowSkeletons rows={8} />}>
      {({ changes, counts }) => (
        <Panel
          title="Differences"
          isFlush
          aside={`${counts.breaking} breaking, ${counts.removed} removed, ${counts.changed} changed, ${counts.added} added`}
        >
          {changes.length === 0 ? (
            <Empty title="Nothing differs">Both states have the same nodes, defined in the same way.</Empty>
          ) : (
            <Changes at={at} before={before} after={after} changes={changes} total={counts.removed + counts.changed + counts.added} />
          )}
        </Panel>
      )}
    </Loaded>
  );
}

/** An environment, and one of its latest states; an older one is chosen by way of the history, and stays chosen by the address. */
function Picker(props: {
  readonly at: InProject;
  readonly label: string;
  readonly chosen: number | undefined;
  readonly onChoose: (id: number | undefined) => void;
}): ReactNode {
  const { at, label, chosen, onChoose } = props;
  const environments = useProjectEnvironments(at.accountId, at.projectId) ?? [];
  const own = environments.filter(({ type }) => type === 'deployment').sort(byImportance);
  const [picked, setPicked] = useState<number>();
  const environmentId = picked ?? own[0]?.id;
  const states = useQuery({ ...statesQuery(at, environmentId ?? 0), enabled: environmentId !== undefined }).data?.items ?? [];
  const isListed = chosen === undefined || states.some(({ id }) => id === chosen);
  return (
    <fieldset className={classes.picker}>
      <legend>{label}</legend>
      <Group gap="xs">
        <NativeSelect
          size="xs"
          aria-label={`${label}: environment`}
          value={environmentId === undefined ? '' : String(environmentId)}
          data={own.map(({ id, name }) => ({ value: String(id), label: name }))}
          onChange={(event) => setPicked(Number(event.currentTarget.value))}
        />
        <NativeSelect
          size="xs"
          aria-label={`${label}: state`}
          value={chosen === undefined ? '' : String(chosen)}
          data={[
            { value: '', label: 'Choose a state' },
            ...(isListed ? [] : [{ value: String(chosen), label: `State ${chosen}` }]),
            ...states.map((state) => ({ value: String(state.id), label: stateText(state) })),
          ]}
          onChange={(event) => onChoose(Number(event.currentTarget.value) || undefined)}
        />
      </Group>
    </fieldset>
  );
}

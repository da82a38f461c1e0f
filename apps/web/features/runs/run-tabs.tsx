/** The parts of a run's page: which there are, in which order, and where each is. */
import { Link } from '@tanstack/react-router';
import type { WireRun } from '@weft/wire/v2/run';
import type { ReactNode } from 'react';
import tabs from '../../kit/tabs.module.css';

/** As in the address: `?tab=timing`. */
export const runTabs = ['steps', 'timing', 'tests', 'lint', 'selection', 'artifacts', 'mesh', 'clean-up'] as const;
export type RunTab = (typeof runTabs)[number];

const titles: Readonly<Record<RunTab, string>> = {
  steps: 'Steps',
  timing: 'Models & timing',
  tests: 'Tests',
  lint: 'Lint',
  selection: 'Selection',
  artifacts: 'Artifacts',
  mesh: 'Mesh changes',
  'clean-up': 'Clean-up',
};

export function RunTabs(props: {
  readonly run: WireRun;
  readonly shown: readonly RunTab[];
  readonly current: RunTab;
  /** Behind the title: how many there are. */
  readonly counts: Readonly<Partial<Record<RunTab, number>>>;
}): ReactNode {
  const { account_id: accountId, project_id: projectId, id: runId } = props.run;
  return (
    <nav aria-label="Parts of the run" className={`${tabs.tabs} ${tabs.below}`}>
      {props.shown.map((tab) => (
        <Link
          key={tab}
          to="/deploy/$accountId/projects/$projectId/runs/$runId"
          params={{ accountId, projectId, runId }}
          search={tab === 'steps' ? {} : { tab }}
          activeOptions={{ exact: true, includeSearch: true, explicitUndefined: true }}
          resetScroll={false}
          className={tabs.tab}
          aria-current={tab === props.current ? 'page' : undefined}
        >
          {titles[tab]}
          {props.counts[tab] === undefined ? null : <span className={tabs.count}>{props.counts[tab]}</span>}
        </Link>
      ))}
    </nav>
  );
}

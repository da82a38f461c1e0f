/** What ought to be better in the account's projects: by severity, rule and project, with why and what to do. */
import { Group, NativeSelect } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import type { WireRecommendations, WireRule, WireSeverity } from '@weft/wire/weft/governance';
import type { ReactNode } from 'react';
import { Empty } from '../../kit/empty.tsx';
import { Loaded, RowSkeletons } from '../../kit/loaded.tsx';
import { PageHeader } from '../../kit/page-header.tsx';
import { useAccountId } from '../../kit/page-ids.ts';
import { usePageTitle } from '../../kit/page-title.ts';
import { Panel } from '../../kit/panel.tsx';
import { projectsQuery } from '../projects/project-queries.ts';
import { Deprecations } from './deprecations.tsx';
import { ExportButton } from './export-button.tsx';
import classes from './governance.module.css';
import { type RecommendationFilters, recommendationsMax, recommendationsQuery } from './governance-queries.ts';
import { ruleNames, Severity, severityNames } from './governance-words.tsx';
import { RecommendationTable } from './recommendation-table.tsx';

const severities: readonly WireSeverity[] = ['high', 'medium', 'low'];
const isRule = (text: string): text is WireRule => text in ruleNames;

export function GovernancePage(): ReactNode {
  const accountId = useAccountId();
  const { rule, severity, project } = useSearch({ strict: false });
  const filters: RecommendationFilters = { rule, severity, project };
  const found = useQuery(recommendationsQuery(accountId, filters));
  usePageTitle('Governance');
  return (
    <>
      <PageHeader
        title="Governance"
        subtitle="What ought to be better about what your projects offer and build on."
        actions={<ExportButton accountId={accountId} />}
      />
      <Deprecations accountId={accountId} />
      <Loaded from={found} skeleton={<RowSkeletons rows={8} height={48} />}>
        {(answer) =>
          Object.keys(answer.counts.rule).length === 0 ? (
            <Empty title="Nothing to recommend">
              Rules look at each model, source and exposure of the projects that you may read: contracts, owners, tests, descriptions,
              deprecations. Run or upload a project, and what could be better stands here.
            </Empty>
          ) : (
            <Panel title="Recommendations" aside={<Counts answer={answer} />} isFlush>
              <RecommendationTable
                accountId={accountId}
                rows={answer.recommendations}
                tools={<Filters accountId={accountId} filters={filters} answer={answer} />}
              />
              {answer.total_count > recommendationsMax ? (
                <p className="weft-dim">
                  The first {recommendationsMax} of {answer.total_count}: choose a rule or a project for the others.
                </p>
              ) : null}
            </Panel>
          )
        }
      </Loaded>
    </>
  );
}

function Counts({ answer }: { readonly answer: WireRecommendations }): ReactNode {
  return (
    <span className={classes.counts}>
      {severities.map((severity) => (
        <span key={severity}>
          <Severity severity={severity} /> {answer.counts.severity[severity] ?? 0}
        </span>
      ))}
    </span>
  );
}

function Filters(props: {
  readonly accountId: number;
  readonly filters: RecommendationFilters;
  readonly answer: WireRecommendations;
}): ReactNode {
  const { accountId, filters, answer } = props;
  const navigate = useNavigate();
  const projects = useQuery(projectsQuery(accountId)).data ?? [];
  const go = (change: RecommendationFilters) =>
    void navigate({ to: '/governance/$accountId', params: { accountId }, search: { ...filters, ...change }, replace: true });
  const counted = (name: string, of: 'rule' | 'severity' | 'project', value: string) => `${name} (${answer.counts[of][value] ?? 0})`;
  return (
    <Group gap="xs">
      <NativeSelect
        size="xs"
        aria-label="Severity"
        value={filters.severity ?? ''}
        data={[
          { value: '', label: 'All severities' },
          ...severities.map((value) => ({ value, label: counted(severityNames[value], 'severity', value) })),
        ]}
        onChange={(event) => go({ severity: event.currentTarget.value || undefined })}
      />
      <NativeSelect
        size="xs"
        aria-label="Rule"
        value={filters.rule ?? ''}
        data={[
          { value: '', label: 'All rules' },
          ...Object.keys(answer.counts.rule)
            .filter(isRule)
            .map((value) => ({ value, label: counted(ruleNames[value], 'rule', value) })),
        ]}
        onChange={(event) => go({ rule: event.currentTarget.value || undefined })}
      />
      <NativeSelect
        size="xs"
        aria-label="Project"
        value={filters.project === undefined ? '' : String(filters.project)}
        data={[
          { value: '', label: 'All projects' },
          ...projects
            .filter(({ id }) => answer.counts.project[id] !== undefined)
            .map(({ id, name }) => ({ value: String(id), label: counted(name, 'project', String(id)) })),
        ]}
        onChange={(event) => go({ project: Number(event.currentTarget.value) || undefined })}
      />
    </Group>
  );
}

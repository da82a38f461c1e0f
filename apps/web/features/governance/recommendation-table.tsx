/** What ought to be better, as a table that sorts and filters; a deprecation names who still reads it. */
import type { WireRecommendation } from '@weft/wire/weft/governance';
import type { ReactNode } from 'react';
import { useMemo } from 'react';
import { type Column, DataTable } from '../../kit/data-table.tsx';
import { ProjectLink } from '../projects/project-crumbs.tsx';
import classes from './governance.module.css';
import { NodeName, OwnerName, ownerText, ruleNames, Severity } from './governance-words.tsx';

const severityRank = { high: 0, medium: 1, low: 2 } as const;

export function RecommendationTable(props: {
  readonly accountId: number;
  readonly rows: readonly WireRecommendation[];
  readonly tools: ReactNode;
}): ReactNode {
  const { accountId, rows, tools } = props;
  const columns = useMemo(() => columnsOf(accountId), [accountId]);
  return (
    <DataTable
      label="Recommendations"
      rows={rows}
      columns={columns}
      keyOf={({ rule, node }) => `${rule} ${node.project_id} ${node.unique_id}`}
      textOf={({ node, why, rule }) => `${node.name} ${node.type} ${ruleNames[rule]} ${why} ${ownerText(node)}`}
      tools={tools}
    />
  );
}

function columnsOf(accountId: number): readonly Column<WireRecommendation>[] {
  return [
    {
      key: 'severity',
      title: 'Severity',
      width: '90px',
      sortBy: ({ severity }) => severityRank[severity],
      cell: ({ severity }) => <Severity severity={severity} />,
    },
    {
      key: 'node',
      title: 'Node',
      sortBy: ({ node }) => node.name,
      cell: ({ node }) => (
        <div>
          <NodeName accountId={accountId} node={node} />
          <div className="weft-dim">{node.type.replace('_', ' ')}</div>
        </div>
      ),
    },
    { key: 'rule', title: 'Rule', isMinor: true, sortBy: ({ rule }) => ruleNames[rule], cell: ({ rule }) => ruleNames[rule] },
    {
      key: 'why',
      title: 'Why, and what to do',
      sortBy: ({ why }) => why,
      cell: (it) => (
        <div>
          <div>{it.why}</div>
          <div className="weft-dim">{it.remedy}</div>
          <Readers accountId={accountId} it={it} />
        </div>
      ),
    },
    {
      key: 'owner',
      title: 'Owner',
      isMinor: true,
      sortBy: ({ node }) => ownerText(node),
      cell: ({ node }) => <OwnerName node={node} />,
    },
    {
      key: 'project',
      title: 'Project',
      isMinor: true,
      sortBy: ({ node }) => node.project_id,
      cell: ({ node }) => <ProjectLink accountId={accountId} projectId={node.project_id} />,
    },
  ];
}

const readersShown = 5;

function Readers({ accountId, it }: { readonly accountId: number; readonly it: WireRecommendation }): ReactNode {
  if (it.reader_count === 0) return null;
  const shown = it.readers.slice(0, readersShown);
  const more = it.reader_count - it.hidden_reader_count - shown.length;
  return (
    <ul className={`${classes.readers} weft-underlined`}>
      {shown.map((node) => (
        <li key={`${node.project_id} ${node.unique_id}`}>
          <NodeName accountId={accountId} node={node} /> in <ProjectLink accountId={accountId} projectId={node.project_id} />,{' '}
          <OwnerName node={node} />
        </li>
      ))}
      {more > 0 ? <li>{more} more</li> : null}
      {it.hidden_reader_count > 0 ? <li>{it.hidden_reader_count} in projects that you may not read</li> : null}
    </ul>
  );
}

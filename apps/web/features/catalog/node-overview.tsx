/** The first part of a node's page: meaning, facts, how it stands, and what is around it. */
import { Link } from '@tanstack/react-router';
import type { WireNodeDetails, WireNodeInside } from '@weft/wire/weft/catalog';
import type { ReactNode } from 'react';
import { Markdown } from '../../kit/markdown.tsx';
import { Facts, Panel } from '../../kit/panel.tsx';
import { shortDuration } from '../../kit/read-time.ts';
import { Ago } from '../../kit/time.tsx';
import classes from './catalog.module.css';
import { FindingList } from './findings.tsx';
import { Around, NodeList } from './node-neighbours.tsx';
import { AccessMark, ConstraintList, NodeLink, OwnerName, StatusMark, Tags, TestMark } from './node-words.tsx';
import { Provenance } from './provenance.tsx';

type Part = { readonly accountId: number; readonly node: WireNodeDetails };

export function NodeOverview({ accountId, node }: Part): ReactNode {
  const { inside } = node;
  return (
    <>
      <Panel title="Description">
        {node.full_description.trim() === '' ? (
          <p className="weft-dim">
            Nobody has described it. A description in its properties file, with doc blocks if you like, is shown here.
          </p>
        ) : (
          <Markdown text={node.full_description} />
        )}
        {inside === null || inside.doc_blocks.length === 0 ? null : (
          <p className={classes.said}>Written with the doc blocks {inside.doc_blocks.map((id) => id.split('.').at(-1)).join(', ')}.</p>
        )}
      </Panel>
      {inside === null || inside.findings.length === 0 ? null : (
        <Panel title="Could be better">
          <FindingList findings={inside.findings} />
        </Panel>
      )}
      <Panel title="Facts">
        <NodeFacts accountId={accountId} node={node} />
      </Panel>
      {inside === null ? null : <Standing node={node} inside={inside} />}
      {node.versions.length < 2 ? null : <Versions accountId={accountId} node={node} />}
      <Around accountId={accountId} node={node} />
      {inside === null ? null : <Inside accountId={accountId} node={node} inside={inside} />}
    </>
  );
}

function NodeFacts({ accountId, node }: Part): ReactNode {
  const { inside } = node;
  return (
    <Facts
      items={[
        ['Owner', <OwnerName key="owner" owner={node.owner} />],
        node.group === null
          ? null
          : [
              'Group',
              <Link
                key="group"
                to="/catalog/$accountId/projects/$projectId/nodes/$uniqueId"
                params={{ accountId, projectId: node.project_id, uniqueId: `group.${node.package_name}.${node.group}` }}
              >
                {node.group}
              </Link>,
            ],
        node.access === null ? null : ['Access', <AccessMark key="access" access={node.access} />],
        node.materialization === null ? null : ['Materialized', node.materialization],
        inside?.table?.type ? ['In the warehouse', inside.table.type.toLowerCase()] : null,
        inside?.table?.owner ? ['Owned there by', inside.table.owner] : null,
        node.tags.length === 0 ? null : ['Tags', <Tags key="tags" accountId={accountId} tags={node.tags} />],
        node.database === null ? null : ['Database', node.database],
        node.schema === null ? null : ['Schema', node.schema],
        [
          'Package',
          <Link
            key="package"
            to="/catalog/$accountId/nodes"
            params={{ accountId }}
            search={{ project: node.project_id, package: node.package_name }}
          >
            {node.package_name}
          </Link>,
        ],
        node.latest_version === null ? null : ['Latest version', node.latest_version],
        node.constraints.length === 0 ? null : ['Constraints', <ConstraintList key="constraints" constraints={node.constraints} />],
        inside?.file_path ? ['File', <code key="file">{inside.file_path}</code>] : null,
        inside?.patch_path ? ['Described in', <code key="patch">{inside.patch_path}</code>] : null,
        ...(inside?.facts ?? []).map(({ label, value }): readonly [string, ReactNode] => [label, <FactValue key={label} value={value} />]),
        ...(inside?.table?.stats ?? []).map(({ label, value }): readonly [string, ReactNode] => [label, value]),
        ...Object.entries(inside?.meta ?? {}).map(([label, value]): readonly [string, ReactNode] => [
          `meta: ${label}`,
          typeof value === 'string' ? value : JSON.stringify(value),
        ]),
      ]}
    />
  );
}

/** An address that the web knows is a way there. */
function FactValue({ value }: { readonly value: string }): ReactNode {
  return /^https?:\/\/\S+$/.test(value) ? (
    <a href={value} target="_blank" rel="noopener noreferrer nofollow">
      {value}
    </a>
  ) : (
    value
  );
}

function Standing({ node, inside }: { readonly node: WireNodeDetails; readonly inside: WireNodeInside }): ReactNode {
  const { freshness } = node;
  if (node.status === null && freshness === null && node.tests.total === 0) return null;
  return (
    <Panel title="How it stands">
      <Facts
        items={[
          node.type === 'source' ? null : ['Last run', <StatusMark key="status" status={node.status} />],
          node.type === 'source' ? null : ['When', <Ago key="when" at={node.ran_at} />],
          node.execution_seconds === null ? null : ['Took', shortDuration(node.execution_seconds)],
          inside.success_at === null || inside.success_at === node.ran_at
            ? null
            : ['Last success', <Ago key="good" at={inside.success_at} />],
          inside.failures === null ? null : ['Failing rows', inside.failures.toLocaleString('en')],
          node.tests.total === 0 ? null : ['Tests', <TestMark key="tests" tests={node.tests} />],
          freshness === null ? null : ['Freshness', <StatusMark key="fresh" status={freshness.status} />],
          freshness === null ? null : ['Newest row', <Ago key="newest" at={freshness.max_loaded_at} />],
          freshness === null ? null : ['Checked', <Ago key="checked" at={freshness.checked_at} />],
        ]}
      />
      {inside.message && node.status !== 'success' && node.status !== 'pass' ? <p className={classes.said}>{inside.message}</p> : null}
    </Panel>
  );
}

function Versions({ accountId, node }: Part): ReactNode {
  return (
    <Panel title="Versions">
      <ul className={classes.list}>
        {node.versions.map((it) => (
          <li key={it.unique_id}>
            {it.unique_id === node.unique_id ? <strong>v{it.version}, this one</strong> : <NodeLink accountId={accountId} node={it} />}
            {it.version === node.latest_version ? <span className={classes.note}>latest</span> : null}
            {it.deprecation_date === null ? null : (
              <span className={classes.note}>deprecated as of {it.deprecation_date.slice(0, 10)}</span>
            )}
          </li>
        ))}
      </ul>
    </Panel>
  );
}

function Inside({ accountId, node, inside }: Part & { readonly inside: WireNodeInside }): ReactNode {
  const lists = [
    ['In this group', inside.members],
    ['Macros it uses', inside.macros],
    ['Used by', inside.users],
  ] as const;
  return (
    <>
      {lists.map(([title, nodes]) =>
        nodes.length === 0 ? null : (
          <Panel key={title} title={title} aside={String(nodes.length)}>
            <NodeList accountId={accountId} nodes={nodes} of={node} />
          </Panel>
        ),
      )}
      <Panel title="Where this comes from">
        <Provenance accountId={accountId} projectId={node.project_id} provenance={inside.provenance} />
      </Panel>
    </>
  );
}

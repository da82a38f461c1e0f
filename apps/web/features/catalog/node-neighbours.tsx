/** What a node reads and what reads it, one step away, other projects' with whom to ask; what one may not read is a closed box. */
import { useQuery } from '@tanstack/react-query';
import type { WireNeighbours, WireNodeDetails, WireNodeLine } from '@weft/wire/weft/catalog';
import type { ReactNode } from 'react';
import { useState } from 'react';
import { Panel } from '../../kit/panel.tsx';
import classes from './catalog.module.css';
import { catalogQuery } from './catalog-queries.ts';
import { NodeLink, OwnerName, StatusMark, singularOf } from './node-words.tsx';

const withoutNeighbours: ReadonlySet<string> = new Set(['group', 'macro']);

export function Around({ accountId, node }: { readonly accountId: number; readonly node: WireNodeDetails }): ReactNode {
  if (withoutNeighbours.has(node.type)) return null;
  return (
    <div className={classes.columns}>
      {node.type === 'source' || node.inside === null ? null : (
        <Panel title="Reads" aside={countOf(node.parents)}>
          <Neighbours accountId={accountId} of={node} neighbours={node.parents} none="It reads no other node." />
        </Panel>
      )}
      {node.type === 'exposure' ? null : (
        <Panel title="Read by" aside={countOf(node.children)}>
          <Neighbours accountId={accountId} of={node} neighbours={node.children} none="Nothing reads it." />
        </Panel>
      )}
    </div>
  );
}

function countOf({ open, closed }: WireNeighbours): string {
  return String(open.length + closed.reduce((sum, { count }) => sum + count, 0));
}

function Neighbours(props: {
  readonly accountId: number;
  readonly of: WireNodeDetails;
  readonly neighbours: WireNeighbours;
  readonly none: string;
}): ReactNode {
  const { accountId, neighbours } = props;
  const projects = useQuery(catalogQuery(accountId)).data?.projects ?? [];
  if (neighbours.open.length === 0 && neighbours.closed.length === 0) return <p className="weft-dim">{props.none}</p>;
  return (
    <>
      <NodeList accountId={accountId} nodes={neighbours.open} of={props.of} />
      {neighbours.closed.map(({ project_id, count }) => (
        <p key={project_id ?? 0} className={classes.said}>
          <span className={classes.closed}>
            {count} {count === 1 ? 'node' : 'nodes'} of{' '}
            {project_id === null ? 'a project' : (projects.find(({ id }) => id === project_id)?.name ?? 'a project')} that you may not read
          </span>
        </p>
      ))}
    </>
  );
}

const shownAtFirst = 25;

export function NodeList(props: {
  readonly accountId: number;
  readonly nodes: readonly WireNodeLine[];
  readonly of: Pick<WireNodeLine, 'project_id'>;
}): ReactNode {
  const { accountId, nodes, of } = props;
  const [isWhole, setWhole] = useState(false);
  const projects = useQuery(catalogQuery(accountId)).data?.projects ?? [];
  const shown = isWhole ? nodes : nodes.slice(0, shownAtFirst);
  return (
    <>
      <ul className={classes.list}>
        {shown.map((node) => (
          <li key={`${node.project_id} ${node.unique_id}`}>
            <NodeLink accountId={accountId} node={node} />
            <span className={classes.note}>{singularOf(node.type).toLowerCase()}</span>
            {node.project_id === of.project_id ? null : (
              <span className={classes.note}>
                in {projects.find(({ id }) => id === node.project_id)?.name ?? 'another project'}
                {node.owner === null ? null : (
                  <>
                    , ask <OwnerName owner={node.owner} />
                  </>
                )}
              </span>
            )}
            {node.status === null || node.status === 'success' || node.status === 'pass' ? null : <StatusMark status={node.status} />}
          </li>
        ))}
      </ul>
      {nodes.length > shown.length ? (
        <button type="button" className={classes.pick} onClick={() => setWhole(true)}>
          Show all {nodes.length}
        </button>
      ) : null}
    </>
  );
}

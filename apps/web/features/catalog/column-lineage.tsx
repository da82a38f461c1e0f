/** Where a column comes from and where it goes, to the ends, across projects; columns of what one may not read are closed boxes. */
import { CloseButton } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import type { WireNodeDetails } from '@weft/wire/weft/catalog';
import type { WireColumnPlace, WireColumnTrace } from '@weft/wire/weft/columns';
import type { CSSProperties, ReactNode } from 'react';
import { Loaded } from '../../kit/loaded.tsx';
import { Panel } from '../../kit/panel.tsx';
import classes from './catalog.module.css';
import { catalogQuery, columnTraceQuery } from './catalog-queries.ts';

export function ColumnLineage(props: {
  readonly accountId: number;
  readonly node: WireNodeDetails;
  readonly column: string;
  readonly onClose: () => void;
}): ReactNode {
  const { accountId, node, column } = props;
  const of = { environmentId: node.environment_id, uniqueId: node.unique_id, column };
  const up = useQuery(columnTraceQuery(accountId, { ...of, direction: 'up' }));
  const down = useQuery(columnTraceQuery(accountId, { ...of, direction: 'down' }));
  return (
    <Panel title={`Column ${column}`} aside={<CloseButton aria-label="Close the lineage of the column" onClick={props.onClose} />}>
      <div className={classes.columns} style={{ marginTop: 0 }}>
        <Direction title="Comes from" none="It is made of no other column that is known." accountId={accountId} node={node} trace={up} />
        <Direction title="Goes into" none="No column that is known is made of it." accountId={accountId} node={node} trace={down} />
      </div>
      {down.data === undefined || down.data.uses.length === 0 ? null : (
        <>
          <h3 className={classes.said}>Chooses, joins, groups or orders the rows of</h3>
          <ul className={classes.list}>
            {down.data.uses.map(({ place, kind }, at) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: a column may be used twice in one way
              <li key={at}>
                <Place accountId={accountId} node={node} place={place} />
                <span className={classes.note}>{kind}</span>
              </li>
            ))}
          </ul>
        </>
      )}
    </Panel>
  );
}

function Direction(props: {
  readonly title: string;
  readonly none: string;
  readonly accountId: number;
  readonly node: WireNodeDetails;
  readonly trace: ReturnType<typeof useQuery<WireColumnTrace>>;
}): ReactNode {
  return (
    <section aria-label={props.title}>
      <h3 className={classes.said}>{props.title}</h3>
      <Loaded from={props.trace}>
        {({ steps, is_cut: isCut }) =>
          steps.length === 0 ? (
            <p className="weft-dim">{props.none}</p>
          ) : (
            <>
              <ul className={`${classes.list} ${classes.wide}`}>
                {inOrder(steps).map((at) => {
                  const step = steps[at];
                  return step === undefined ? null : (
                    <li key={at} className={classes.step} style={{ '--depth': step.depth - 1 } as CSSProperties}>
                      <Place accountId={props.accountId} node={props.node} place={step.place} />
                      <span className={classes.note}>{step.kind === 'passthrough' ? '' : step.kind}</span>
                    </li>
                  );
                })}
              </ul>
              {isCut ? <p className={classes.said}>There is more beyond this.</p> : null}
            </>
          )
        }
      </Loaded>
    </section>
  );
}

/** Each step under the one that it was reached from. */
function inOrder(steps: WireColumnTrace['steps']): readonly number[] {
  const below = new Map<number, number[]>();
  for (const [at, { from }] of steps.entries()) {
    const list = below.get(from);
    if (list) list.push(at);
    else below.set(from, [at]);
  }
  const order: number[] = [];
  const waiting = [...(below.get(-1) ?? [])].reverse();
  for (let at = waiting.pop(); at !== undefined; at = waiting.pop()) {
    order.push(at);
    waiting.push(...[...(below.get(at) ?? [])].reverse());
  }
  return order;
}

function Place(props: { readonly accountId: number; readonly node: WireNodeDetails; readonly place: WireColumnPlace }): ReactNode {
  const { accountId, node, place } = props;
  const projects = useQuery(catalogQuery(accountId)).data?.projects ?? [];
  if (place.kind === 'closed') return <span className={classes.closed}>a model that you may not read</span>;
  const [type, , ...rest] = place.unique_id.split('.');
  const { column, unique_id: uniqueId, project_id: projectId } = place;
  return (
    <span>
      <Link
        to="/catalog/$accountId/projects/$projectId/nodes/$uniqueId"
        params={{ accountId, projectId, uniqueId }}
        search={column === '' ? {} : { tab: 'columns', column }}
        className={classes.nodeLink}
      >
        {rest.join('.')}
        {column === '' ? '' : `.${column}`}
      </Link>{' '}
      <span className={classes.note}>
        {type === 'model' ? '' : type}
        {projectId === node.project_id ? '' : ` in ${projects.find(({ id }) => id === projectId)?.name ?? 'another project'}`}
      </span>
    </span>
  );
}

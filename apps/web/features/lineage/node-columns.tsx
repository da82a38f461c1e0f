/** The columns of the chosen node: each can be followed to where it comes from and goes. */
import { Button } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { ApiError } from '../../kit/api.ts';
import { Failed, RowSkeletons } from '../../kit/loaded.tsx';
import classes from './lineage.module.css';
import { columnTraceQuery, nodeColumnsQuery } from './lineage-queries.ts';
import type { PictureNode } from './picture.ts';

export function NodeColumns(props: {
  readonly accountId: number;
  readonly node: PictureNode;
  readonly chosen: string | undefined;
  readonly onColumn: (column: string | undefined) => void;
}): ReactNode {
  const { accountId, node, chosen, onColumn } = props;
  const found = useQuery(nodeColumnsQuery(accountId, node.environmentId, node.uniqueId));
  return (
    <section>
      <h3 className={classes.section}>Columns</h3>
      {chosen === undefined ? null : (
        <>
          <Button size="compact-xs" variant="default" mb={6} onClick={() => onColumn(undefined)}>
            Back to all nodes
          </Button>
          <Uses accountId={accountId} node={node} column={chosen} />
        </>
      )}
      {found.isPending ? <RowSkeletons rows={4} height={20} /> : null}
      {found.isError ? (
        found.error instanceof ApiError && found.error.status === 404 ? (
          <p className="weft-dim">Not worked out yet.</p>
        ) : (
          <Failed error={found.error} />
        )
      ) : null}
      <ul className={classes.list}>
        {(found.data?.columns ?? []).map(({ name, kind, problems }) => (
          <li key={name}>
            <button type="button" className={classes.link} aria-pressed={name === chosen} onClick={() => onColumn(name)}>
              {name}
            </button>{' '}
            <span className="weft-dim">{kind === 'none' ? '' : kind}</span>
            {problems.map(({ message }) => (
              <div key={message} className={classes.unknown}>
                {message}
              </div>
            ))}
          </li>
        ))}
      </ul>
      {found.data?.columns.length === 0 ? <p className="weft-dim">{found.data.problems[0]?.message ?? 'No columns are known.'}</p> : null}
    </section>
  );
}

const words = {
  filter: 'chooses rows by it',
  join: 'joins by it',
  group: 'groups by it',
  window: 'numbers rows by it',
  order: 'orders by it',
};

/** Who looks at it without having it as a column. */
function Uses({ accountId, node, column }: { readonly accountId: number; readonly node: PictureNode; readonly column: string }): ReactNode {
  const trace = useQuery(columnTraceQuery(accountId, { environmentId: node.environmentId, uniqueId: node.uniqueId, column }));
  const uses = trace.data?.down.uses ?? [];
  if (uses.length === 0) return null;
  return (
    <ul className={classes.list}>
      {uses.map(({ place, kind }) => {
        const name = place.kind === 'closed' ? `a closed box (${place.number})` : place.unique_id.split('.').slice(2).join('.');
        return (
          <li key={`${name} ${kind}`}>
            {name} <span className="weft-dim">{words[kind]}</span>
          </li>
        );
      })}
    </ul>
  );
}

/** How well the columns of a node are known, and why not better: nothing unknown is left out in silence. */
import type { UseQueryResult } from '@tanstack/react-query';
import { useQuery } from '@tanstack/react-query';
import type { WireNodeDetails } from '@weft/wire/weft/catalog';
import type { WireNodeColumns } from '@weft/wire/weft/columns';
import type { ReactNode } from 'react';
import { Panel } from '../../kit/panel.tsx';
import classes from './catalog.module.css';
import { columnProgressQuery } from './catalog-queries.ts';

const sources: Readonly<Record<WireNodeColumns['source'], string>> = {
  sql: 'Read from its compiled SQL.',
  described: 'As its properties file describes them: there may be more.',
  catalog: 'As the warehouse or a contract tells them.',
  producer: 'As the project that makes it tells them.',
  none: 'Not known.',
};

export function ColumnProblems(props: {
  readonly accountId: number;
  readonly node: WireNodeDetails;
  readonly traced: UseQueryResult<WireNodeColumns>;
}): ReactNode {
  const { traced } = props;
  const progress = useQuery({
    ...columnProgressQuery(props.accountId, props.node.environment_id),
    enabled: traced.isError,
  }).data;
  if (traced.isPending) return null;
  if (traced.isError)
    return (
      <p className={classes.said} style={{ marginTop: 12 }}>
        {progress && progress.finished_at === null
          ? `What its columns are made of is still being worked out: ${progress.done_count} of ${progress.node_count} nodes are done.`
          : 'What its columns are made of is not known: it was compiled by no run yet.'}
      </p>
    );
  const { source, problems, uses } = traced.data;
  return (
    <Panel title="How they are known">
      <p style={{ margin: 0 }}>{sources[source]}</p>
      {uses.length === 0 ? null : (
        <p className={classes.said}>
          Its rows are chosen by{' '}
          {uses.map(({ unique_id, relation, column, kind }, place) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: a column may be used twice in one way
            <span key={place}>
              {place === 0 ? '' : ', '}
              <code>
                {unique_id?.split('.').slice(2).join('.') ?? relation}.{column}
              </code>{' '}
              ({kind})
            </span>
          ))}
          .
        </p>
      )}
      {problems.length === 0 ? null : (
        <ul className={classes.list}>
          {problems.map(({ code, message, line, column }) => (
            <li key={`${code} ${line} ${column} ${message}`}>
              <code>{code}</code>
              <span>{message}</span>
              {line === null ? null : <span className={classes.note}>line {line}</span>}
            </li>
          ))}
        </ul>
      )}
    </Panel>
  );
}

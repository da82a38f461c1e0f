/** The code of a node: as people wrote it, and as dbt compiled it. */
import { useQuery } from '@tanstack/react-query';
import type { WireNodeDetails } from '@weft/wire/weft/catalog';
import type { ReactNode } from 'react';
import { useView } from '../../app/keep-view.ts';
import { Empty } from '../../kit/empty.tsx';
import { Loaded } from '../../kit/loaded.tsx';
import { SqlText } from '../runs/sql-text.tsx';
import classes from './catalog.module.css';
import { nodeCodeQuery } from './catalog-queries.ts';

export function NodeCode({ accountId, node }: { readonly accountId: number; readonly node: WireNodeDetails }): ReactNode {
  const code = useQuery(nodeCodeQuery(accountId, { project_id: node.project_id, unique_id: node.unique_id, view: useView() }));
  return (
    <Loaded from={code}>
      {({ raw, compiled }) =>
        raw === null && compiled === null ? (
          <Empty title="No code">The newest manifest has none of it.</Empty>
        ) : (
          <div className={classes.columns} style={{ marginTop: 0 }}>
            {raw === null ? null : <SqlText title="As written" text={raw} />}
            {compiled === null ? (
              node.type === 'macro' ? null : (
                <p className="weft-dim">Not compiled yet: what dbt makes of it is here after its next run.</p>
              )
            ) : (
              <SqlText title="As compiled" text={compiled} />
            )}
          </div>
        )
      }
    </Loaded>
  );
}

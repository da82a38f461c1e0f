/** The rules of a project by which a difference is no change, with who made each and why, and the way to end one. */
import { Button } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type { WireIgnoreRule } from '@weft/wire/weft/selection';
import type { ReactNode } from 'react';
import { tell } from '../../kit/api.ts';
import rows from '../../kit/change-list.module.css';
import { Loaded, RowSkeletons } from '../../kit/loaded.tsx';
import { Panel } from '../../kit/panel.tsx';
import classes from './selection-panel.module.css';
import { ignoreRulesQuery, rulesPath } from './selection-queries.ts';

export function IgnoreRules({ accountId, projectId }: { readonly accountId: number; readonly projectId: number }): ReactNode {
  const rules = useQuery(ignoreRulesQuery(accountId, projectId));
  return (
    <Panel title="Rules: what is no change" isFlush>
      <Loaded from={rules} skeleton={<RowSkeletons rows={2} />}>
        {(found) =>
          found.length === 0 ? (
            <div className={classes.bar}>
              <span className="weft-dim">None. Where dbt tells a difference that is none, call it no change above.</span>
            </div>
          ) : (
            <ul className={rows.list}>
              {found.map((rule) => (
                <Rule key={rule.id} accountId={accountId} rule={rule} />
              ))}
            </ul>
          )
        }
      </Loaded>
    </Panel>
  );
}

function Rule({ accountId, rule }: { readonly accountId: number; readonly rule: WireIgnoreRule }): ReactNode {
  const queries = useQueryClient();
  const { project_id: projectId, id } = rule;
  const remove = useMutation({
    mutationFn: () => tell('DELETE', `${rulesPath(accountId, projectId)}${id}/`),
    onSuccess: () => queries.invalidateQueries({ queryKey: ignoreRulesQuery(accountId, projectId).queryKey }),
  });
  return (
    <li className={rows.change}>
      <div className={rows.line}>
        <code className={rows.name}>{rule.node_pattern}</code>
        <span>
          {rule.facet.replaceAll('_', ' ')} {rule.key}
        </span>
        <span className="weft-dim">
          {rule.why}; by {rule.created_by}, {rule.created_at.slice(0, 10)}
        </span>
        <Button size="compact-xs" variant="subtle" color="red" loading={remove.isPending} onClick={() => remove.mutate()}>
          Remove rule {id}
        </Button>
        {remove.error === null ? null : <span role="alert">{remove.error.message}</span>}
      </div>
    </li>
  );
}

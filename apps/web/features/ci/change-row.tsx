/** One node that changed: each difference with before and after, whether dbt counts it, and the button that calls it none. */
import { Button } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import type { WireChange, WireReason } from '@weft/wire/weft/selection';
import { Fragment, type ReactNode } from 'react';
import { ask } from '../../kit/api.ts';
import rows from '../../kit/change-list.module.css';
import { said } from '../../kit/said.ts';
import classes from './selection-panel.module.css';
import { ignoreRulesQuery, rulesPath } from './selection-queries.ts';

interface Place {
  readonly accountId: number;
  readonly projectId: number;
  readonly change: WireChange;
}

export function ChangeRow(props: Place): ReactNode {
  const { change } = props;
  const isUnseen = change.change === 'modified' && !change.selectors.includes('modified');
  return (
    <li className={rows.change}>
      <div className={rows.line}>
        <span className={rows.kind} data-kind={change.is_ignored ? 'ignored' : change.change}>
          {change.is_ignored ? 'No change' : { new: 'New', removed: 'Removed', modified: 'Modified' }[change.change]}
        </span>
        <span className={rows.name}>{change.name}</span>
        <span className="weft-dim">
          {change.resource_type} {change.path}
        </span>
        <span className="weft-dim">{change.is_selected ? 'selected' : isUnseen ? 'not seen by dbt' : 'not selected'}</span>
      </div>
      {change.reasons.map((reason) => (
        <Reason key={`${reason.facet} ${reason.key}`} {...props} reason={reason} />
      ))}
      {change.more_reasons > 0 ? <div className={rows.details}>and {change.more_reasons} more</div> : null}
    </li>
  );
}

function Reason(props: Place & { readonly reason: WireReason }): ReactNode {
  const { reason, change } = props;
  const { facet, key, diff, path, note } = reason;
  const isValue = diff === null && path === null;
  return (
    <div className={rows.details}>
      <div className={rows.line}>
        <span>
          {facet.replaceAll('_', ' ')}
          {key === null ? '' : ` ${key}`}
        </span>
        {isValue ? (
          <span>
            <del>
              <code>{shown(reason.before)}</code>
            </del>{' '}
            → <code>{shown(reason.after)}</code>
          </span>
        ) : null}
        {path === null || path.length < 2 ? null : <span className="weft-dim">called by way of {path.join(' → ')}</span>}
        {reason.is_seen ? null : <span className="weft-dim">dbt does not count this</span>}
        {note === null ? null : <span className="weft-dim">{note}</span>}
        {reason.ignored_by === null ? null : <span className="weft-dim">no change by rule {reason.ignored_by}</span>}
        {reason.is_seen && reason.ignored_by === null && change.change === 'modified' ? <ThisIsNoChange {...props} /> : null}
      </div>
      {diff === null || diff === '' ? null : <Diff text={diff} />}
    </div>
  );
}

function ThisIsNoChange({ accountId, projectId, change, reason }: Place & { readonly reason: WireReason }): ReactNode {
  const queries = useQueryClient();
  const { facet, key, note } = reason;
  const add = useMutation({
    mutationFn: () =>
      ask('POST', rulesPath(accountId, projectId), {
        node_pattern: change.unique_id,
        facet,
        key,
        why: note ?? 'Called no change on the page of a run',
      }),
    onSuccess: async () => {
      said('The next run takes this for no change.');
      await queries.invalidateQueries({ queryKey: ignoreRulesQuery(accountId, projectId).queryKey });
    },
  });
  return (
    <>
      <Button size="compact-xs" variant="subtle" loading={add.isPending} disabled={add.isSuccess} onClick={() => add.mutate()}>
        {add.isSuccess ? 'No change from the next run on' : 'This is no change'}
      </Button>
      {add.error === null ? null : <span role="alert">{add.error.message}</span>}
    </>
  );
}

function Diff({ text }: { readonly text: string }): ReactNode {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a text that scrolls must be reachable by keyboard
    <pre className={classes.diff} tabIndex={0}>
      {text.split('\n').map((line, at) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: lines have no other identity, and never move
        <Fragment key={at}>
          <span data-mark={line[0]}>{line}</span>
          {'\n'}
        </Fragment>
      ))}
    </pre>
  );
}

function shown(value: unknown): string {
  return value === undefined ? 'not there' : typeof value === 'string' ? value : JSON.stringify(value);
}

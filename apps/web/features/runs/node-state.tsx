/** How a node stands, by word and colour. */
import type { WireRunNodeState } from '@weft/wire/weft/run-node';
import type { ReactNode } from 'react';
import classes from './node-state.module.css';

const words: Readonly<Record<WireRunNodeState, string>> = {
  queued: 'Queued',
  running: 'Running',
  success: 'Success',
  warn: 'Warn',
  error: 'Error',
  fail: 'Fail',
  skipped: 'Skipped',
  cancelled: 'Cancelled',
};

export function NodeState({ state }: { readonly state: WireRunNodeState }): ReactNode {
  return (
    <span className={classes.state} data-state={state}>
      {words[state]}
    </span>
  );
}

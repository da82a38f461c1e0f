/** One word about how something stands, in its colour. */
import type { ReactNode } from 'react';
import classes from './state-mark.module.css';

export type Tone = 'good' | 'bad' | 'busy' | 'still';

export function StateMark({ tone, children }: { readonly tone: Tone; readonly children: ReactNode }): ReactNode {
  return (
    <span className={classes.mark} data-tone={tone}>
      {children}
    </span>
  );
}

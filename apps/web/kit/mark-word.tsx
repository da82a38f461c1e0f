/** A word with a wash of colour behind it: a state in a table, never told by the colour alone. */
import type { ReactNode } from 'react';
import classes from './mark-word.module.css';

export type Tone = 'good' | 'bad' | 'busy' | 'still';

export function MarkWord({ tone, children }: { readonly tone: Tone; readonly children: ReactNode }): ReactNode {
  return <span className={`${classes.word} ${classes[tone]}`}>{children}</span>;
}

/** A word with a wash of colour behind it: a state in a table, never told by the colour alone. */
import type { ReactNode } from 'react';
import classes from './mark-word.module.css';

export type Tone = 'good' | 'bad' | 'warn' | 'busy' | 'still';

/** `children`: with an icon or without. */
export function MarkWord(props: { readonly tone: Tone; readonly size?: 'sm' | 'lg'; readonly children: ReactNode }): ReactNode {
  const { tone, size = 'sm', children } = props;
  return <span className={`${classes.word} ${size === 'lg' ? classes.large : ''} ${classes[tone]}`}>{children}</span>;
}

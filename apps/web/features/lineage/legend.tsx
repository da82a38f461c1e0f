/** What the colours mean, and of how many nodes. */
import type { ReactNode } from 'react';
import type { LegendEntry } from './lenses.ts';
import classes from './lineage.module.css';

export function Legend({ title, entries }: { readonly title: string; readonly entries: readonly LegendEntry[] }): ReactNode {
  return (
    <ul className={classes.legend} aria-label={`Colours by ${title.toLowerCase()}`}>
      {entries.map(({ word, color, count }) => (
        <li key={word}>
          <span className={classes.swatch} style={{ background: color }} aria-hidden="true" />
          {word.replaceAll('_', ' ')} <span className="weft-dim">{count.toLocaleString('en')}</span>
        </li>
      ))}
    </ul>
  );
}

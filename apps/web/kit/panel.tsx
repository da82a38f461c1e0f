/** A part of a page with a heading of its own. */
import type { ReactNode } from 'react';
import { useId } from 'react';
import classes from './panel.module.css';

export function Panel({
  title,
  aside,
  children,
  isFlush = false,
}: {
  readonly title: string;
  /** Beside the heading: a link, a count, a button. */
  readonly aside?: ReactNode;
  readonly children: ReactNode;
  /** Content that reaches the edges, such as a table. */
  readonly isFlush?: boolean;
}): ReactNode {
  const id = useId();
  return (
    <section className={classes.panel} aria-labelledby={id}>
      <div className={classes.head}>
        <h2 id={id} className={classes.title}>
          {title}
        </h2>
        {aside === undefined ? null : <div className={classes.aside}>{aside}</div>}
      </div>
      <div className={isFlush ? classes.flush : classes.body}>{children}</div>
    </section>
  );
}

/** Facts as pairs; a definition list, so that readers hear which is which. */
export function Facts({ items }: { readonly items: readonly (readonly [string, ReactNode] | null)[] }): ReactNode {
  return (
    <dl className={classes.facts}>
      {items.map((item) =>
        item === null ? null : (
          <div key={item[0]} className={classes.fact}>
            <dt>{item[0]}</dt>
            <dd>{item[1]}</dd>
          </div>
        ),
      )}
    </dl>
  );
}

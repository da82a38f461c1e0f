/** A block to copy whole: commands, YAML, SQL. */
import type { ReactNode } from 'react';
import classes from './code-block.module.css';
import { Copy } from './copy.tsx';

export function CodeBlock({ title, text }: { readonly title: string; readonly text: string }): ReactNode {
  return (
    <figure className={classes.block}>
      <figcaption className={classes.bar}>
        <span>{title}</span>
        <Copy value={text} what={title} />
      </figcaption>
      {/* Wide lines scroll, so the keyboard must be able to reach them. */}
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a scrollable region needs focus to be scrolled by keys */}
      <section className={classes.scroll} tabIndex={0} aria-label={title}>
        <pre className={classes.text}>{text}</pre>
      </section>
    </figure>
  );
}

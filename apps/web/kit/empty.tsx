/** An empty place that says what would be here and what to do next. */
import type { ReactNode } from 'react';
import classes from './empty.module.css';

export function Empty({
  title,
  children,
  action,
}: {
  readonly title: string;
  readonly children?: ReactNode;
  readonly action?: ReactNode;
}): ReactNode {
  return (
    <div className={classes.empty}>
      <svg className={classes.weave} viewBox="0 0 120 28" aria-hidden="true">
        <path className={classes.warp} d="M12 2 V9 M12 19 V26 M36 2 V26 M60 2 V9 M60 19 V26 M84 2 V26 M108 2 V9 M108 19 V26" />
        <path className={classes.weft} d="M2 14 H30 M42 14 H78 M90 14 H118" />
      </svg>
      <p className={classes.title}>{title}</p>
      {children === undefined ? null : <div className={classes.text}>{children}</div>}
      {action === undefined ? null : <div className={classes.action}>{action}</div>}
    </div>
  );
}

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
        {[12, 36, 60, 84, 108].map((x) => (
          <line key={x} x1={x} x2={x} y1="2" y2="26" />
        ))}
        <path d="M0 14 H120" />
      </svg>
      <p className={classes.title}>{title}</p>
      {children === undefined ? null : <div className={classes.text}>{children}</div>}
      {action === undefined ? null : <div className={classes.action}>{action}</div>}
    </div>
  );
}

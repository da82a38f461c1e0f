/** A message that stands in the page: what to know, to mind, or what went wrong. */
import { IconAlertTriangle, IconInfoCircle } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import classes from './notice.module.css';

export function Notice(props: {
  readonly tone: 'still' | 'warn' | 'bad';
  readonly title?: string;
  readonly icon?: ReactNode;
  /** Read out at once when it appears. */
  readonly isUrgent?: boolean;
  readonly children?: ReactNode;
}): ReactNode {
  const { tone, title, isUrgent = false } = props;
  return (
    <div className={classes.notice} data-tone={tone} role={isUrgent ? 'alert' : 'note'}>
      <span className={classes.icon} aria-hidden="true">
        {props.icon ?? (tone === 'still' ? <IconInfoCircle size={18} /> : <IconAlertTriangle size={18} />)}
      </span>
      <div className={classes.content}>
        {title === undefined ? null : <div className={classes.title}>{title}</div>}
        {props.children}
      </div>
    </div>
  );
}

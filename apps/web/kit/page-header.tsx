/** The top of every page: where one is, what it is, and what can be done with it. */
import type { ReactNode } from 'react';
import classes from './page-header.module.css';

export function PageHeader({
  title,
  crumbs,
  badges,
  subtitle,
  actions,
}: {
  readonly title: ReactNode;
  /** Links, outermost first. */
  readonly crumbs?: readonly ReactNode[];
  readonly badges?: ReactNode;
  readonly subtitle?: ReactNode;
  readonly actions?: ReactNode;
}): ReactNode {
  return (
    <header className={classes.header}>
      <div className={classes.text}>
        {crumbs === undefined || crumbs.length === 0 ? null : (
          <nav aria-label="Breadcrumbs">
            <ol className={classes.crumbs}>
              {crumbs.map((crumb, place) => (
                // biome-ignore lint/suspicious/noArrayIndexKey: a breadcrumb is its place
                <li key={place}>{crumb}</li>
              ))}
            </ol>
          </nav>
        )}
        <div className={classes.line}>
          <h1 className={classes.title}>{title}</h1>
          {badges}
        </div>
        {subtitle === undefined ? null : <div className={classes.subtitle}>{subtitle}</div>}
      </div>
      {actions === undefined ? null : <div className={classes.actions}>{actions}</div>}
    </header>
  );
}

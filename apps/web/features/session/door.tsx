/** What surrounds the forms that stand before Weft: the mark, and a piece of cloth. */
import type { ReactNode } from 'react';
import { Mark } from '../../kit/mark.tsx';
import classes from './door.module.css';

export function Door({ title, children }: { readonly title: string; readonly children: ReactNode }): ReactNode {
  return (
    <div className={classes.page}>
      <Cloth />
      <main className={classes.main}>
        <div className={classes.brand}>
          <Mark size={30} />
          <span>weft</span>
        </div>
        <h1 className={classes.title}>{title}</h1>
        {children}
      </main>
    </div>
  );
}

/** Plain weave: the weft goes over one warp thread and under the next, each row the other way round. */
function Cloth(): ReactNode {
  return (
    <svg className={classes.cloth} aria-hidden="true">
      <defs>
        <pattern id="weave" width="48" height="48" patternUnits="userSpaceOnUse">
          <g className={classes.warp}>
            <path d="M12 0 V4 M12 20 V48" />
            <path d="M36 0 V28 M36 44 V48" />
          </g>
          <g className={classes.weft}>
            <path d="M0 12 H28 M44 12 H48" />
            <path d="M0 36 H4 M20 36 H48" />
          </g>
        </pattern>
      </defs>
      <rect width="100%" height="100%" fill="url(#weave)" />
      <path className={classes.thread} d="M0 300 H2400" />
    </svg>
  );
}

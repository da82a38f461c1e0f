/** Environments' kinds, by word. */

import type { WireEnvironment } from '@weft/wire/v3/environment';
import type { ReactNode } from 'react';
import classes from './environment-words.module.css';

export function environmentKind({ type, deployment_type }: Pick<WireEnvironment, 'type' | 'deployment_type'>): string {
  if (type === 'development') return 'Development';
  if (deployment_type === 'production') return 'Production';
  return deployment_type === 'staging' ? 'Staging' : 'General';
}

export function EnvironmentKind({ environment }: { readonly environment: Pick<WireEnvironment, 'type' | 'deployment_type'> }): ReactNode {
  const kind = environmentKind(environment);
  return (
    <span className={classes.kind} data-kind={kind}>
      {kind}
    </span>
  );
}

/** Production first, then staging, general, development. */
export function byImportance(a: WireEnvironment, b: WireEnvironment): number {
  const order = ['Production', 'Staging', 'General', 'Development'];
  return order.indexOf(environmentKind(a)) - order.indexOf(environmentKind(b)) || a.id - b.id;
}

/** Marks a project whose dbt runs elsewhere. */
import { Tooltip } from '@mantine/core';
import type { ReactNode } from 'react';
import classes from './hybrid-badge.module.css';
import { hybridType } from './project-queries.ts';

export function HybridBadge({ type }: { readonly type: 0 | 1 | undefined }): ReactNode {
  if (type !== hybridType) return null;
  return (
    <Tooltip label="Its dbt runs outside Weft and uploads artifacts.">
      <span className={classes.badge}>Hybrid</span>
    </Tooltip>
  );
}

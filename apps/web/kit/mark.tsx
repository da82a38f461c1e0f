/** Weft's mark: three warp threads, and the weft that goes over, under, over. */
import type { ReactNode } from 'react';

export function Mark({ size = 24 }: { readonly size?: number }): ReactNode {
  return (
    <svg width={size} height={size} viewBox="0 0 24 24" fill="none" strokeWidth="2.4" strokeLinecap="round" aria-hidden="true">
      <g stroke="currentColor">
        <path d="M5.5 3 V9" />
        <path d="M5.5 15 V21" />
        <path d="M12 3 V21" />
        <path d="M18.5 3 V9" />
        <path d="M18.5 15 V21" />
      </g>
      <path d="M2 12 H9 M15 12 H22" stroke="var(--weft-accent)" />
    </svg>
  );
}

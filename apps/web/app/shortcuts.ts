/** Keys that work on every page: the palette, the filter of the page, and g-then-letter to go somewhere. */
import { useNavigate } from '@tanstack/react-router';
import { useEffect, useRef } from 'react';
import { nowMs } from '../kit/clock.ts';

export const goTo = {
  h: { to: '/accounts/$accountId', title: 'Home' },
  j: { to: '/deploy/$accountId/jobs', title: 'Jobs' },
  r: { to: '/deploy/$accountId/runs', title: 'Runs' },
  e: { to: '/deploy/$accountId/environments', title: 'Environments' },
  c: { to: '/catalog/$accountId', title: 'Catalog' },
  m: { to: '/mesh/$accountId', title: 'Mesh' },
  l: { to: '/lineage/$accountId', title: 'Lineage' },
  s: { to: '/settings/accounts/$accountId', title: 'Settings' },
} as const;

const secondKeyWithinMs = 1200;

export function useShortcuts(on: {
  readonly accountId: number | undefined;
  readonly onPalette: () => void;
  readonly onHelp: () => void;
}): void {
  const navigate = useNavigate();
  const leaderAt = useRef(Number.NEGATIVE_INFINITY);
  useEffect(() => {
    const hear = (event: KeyboardEvent) => {
      if (event.key.toLowerCase() === 'k' && (event.ctrlKey || event.metaKey)) {
        event.preventDefault();
        on.onPalette();
        return;
      }
      if (event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) return;
      const isAfterLeader = nowMs() - leaderAt.current < secondKeyWithinMs;
      leaderAt.current = event.key === 'g' ? nowMs() : Number.NEGATIVE_INFINITY;
      const place = isAfterLeader ? findPlace(event.key) : undefined;
      if (place !== undefined && on.accountId !== undefined) void navigate({ to: place.to, params: { accountId: on.accountId } });
      else if (event.key === '?') on.onHelp();
      else if (event.key === '/') {
        event.preventDefault();
        if (!focusFilter()) on.onPalette();
      }
    };
    window.addEventListener('keydown', hear);
    return () => window.removeEventListener('keydown', hear);
  });
}

function findPlace(key: string) {
  return Object.entries(goTo).find(([letter]) => letter === key)?.[1];
}

function isTyping(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName));
}

/** False: the page has none. */
function focusFilter(): boolean {
  const filter = document.querySelector<HTMLInputElement>('input[data-filter]');
  filter?.focus();
  return filter !== null;
}

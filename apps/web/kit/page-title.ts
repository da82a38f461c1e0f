/** The title of the browser's tab: the most particular first, so that narrow tabs still tell. */
import { useEffect } from 'react';

export function usePageTitle(...parts: readonly (string | undefined)[]): void {
  const title = [...parts.filter((part) => part !== undefined && part !== ''), 'Weft'].join(' · ');
  useEffect(() => {
    document.title = title;
  }, [title]);
}

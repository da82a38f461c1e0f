/** The secret of a link, which stands behind the # of its address: read once, and taken out of the address bar. */
import { useState } from 'react';

/** null: the address has none, nor had it before signing in from here. */
export function useDoorToken(door: string): { readonly token: string | null; readonly forget: () => void } {
  const [token] = useState(() => readToken(door));
  return { token, forget: () => sessionStorage.removeItem(keyOf(door)) };
}

/** Kept for this tab, since one may have to sign in in between. */
function readToken(door: string): string | null {
  const given = window.location.hash.slice(1);
  if (given !== '') {
    sessionStorage.setItem(keyOf(door), given);
    window.history.replaceState(window.history.state, '', window.location.pathname);
  }
  return sessionStorage.getItem(keyOf(door));
}

function keyOf(door: string): string {
  return `weft.link.${door}`;
}

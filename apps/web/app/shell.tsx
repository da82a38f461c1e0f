/** What stays around every page: the way to the others, the palette, and the account's live events. */
import { useDisclosure, useMediaQuery } from '@mantine/hooks';
import { Outlet, useLocation, useParams, useRouter } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { lazy, Suspense, useEffect } from 'react';
import { useSession } from '../features/session/session-queries.ts';
import { useLiveAccount } from './live-account.ts';
import { Nav } from './nav.tsx';
import classes from './shell.module.css';
import { useShortcuts } from './shortcuts.ts';

/** What opens over the page is fetched when it is first opened. */
const Palette = lazy(async () => ({ default: (await import('./palette.tsx')).Palette }));
const ShortcutsHelp = lazy(async () => ({ default: (await import('./shortcuts-help.tsx')).ShortcutsHelp }));
const NarrowBar = lazy(async () => ({ default: (await import('./narrow-bar.tsx')).NarrowBar }));

export function Shell(): ReactNode {
  const { accounts, user } = useSession();
  const router = useRouter();
  const accountId = useParams({ strict: false }).accountId ?? accounts[0]?.id;
  const { pathname } = useLocation();
  const [isPaletteOpen, palette] = useDisclosure(false);
  const [isHelpOpen, help] = useDisclosure(false);
  const isNarrow = useMediaQuery('(max-width: 800px)', false, { getInitialValueInEffect: false });
  useLiveAccount(accountId);
  useFocusAfterLeaving();
  useEffect(() => {
    // The doors are asked again: they lead whoever is signed out to the sign-in page.
    if (user === null) void router.invalidate();
  }, [user, router]);
  useShortcuts({ accountId, onPalette: palette.toggle, onHelp: help.open });
  if (accountId === undefined) return pathname.startsWith('/settings/profile') ? <WithoutAccount /> : <NoAccount />;
  return (
    <div className={classes.shell}>
      <a className={classes.skip} href="#main">
        Skip to the page
      </a>
      {isNarrow ? (
        <Suspense fallback={<div className={classes.bar} />}>
          <NarrowBar>
            <Nav accountId={accountId} onPalette={palette.open} onHelp={help.open} />
          </NarrowBar>
        </Suspense>
      ) : (
        <aside className={classes.side}>
          <div className={classes.pinned}>
            <Nav accountId={accountId} onPalette={palette.open} onHelp={help.open} />
          </div>
        </aside>
      )}
      <main id="main" className={classes.main} tabIndex={-1}>
        <Outlet />
      </main>
      <Suspense>
        {isPaletteOpen ? <Palette accountId={accountId} onClose={palette.close} /> : null}
        {isHelpOpen ? <ShortcutsHelp onClose={help.close} /> : null}
      </Suspense>
    </div>
  );
}

/** A link that vanished with its page takes the focus with it; the new page takes it up. */
function useFocusAfterLeaving(): void {
  const { pathname } = useLocation();
  // biome-ignore lint/correctness/useExhaustiveDependencies: asked once for each page
  useEffect(() => {
    if (document.activeElement === document.body) document.getElementById('main')?.focus({ preventScroll: true });
  }, [pathname]);
}

/** Who is let into no account yet can still see to their own way in. */
function WithoutAccount(): ReactNode {
  return (
    <main id="main" className={classes.main} tabIndex={-1}>
      <Outlet />
    </main>
  );
}

function NoAccount(): ReactNode {
  return (
    <main className={classes.main}>
      <h1>No account yet</h1>
      <p>You are signed in, but belong to no account. Ask an account admin to add you.</p>
    </main>
  );
}

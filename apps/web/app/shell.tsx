/** What stays around every page: the way to the others, the palette, and the account's live events. */
import { Burger, Drawer } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { Outlet, useLocation, useParams } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { useEffect } from 'react';
import { useSession } from '../features/session/session-queries.ts';
import { Mark } from '../kit/mark.tsx';
import { useLiveAccount } from './live-account.ts';
import { Nav } from './nav.tsx';
import { Palette } from './palette.tsx';
import classes from './shell.module.css';
import { useShortcuts } from './shortcuts.ts';
import { ShortcutsHelp } from './shortcuts-help.tsx';

export function Shell(): ReactNode {
  const { accounts } = useSession();
  const accountId = useParams({ strict: false }).accountId ?? accounts[0]?.id;
  const [isPaletteOpen, palette] = useDisclosure(false);
  const [isHelpOpen, help] = useDisclosure(false);
  useLiveAccount(accountId);
  useShortcuts({ accountId, onPalette: palette.toggle, onHelp: help.open });
  if (accountId === undefined) return <NoAccount />;
  return (
    <div className={classes.shell}>
      <a className={classes.skip} href="#main">
        Skip to the page
      </a>
      <aside className={classes.side}>
        <div className={classes.pinned}>
          <Nav accountId={accountId} onPalette={palette.open} onHelp={help.open} />
        </div>
      </aside>
      <NarrowBar>
        <Nav accountId={accountId} onPalette={palette.open} onHelp={help.open} />
      </NarrowBar>
      <main id="main" className={classes.main} tabIndex={-1}>
        <Outlet />
      </main>
      <Palette accountId={accountId} isOpen={isPaletteOpen} onClose={palette.close} />
      <ShortcutsHelp isOpen={isHelpOpen} onClose={help.close} />
    </div>
  );
}

function NarrowBar({ children }: { readonly children: ReactNode }): ReactNode {
  const [isOpen, drawer] = useDisclosure(false);
  const { pathname } = useLocation();
  const { close } = drawer;
  // biome-ignore lint/correctness/useExhaustiveDependencies: going to another page closes the drawer
  useEffect(close, [pathname]);
  return (
    <div className={classes.bar}>
      <Burger opened={isOpen} onClick={drawer.toggle} size="sm" aria-label="Menu" />
      <Mark size={20} />
      <span className={classes.name}>weft</span>
      <Drawer
        opened={isOpen}
        onClose={close}
        size={248}
        padding={0}
        withCloseButton={false}
        title="Menu"
        classNames={{ header: classes.hidden }}
      >
        <div className={classes.drawer}>{children}</div>
      </Drawer>
    </div>
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

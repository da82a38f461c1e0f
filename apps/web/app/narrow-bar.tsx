/** On narrow screens: the mark, and the ways between pages behind a button. */
import { Burger, Drawer } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { useLocation } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { useEffect } from 'react';
import { Mark } from '../kit/mark.tsx';
import classes from './shell.module.css';

export function NarrowBar({ children }: { readonly children: ReactNode }): ReactNode {
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

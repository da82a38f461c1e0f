/** Who is signed in, the colour scheme, and the way out. */
import { Popover, SegmentedControl, UnstyledButton, useMantineColorScheme, VisuallyHidden } from '@mantine/core';
import { IconApi, IconChevronUp, IconKeyboard, IconLogout, IconUser } from '@tabler/icons-react';
import { useQueryClient } from '@tanstack/react-query';
import { Link, useNavigate } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { sessionQuery, useSession } from '../features/session/session-queries.ts';
import { tell } from '../kit/api.ts';
import classes from './profile-menu.module.css';

export function ProfileMenu({ onHelp }: { readonly onHelp: () => void }): ReactNode {
  const { user } = useSession();
  const signOut = useSignOut();
  if (user === null) return null;
  const name = `${user.first_name} ${user.last_name}`.trim() || user.email;
  return (
    <Popover position="top-start" width={236} shadow="md" withinPortal={false} trapFocus returnFocus>
      <Popover.Target>
        <UnstyledButton className={classes.button}>
          <VisuallyHidden>Profile: </VisuallyHidden>
          <span className={classes.initials} aria-hidden="true">
            {initials(name)}
          </span>
          <span className={classes.name}>{name}</span>
          <IconChevronUp size={14} aria-hidden="true" />
        </UnstyledButton>
      </Popover.Target>
      <Popover.Dropdown p={6} aria-label="Profile">
        <div className={classes.email}>{user.email}</div>
        <SchemeChoice />
        <Link to="/docs/api" className={classes.item}>
          <IconApi size={15} aria-hidden="true" />
          API
        </Link>
        <Link to="/settings/profile/personal" className={classes.item}>
          <IconUser size={15} aria-hidden="true" />
          Your profile
        </Link>
        <UnstyledButton className={classes.item} onClick={onHelp}>
          <IconKeyboard size={15} aria-hidden="true" />
          Keyboard shortcuts
        </UnstyledButton>
        <UnstyledButton className={classes.item} onClick={signOut}>
          <IconLogout size={15} aria-hidden="true" />
          Sign out
        </UnstyledButton>
      </Popover.Dropdown>
    </Popover>
  );
}

function SchemeChoice(): ReactNode {
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  return (
    <SegmentedControl
      fullWidth
      size="xs"
      mb={6}
      aria-label="Colours"
      value={colorScheme}
      onChange={(value) => setColorScheme(value === 'dark' || value === 'light' ? value : 'auto')}
      data={[
        { value: 'auto', label: 'Auto' },
        { value: 'light', label: 'Light' },
        { value: 'dark', label: 'Dark' },
      ]}
    />
  );
}

/** What was cached belongs to who leaves, so all of it goes. */
function useSignOut(): () => void {
  const queries = useQueryClient();
  const navigate = useNavigate();
  return () => {
    void tell('DELETE', '/api/weft/session/').finally(async () => {
      queries.clear();
      await queries.fetchQuery(sessionQuery).catch(() => undefined);
      await navigate({ to: '/sign-in' });
    });
  };
}

function initials(name: string): string {
  const words = name.split(/[\s@.]+/);
  return `${words[0]?.[0] ?? ''}${words[1]?.[0] ?? ''}`.toUpperCase();
}

/** Who is signed in, the colour scheme, and the way out. */
import { Menu, SegmentedControl, UnstyledButton, useMantineColorScheme } from '@mantine/core';
import { IconChevronUp, IconKeyboard, IconLogout } from '@tabler/icons-react';
import { useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
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
    <Menu position="top-start" width={236} shadow="md">
      <Menu.Target>
        <UnstyledButton className={classes.button} aria-label={`Profile: ${name}`}>
          <span className={classes.initials} aria-hidden="true">
            {initials(name)}
          </span>
          <span className={classes.name}>{name}</span>
          <IconChevronUp size={14} aria-hidden="true" />
        </UnstyledButton>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>{user.email}</Menu.Label>
        <SchemeChoice />
        <Menu.Divider />
        <Menu.Item leftSection={<IconKeyboard size={15} />} onClick={onHelp}>
          Keyboard shortcuts
        </Menu.Item>
        <Menu.Item leftSection={<IconLogout size={15} />} onClick={signOut}>
          Sign out
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}

function SchemeChoice(): ReactNode {
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  return (
    <div className={classes.scheme}>
      <SegmentedControl
        fullWidth
        size="xs"
        aria-label="Colours"
        value={colorScheme}
        onChange={(value) => setColorScheme(value === 'dark' || value === 'light' ? value : 'auto')}
        data={[
          { value: 'auto', label: 'Auto' },
          { value: 'light', label: 'Light' },
          { value: 'dark', label: 'Dark' },
        ]}
      />
    </div>
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

/** Tries a provider as far as that goes without a person, and says what was found. */
import { Button } from '@mantine/core';
import { IconAlertTriangle, IconCheck, IconX } from '@tabler/icons-react';
import { useMutation } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { Failed } from '../../kit/loaded.tsx';
import classes from './sso.module.css';
import { testSsoProvider } from './sso-queries.ts';

const marks = {
  good: <IconCheck size={16} className={classes.good} aria-label="Good:" />,
  doubtful: <IconAlertTriangle size={16} className={classes.doubtful} aria-label="To mind:" />,
  bad: <IconX size={16} className={classes.bad} aria-label="Wrong:" />,
};

export function SsoTest({ accountId, providerId }: { readonly accountId: number; readonly providerId: number }): ReactNode {
  const test = useMutation({ mutationFn: () => testSsoProvider(accountId, providerId) });
  return (
    <div className={classes.deeds} style={{ flexDirection: 'column', alignItems: 'flex-start' }}>
      <Button size="compact-sm" loading={test.isPending} onClick={() => test.mutate()}>
        Test the connection
      </Button>
      <div aria-live="polite">
        {test.error === null ? null : <Failed error={test.error} />}
        {test.data === undefined ? null : (
          <ul className={classes.findings}>
            {test.data.findings.map(({ verdict, text }) => (
              <li key={text}>
                {marks[verdict]}
                <span>{text}</span>
              </li>
            ))}
          </ul>
        )}
      </div>
    </div>
  );
}

/** Where the link in a mail leads: asks once more, since mail programs open links by themselves. */
import { Button } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { useState } from 'react';
import { Failed } from '../../kit/loaded.tsx';
import { usePageTitle } from '../../kit/page-title.ts';
import { Door } from '../session/door.tsx';
import { unsubscribe } from './notify-queries.ts';

export function UnsubscribePage(): ReactNode {
  // Behind the `#`, so that it stands in no log of a server.
  const [link] = useState(() => window.location.hash.slice(1));
  const leave = useMutation({ mutationFn: () => unsubscribe(link) });
  usePageTitle('Unsubscribe');
  if (leave.data !== undefined)
    return (
      <Door title="You get no more of these mails">
        <p>{leave.data.email} is told of no jobs and no models any more. Signed in, you choose anew under Notifications.</p>
      </Door>
    );
  return (
    <Door title="No more mails?">
      <p>Weft will send this address no more mails about jobs and models of this account.</p>
      {leave.error === null ? null : <Failed error={leave.error} />}
      <Button fullWidth mt="md" loading={leave.isPending} onClick={() => leave.mutate()}>
        Unsubscribe
      </Button>
    </Door>
  );
}

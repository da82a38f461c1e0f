/** Where the link leads that was sent to a new e-mail address. */
import { Button } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { ask } from '../../kit/api.ts';
import { Failed } from '../../kit/loaded.tsx';
import { usePageTitle } from '../../kit/page-title.ts';
import classes from './door.module.css';
import { Door } from './door.tsx';
import { useDoorToken } from './door-token.ts';
import { sessionQuery } from './session-queries.ts';

/** A button, since programs that look into mails open their links. */
export function ConfirmEmailPage(): ReactNode {
  usePageTitle('Confirm your e-mail address');
  const { token, forget } = useDoorToken('email');
  const queries = useQueryClient();
  const confirm = useMutation({
    mutationFn: () => ask<{ readonly email: string }>('POST', '/api/weft/email-link/finish/', { token }),
    onSuccess: () => {
      forget();
      return queries.invalidateQueries(sessionQuery);
    },
  });
  return (
    <Door title="Confirm your e-mail address">
      {confirm.isSuccess ? (
        <p className={classes.note} role="status">
          {confirm.data.email} is your address from now on, for signing in too.
        </p>
      ) : token === null ? (
        <p className={classes.note}>The address of this page is not whole. Open the link again.</p>
      ) : (
        <Button fullWidth size="sm" loading={confirm.isPending} onClick={() => confirm.mutate()}>
          This is my address
        </Button>
      )}
      {confirm.error === null ? null : <Failed error={confirm.error} />}
      <div className={classes.ways}>
        <Link to="/" className={classes.way}>
          Go to Weft
        </Link>
      </div>
    </Door>
  );
}
